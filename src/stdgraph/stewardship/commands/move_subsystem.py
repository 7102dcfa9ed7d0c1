"""Moving a subsystem to another place in its system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.change_record import Edge
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import told
from stdgraph.stewardship.placement import before_whole, misplaced
from stdgraph.stewardship.system_command import SystemCommand
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveSubsystem(SystemCommand):
    """Move a subsystem, with all that is below it, to another place in its system: from that day on its items count there."""

    action: ClassVar[Action] = Action.MOVE_SUBSYSTEM
    changes: ClassVar[str | None] = "Subsystem"
    code: str = described("Its code.", names="Subsystem")
    parent: str | None = described(
        "The code of the subsystem it is to be part of; absent: at the top.", None, names="Subsystem"
    )
    after: str | None = described(
        "The code of the sibling it is to stand behind; absent: last.", None, names="Subsystem"
    )
    first: bool = described("Whether it stands before its siblings; with `after` it cannot.", False)

    def problems(self, unit: SystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the place or the day."""
        yield from self.ahead(today)
        yield from misplaced(unit, system, self.parent, self.after, first=self.first)
        yield from before_whole(unit, system, self.parent, self.on(today))
        part = unit.subsystem(system, self.code)
        if part is None:
            return
        if self.after == self.code or (
            self.parent is not None and unit.whole(system, self.parent) in list(unit.branch(part))
        ):
            zh = f"“{self.code}”不能移到自身或其下级之下"
            yield Problem("parent", Message(zh, f"{self.code!r} cannot be moved below itself or what is below it"))
        _, held = unit.place_of(part)
        since = held.get("from") or part.properties.get("since")
        if since is not None and self.on(today) < since:
            zh = f"“{self.code}”自 {since} 起才在现处，不能早于该日移动"
            yield Problem(
                "effectiveOn",
                Message(zh, f"{self.code!r} stands where it is only since {since}: it cannot be moved before"),
            )

    def change(self, unit: SystemUnit, system: Thing, today: date) -> Outcome:
        """Move it."""
        part, whole = unit.whole(system, self.code), unit.whole(system, self.parent)
        sibling = None if self.after is None else unit.whole(system, self.after)
        place, _ = unit.place_of(part)
        former = unit.things[place.end]
        was = [one.key for one in unit.parts_of(former)]
        on = self.on(today)
        if former.ref != whole.ref:
            unit.relate(place, None, ended_on=on)
            unit.relate(Edge("PART_OF", part.ref, whole.ref), {"from": on})
            unit.set_place(whole, part, sibling, first=self.first)
        else:
            unit.place_anew(whole, part, sibling, first=self.first)
        if former.ref == whole.ref and was == [one.key for one in unit.parts_of(whole)]:
            return unit.unchanged(part, self.effective_on)
        before = told({"parent": _code(former), "after": _before(was, part.key)})
        after = told({"parent": self.parent, "after": _before([one.key for one in unit.parts_of(whole)], part.key)})
        return unit.record(system, NewChange(part, EventKind.MOVED, self.action, on, self.note, before, after))


def _code(whole: Thing) -> str | None:
    """The code of what a subsystem is part of; None where that is the system."""
    return whole.properties["code"] if whole.label == "Subsystem" else None


def _before(siblings: list[str], key: str) -> str | None:
    """The code of the sibling before one; None for the first."""
    place = siblings.index(key)
    return siblings[place - 1].partition("/")[2] if place else None


COMMAND = MoveSubsystem
