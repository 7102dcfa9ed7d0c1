"""Adding a subsystem to a system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.change_record import Edge
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Outcome, Problem
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import later, no_title, one_line, stripped, taken_code, told, unfit_code
from stdgraph.stewardship.placement import before_whole, misplaced
from stdgraph.stewardship.system_command import SystemCommand
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSubsystem(SystemCommand):
    """Add a subsystem to a system, at the top or below another one."""

    action: ClassVar[Action] = Action.CREATE_SUBSYSTEM
    changes: ClassVar[str | None] = "Subsystem"
    code: str = described("Its code: no other subsystem of the system has, or had, it.")
    parent: str | None = described(
        "The code of the subsystem it is part of; absent: at the top.", None, names="Subsystem"
    )
    title_zh: str = described("Its Chinese title.")
    title_en: str | None = described("Its English title.", None)
    after: str | None = described("The code of the sibling it stands behind; absent: last.", None, names="Subsystem")
    first: bool = described("Whether it stands before its siblings; with `after` it cannot.", False)

    def problems(self, unit: SystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the code, the titles, the place or the day."""
        yield from unfit_code("code", "Subsystem", self.code)
        yield from taken_code(unit, "code", "Subsystem", f"{system.key}/{self.code}", self.code)
        yield from no_title(self.title_zh, self.title_en)
        yield from one_line("titleZh", "titleZh", self.title_zh)
        yield from one_line("titleEn", "titleEn", self.title_en)
        yield from self.ahead(today)
        yield from misplaced(unit, system, self.parent, self.after, first=self.first)
        yield from before_whole(unit, system, self.parent, self.on(today))

    def change(self, unit: SystemUnit, system: Thing, today: date) -> Outcome:
        """Add it."""
        on = self.on(today)
        given = {"titleZh": stripped(self.title_zh), "titleEn": stripped(self.title_en), "note": stripped(self.note)}
        since = later(on, system.properties.get("since"))
        identity = {"system": system.key, "code": self.code, "createdOn": on, "since": since}
        part = unit.create("Subsystem", f"{system.key}/{self.code}", {**identity, **given})
        whole = unit.whole(system, self.parent)
        sibling = None if self.after is None else unit.subsystem(system, self.after)
        unit.relate(Edge("PART_OF", part.ref, whole.ref), {"from": on})
        unit.set_place(whole, part, sibling, first=self.first)
        part.properties["depth"] = whole.properties.get("depth", 0) + 1
        after = told(
            {
                "system": system.key,
                "code": self.code,
                **given,
                "parent": self.parent,
                "after": self.after,
                "first": self.first or None,
            }
        )
        done = NewChange(part, EventKind.CREATED, self.action, on, self.note, after=after)
        return unit.record(system, done)


COMMAND = CreateSubsystem
