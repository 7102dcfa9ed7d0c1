"""The unit of work of commands on product categories: each with what it is a kind of, and what depends on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from stdgraph.commands.change_record import Edge, Key, PastChange
from stdgraph.stewardship.checks import later
from stdgraph.stewardship.handing_over import hand_over_past
from stdgraph.stewardship.system_unit import WITH_ENDS, SystemUnit
from stdgraph.stewardship.things import Thing
from stdgraph.stewardship.vocabulary_unit import VocabularyUnit
from stdgraph.store.session import Transaction

DEPENDENCIES = (
    f"UNWIND $codes AS code MATCH (a:ProductCategory {{code: code}})-[r:DEPENDS_ON]->(b) {WITH_ENDS} "
    f"UNION UNWIND $codes AS code MATCH (a)-[r:DEPENDS_ON]->(b:ProductCategory {{code: code}}) {WITH_ENDS}"
)
LEADING = (
    "UNWIND $codes AS code MATCH (b:ProductCategory {code: code})<-[r:APPLIES_TO|WATCHES|DEMANDS_FOR]-(a) "
    f"{WITH_ENDS} "
    "UNION ALL UNWIND $codes AS code MATCH (:ProductCategory {code: code})<-[:DEMANDS_FOR]-(a:Demand) "
    f"MATCH (a)-[r:MET_IN|SOURCED_FROM]->(b) {WITH_ENDS}"
)
DEMANDS = (
    "UNWIND $codes AS code MATCH (:ProductCategory {code: code})<-[:DEMANDS_FOR]-(d:Demand) "
    "RETURN 'Demand' AS label, d{.*} AS properties "
    "UNION ALL UNWIND $codes AS code MATCH (:ProductCategory {code: code})<-[:DEMANDS_FOR]-(:Demand)-[:MET_IN]->(x:Subsystem) "
    "WITH DISTINCT x RETURN 'Subsystem' AS label, x{.*} AS properties"
)
CATEGORY = "ProductCategory"


class CategoryUnit(VocabularyUnit, SystemUnit):
    """Product categories being changed in one transaction."""

    label = CATEGORY
    above = "KIND_OF"

    async def load_relations(self, tx: Transaction, keys: Sequence[str], whole: Collection[str]) -> None:
        """Load the dependencies of categories and, where it is needed, everything else that leads to them."""
        await self.read_edges(tx, DEPENDENCIES, codes=keys)
        if whole:
            await self.read_edges(tx, LEADING, codes=list(whole))
            await self.read_things(tx, DEMANDS, codes=list(whole))

    def category(self, code: str) -> Thing:
        """A category that is known to exist."""
        return self.things[self.present(Key(CATEGORY, code))]

    def parents(self, category: Thing) -> list[str]:
        """The codes of the categories that one is a kind of, in order."""
        return sorted(edge.end.key for edge, _ in self.edges_from(category, "KIND_OF"))

    def still_leading(self, category: Thing) -> dict[str, list[str]]:
        """What leads to a category, by what it is to that."""
        names = {
            "standards": "APPLIES_TO",
            "kinds": "KIND_OF",
            "dependents": "DEPENDS_ON",
            "systems": "WATCHES",
            "demands": "DEMANDS_FOR",
        }
        found = {
            name: sorted(edge.start.key for edge, _ in self.edges_to(category, kind)) for name, kind in names.items()
        }
        return {name: keys for name, keys in found.items() if keys}

    def hand_over(self, category: Thing, heir: Thing, on: date) -> None:
        """Let everything that leads to a category, and what it depends on, be the other one's from a day on."""
        for edge, held in self._handed_over(category):
            self.relate(edge, None, ended_on=on)
            start, end = (heir.ref if one == category.ref else one for one in (edge.start, edge.end))
            if start != end:
                self.take_over(Edge(edge.kind, start, end), held, on)
        self._hand_over_demands(category, heir, on)
        write = partial(hand_over_past, former=category.ref, heir=heir.ref, on=on)
        self.also(PastChange(category.ref, heir.ref, on), write)
        self.follow(category.ref, heir.ref)

    def _handed_over(self, category: Thing) -> Iterator[tuple[Edge, Mapping[str, Any]]]:
        yield from self.edges_to(category, "APPLIES_TO", "KIND_OF", "DEPENDS_ON", "WATCHES")
        yield from self.edges_from(category, "DEPENDS_ON")

    def _hand_over_demands(self, category: Thing, heir: Thing, on: date) -> None:
        """Let what subsystems demand for a category be demanded for the other one, unless they demand that already."""
        for edge, _ in self.edges_to(category, "DEMANDS_FOR"):
            demand = self.things[edge.start]
            held = demand.properties
            ends = held.get("until")
            if demand.left_by(on) or (ends is not None and ends <= on):
                continue
            starts = later(held.get("on"), on) or on
            self.change(demand, {"until": starts, "untilIn": None})
            subsystem = self.cell_of(demand)[0]
            if self.demand_for(subsystem, heir.key, starts) is None:
                kept = {name: held.get(name) for name in ("priority", "confidence", "note")}
                days = {"on": starts, "until": ends}
                self.carry_demand(demand, subsystem, heir.key, {**kept, **days})
