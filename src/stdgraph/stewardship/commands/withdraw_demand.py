"""Withdrawing a demand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.outcomes import Outcome, Problem
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.demands import DemandCommand
from stdgraph.stewardship.fact_command import Differences
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDemand(DemandCommand):
    """Let a demand end on a day: the days before keep it. As a correction, nobody ever made it."""

    action: ClassVar[Action] = Action.WITHDRAW_DEMAND
    changes: ClassVar[str | None] = "Demand"

    @property
    def kind(self) -> EventKind:
        """What the event says happened."""
        return EventKind.RETIRED

    def chosen(self, unit: SystemUnit, system: Thing, today: date) -> Thing | None:
        """The demand that holds on the day or, where none does, the one that ended last."""
        found = DemandCommand.chosen(self, unit, system, today)
        if found is not None or self.demand is not None or self.subsystem is None or self.product_category is None:
            return found
        cell = (self.key_of("Subsystem", self.subsystem), self.product_category)
        ended = [one for one in unit.demands_in(*cell) if one.properties.get("until") and not one.left_by(today)]
        return max(ended, key=lambda one: one.properties["until"], default=None)

    def problems(self, unit: SystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the demand or the day."""
        yield from self.not_chosen(unit, system, today)
        demand = self.chosen(unit, system, today)
        if demand is None:
            return
        begun = demand.properties.get("on")
        yield from self.misdated(demand, begun, today)
        yield from self.ended_at_once(demand, begun, today)

    def change(self, unit: SystemUnit, system: Thing, today: date) -> Outcome:
        """Withdraw it."""
        demand = self.chosen(unit, system, today)
        assert demand is not None  # noqa: S101  a problem otherwise
        until = demand.properties.get("until")
        differing: Differences = {}
        if self.correction:
            differing = self.retire(unit, demand, today)
        elif until is None or until > self.on(today):
            differing = unit.change(demand, {"until": self.on(today), "untilIn": None})
        return self.recorded(unit, system, demand, differing, today)


COMMAND = WithdrawDemand
