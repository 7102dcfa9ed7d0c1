"""Withdrawing a target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.change_record import Key
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Outcome, Problem
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.fact_command import FactCommand
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.targets import aim_of, not_aimed_at
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawTarget(FactCommand):
    """Aim at a target no longer from a day on: what was aimed at before stays answerable for the days before. As a correction, it never was
    one."""

    action: ClassVar[Action] = Action.WITHDRAW_TARGET
    changes: ClassVar[str | None] = "Target"
    target: str = described("Its id.", names="Target")

    @property
    def kind(self) -> EventKind:
        """What the event says happened."""
        return EventKind.RETIRED

    def problems(self, unit: SystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the target or the day."""
        yield from not_aimed_at(unit, system, self.target)
        aim = aim_of(unit, system, self.target)
        if aim is not None:
            yield from self.misdated(*aim, today)
            yield from self.ended_at_once(*aim, today)

    def change(self, unit: SystemUnit, system: Thing, today: date) -> Outcome:
        """Withdraw it."""
        target = unit.things[Key("Target", self.target)]
        return self.recorded(unit, system, target, self.retire(unit, target, today), today)


COMMAND = WithdrawTarget
