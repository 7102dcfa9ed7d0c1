"""Removing a column from the coverage of a system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.change_record import Edge, Key
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.fact_command import FactCommand
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveCoverageColumn(FactCommand):
    """Let a system watch a product category no longer: from a day on its coverage has a column for it only where somebody demands one or
    something applies. As a correction, it never did."""

    action: ClassVar[Action] = Action.REMOVE_COVERAGE_COLUMN
    changes: ClassVar[str | None] = "StandardsSystem"
    product_category: str = described("The code of the product category.", names="ProductCategory")

    def problems(self, unit: SystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the day, or that it watches no such category."""
        yield from self.misdated(system, None, today)
        if self._watched(system) not in unit.edges:
            name = self.product_category
            zh = f"“{name}”不是“{system.key}”自行设定的覆盖矩阵列"
            yield Problem("productCategory", Message(zh, f"{system.key!r} does not watch {name!r}"))

    def _watched(self, system: Thing) -> Edge:
        return Edge("WATCHES", system.ref, Key("ProductCategory", self.product_category))

    def change(self, unit: SystemUnit, system: Thing, today: date) -> Outcome:
        """Remove it."""
        watched, on = self._watched(system), self.since(today)
        unit.relate(watched, None, ended_on=on)
        before = {"relation": watched.kind, "target": self.product_category}
        return unit.record(system, NewChange(system, EventKind.UNRELATED, self.action, on, self.note, before=before))


COMMAND = RemoveCoverageColumn
