"""Adding a demand to a system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Outcome, Problem
from stdgraph.domain.dates import PartialDate, by_the_latest
from stdgraph.domain.vocabulary import EventKind, Priority
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import one_line, stripped, told
from stdgraph.stewardship.demands import backwards, conflicting
from stdgraph.stewardship.placement import before_whole
from stdgraph.stewardship.sources import cite, unknown_source
from stdgraph.stewardship.system_command import SystemCommand
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class AddDemand(SystemCommand):
    """Say that a product category needs a standard of a subsystem. One demand at a time holds for the two."""

    action: ClassVar[Action] = Action.ADD_DEMAND
    changes: ClassVar[str | None] = "Demand"
    subsystem: str = described("The code of the subsystem.", names="Subsystem")
    product_category: str = described("The code of the product category.", names="ProductCategory")
    priority: Priority | None = described("How urgent it is; absent: not said.", None)
    until: PartialDate | None = described(
        "The first day on which it does not hold any more, which may lie ahead; absent: no term.", None, less_exact=True
    )
    source: str | None = described("Who demands it: the id of a source, or an address.", None, may_name="Source")
    locator: str | None = described("Where in the source.", None)

    def preload(self) -> Preload:
        """With the source."""
        preload = SystemCommand.preload(self)
        return preload if self.source is None else replace(preload, sources=[self.source])

    def problems(self, unit: SystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the source or the days, or what demands it already."""
        yield from unknown_source(unit, "source", self.source)
        yield from one_line("locator", "locator", self.locator)
        yield from self.ahead(today)
        on, until = self.on(today), None if self.until is None else self.until.latest
        yield from before_whole(unit, system, self.subsystem, on)
        yield from backwards(on, until)
        cell = (self.key_of("Subsystem", self.subsystem), self.product_category)
        yield from conflicting(unit, "productCategory", cell, (on, until))

    def change(self, unit: SystemUnit, system: Thing, today: date) -> Outcome:
        """Add it."""
        on = self.on(today)
        priority = self.priority and self.priority.value
        given = {"priority": priority, "on": on, **by_the_latest("until", self.until), "note": stripped(self.note)}
        subsystem = self.key_of("Subsystem", self.subsystem)
        demand = unit.add_demand(subsystem, self.product_category, given)
        cite(unit, demand, self.source, self.locator)
        cell = {"subsystem": subsystem, "productCategory": self.product_category, "source": self.source}
        done = NewChange(demand, EventKind.CREATED, self.action, on, self.note, after=told({**cell, **given}))
        return unit.record(system, done)


COMMAND = AddDemand
