"""Closing a standards system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.system_command import SystemCommand
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSystem(SystemCommand):
    """Take a system off the plan, with all its subsystems: from that day on nothing of it counts. What it listed, demanded and aimed at stays
    answerable for the days before."""

    action: ClassVar[Action] = Action.CLOSE_SYSTEM
    changes: ClassVar[str | None] = "StandardsSystem"

    def problems(self, unit: SystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the day."""
        yield from self.ahead(today)
        begun = [(one.properties["since"], one) for one in _open(unit, system) if one.properties.get("since")]
        if not begun:
            return
        since, last = max(begun, key=lambda one: one[0])
        if self.on(today) <= since:
            zh = f"“{last.name}”自 {since} 起才在体系中，体系须晚于该日关闭"
            en = f"{last.name!r} is on the plan only since {since}: the system cannot close before the day after"
            yield Problem("effectiveOn", Message(zh, en))

    def change(self, unit: SystemUnit, system: Thing, today: date) -> Outcome:
        """Close it."""
        on = self.on(today)
        for one in _open(unit, system):
            unit.retire(one, on)
        after = {"retiredOn": on}
        return unit.record(system, NewChange(system, EventKind.RETIRED, self.action, on, self.note, after=after))


def _open(unit: SystemUnit, system: Thing) -> list[Thing]:
    """The system and its subsystems, as far as they are on the plan."""
    return [one for one in (system, *unit.subsystems(system)) if one.properties.get("retiredOn") is None]


COMMAND = CloseSystem
