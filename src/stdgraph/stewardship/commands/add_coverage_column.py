"""Adding a column to the coverage of a system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.change_record import Edge, Key
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Outcome, Problem
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.placement import before_whole
from stdgraph.stewardship.system_command import SystemCommand
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCoverageColumn(SystemCommand):
    """Let a system watch a product category: its coverage has a column for it even where nobody demands one and nothing applies."""

    action: ClassVar[Action] = Action.ADD_COVERAGE_COLUMN
    changes: ClassVar[str | None] = "StandardsSystem"
    product_category: str = described("The code of the product category.", names="ProductCategory")

    def problems(self, unit: SystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the day."""
        yield from self.ahead(today)
        yield from before_whole(unit, system, None, self.on(today))

    def change(self, unit: SystemUnit, system: Thing, today: date) -> Outcome:
        """Add it."""
        watched = Edge("WATCHES", system.ref, Key("ProductCategory", self.product_category))
        on, held = self.on(today), unit.edges.get(watched)
        if held is not None and (held.get("from") is None or held["from"] <= on):
            return unit.unchanged(system, self.effective_on)
        unit.relate(watched, {"from": on})
        after = {"relation": watched.kind, "target": self.product_category}
        return unit.record(system, NewChange(system, EventKind.RELATED, self.action, on, self.note, after=after))


COMMAND = AddCoverageColumn
