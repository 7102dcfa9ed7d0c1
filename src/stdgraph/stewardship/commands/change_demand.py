"""Changing what a demand says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Outcome, Problem
from stdgraph.domain.dates import PartialDate, by_the_latest
from stdgraph.domain.vocabulary import Priority
from stdgraph.stewardship.checks import not_cleared, stripped
from stdgraph.stewardship.demands import DemandCommand, backwards, conflicting
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing

CLEARABLE = ("priority", "until")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDemand(DemandCommand):
    """Say how urgent a demand is from a day on, or until when it holds."""

    action: ClassVar[Action] = Action.CHANGE_DEMAND
    changes: ClassVar[str | None] = "Demand"
    priority: Priority | None = described("How urgent it is; absent: as it is.", None)
    until: PartialDate | None = described(
        "The first day on which it does not hold any more, which may lie ahead; absent: as it is.",
        None,
        less_exact=True,
    )
    remark: str | None = described(
        "The remark that it bears (its own `note`); absent: as it is, empty: it has none.", None
    )
    clear: Sequence[str] = described("What is not said any more: `priority`; `until`, for a demand without a term.", ())

    def problems(self, unit: SystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the demand, its days or what is cleared."""
        yield from self.not_chosen(unit, system, today)
        yield from not_cleared(self.clear, CLEARABLE, {"priority": self.priority, "until": self.until})
        demand = self.chosen(unit, system, today)
        if demand is None:
            return
        begun = demand.properties.get("on")
        yield from self.misdated(demand, begun, today)
        if "priority" in self._values():
            yield from self.restated(demand, today)
        until = self._values().get("until", demand.properties.get("until"))
        yield from backwards(begun, until)
        if until != demand.properties.get("until"):
            yield from conflicting(unit, "until", unit.cell_of(demand), (begun, until), demand)

    def _values(self) -> dict[str, Any]:
        """What it is to say, by property."""
        found: dict[str, Any] = {}
        if self.priority is not None or "priority" in self.clear:
            found["priority"] = self.priority and self.priority.value
        if self.until is not None or "until" in self.clear:
            found |= by_the_latest("until", self.until)
        if self.remark is not None:
            found["note"] = stripped(self.remark)
        return found

    def change(self, unit: SystemUnit, system: Thing, today: date) -> Outcome:
        """Change it."""
        demand = self.chosen(unit, system, today)
        assert demand is not None  # noqa: S101  a problem otherwise
        differing = unit.change(demand, self._values(), on=self.since(today))
        return self.recorded(unit, system, demand, differing, today)


COMMAND = ChangeDemand
