"""What commands on the dependencies of product categories share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdgraph.commands.change_record import Edge, Key
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Problem
from stdgraph.stewardship.category_command import CategoryCommand
from stdgraph.stewardship.category_unit import CATEGORY, CategoryUnit
from stdgraph.stewardship.checks import told
from stdgraph.stewardship.things import Thing
from stdgraph.stewardship.vocabulary_command import not_before


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyCommand(CategoryCommand):
    """A command on the dependency of one category on another; the revision of the one that depends guards it."""

    code: str = described("The code of the category that depends.", names=CATEGORY)
    depends_on: str = described("The code of the category that it depends on.", names=CATEGORY)

    @property
    def key(self) -> str:
        """The code of the category that depends."""
        return self.code

    def edge(self, unit: CategoryUnit, product: Thing) -> Edge:
        """The relation that the dependency is."""
        return Edge("DEPENDS_ON", product.ref, unit.present(Key(CATEGORY, self.depends_on)))

    def begun_later(self, unit: CategoryUnit, product: Thing, today: date) -> Iterator[Problem]:
        """That the dependency, as it is, began after the day."""
        held = unit.edges.get(self.edge(unit, product))
        if held is not None:
            yield from not_before("effectiveOn", self.on(today), held.get("from"), self.code, self.depends_on)

    def told(self, unit: CategoryUnit, product: Thing, details: Mapping[str, Any]) -> dict[str, Any]:
        """The dependency as an event tells it."""
        edge = self.edge(unit, product)
        return {"relation": edge.kind, "target": edge.end.key, **told(dict(details))}
