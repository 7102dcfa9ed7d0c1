"""The unit of work of commands on standards systems: each system with its whole plan, loaded by its code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Self
from uuid import uuid4

from stdgraph.commands.change_record import Edge, Key
from stdgraph.commands.command import Preload
from stdgraph.stewardship.plan_unit import PlanUnit
from stdgraph.stewardship.things import Thing
from stdgraph.store.session import Transaction

SYSTEMS = (
    "UNWIND $codes AS code MATCH (y:StandardsSystem {code: code}) RETURN 'StandardsSystem' AS label, y{.*} AS properties "
    "UNION ALL UNWIND $codes AS code MATCH (x:Subsystem {system: code}) RETURN 'Subsystem' AS label, x{.*} AS properties "
    "UNION ALL UNWIND $codes AS code MATCH (:Subsystem {system: code})<-[:MET_IN]-(d:Demand) "
    "WITH DISTINCT d RETURN 'Demand' AS label, d{.*} AS properties "
    "UNION ALL UNWIND $codes AS code MATCH (:StandardsSystem {code: code})-[:AIMS_AT]->(t:Target) "
    "WITH DISTINCT t RETURN 'Target' AS label, t{.*} AS properties"
)
_ENDS = "type(r) AS kind, labels(a)[0] AS startLabel, coalesce(a.id, a.code) AS start, labels(b)[0] AS endLabel, coalesce(b.id, b.code) AS end"
WITH_ENDS = f"RETURN {_ENDS}, properties(r) AS properties"
RELATIONS = (
    f"UNWIND $codes AS code MATCH (a:Subsystem {{system: code}})-[r:PART_OF]->(b) {WITH_ENDS} "
    "UNION ALL UNWIND $codes AS code MATCH (:Subsystem {system: code})<-[:MET_IN]-(a:Demand) "
    f"MATCH (a)-[r:MET_IN|DEMANDS_FOR|SOURCED_FROM]->(b) {WITH_ENDS} "
    f"UNION ALL UNWIND $codes AS code MATCH (a:StandardsSystem {{code: code}})-[r:AIMS_AT|WATCHES|REVISES]->(b) {WITH_ENDS}"
)
FORMER = (
    "UNWIND $codes AS code MATCH (a:Alias {label: 'Subsystem'})-[:NAMES]->(x:Subsystem {system: code}) "
    "RETURN a.label AS label, a.key AS former, x.id AS key "
    "UNION ALL UNWIND $codes AS code MATCH (a:Alias {id: 'StandardsSystem:' + code})-[:NAMES]->(y:StandardsSystem) "
    "RETURN a.label AS label, a.key AS former, y.code AS key"
)
LISTINGS = f"UNWIND $codes AS code MATCH (b:Subsystem {{system: code}})<-[r:LISTED_IN]-(a:Standard) {WITH_ENDS}"


class SystemUnit(PlanUnit):
    """Systems being changed in one transaction."""

    label = "StandardsSystem"
    path = "system"

    @classmethod
    async def load(cls, tx: Transaction, wanted: Sequence[tuple[str, Preload]], today: date) -> Self:
        """Load systems by code, each with its whole plan, and what else commands name."""
        unit = cls()
        unit.now = tx.now()
        codes = sorted({name for name, _ in wanted} | {code for _, one in wanted for code in one.systems})
        others: dict[str, set[str]] = {}
        for _, one in wanted:
            for label, key in one.nodes:
                if label != "Subsystem":
                    others.setdefault(label, set()).add(key)
        await unit.read_things(tx, SYSTEMS, codes=codes)
        for label, keys in others.items():
            await unit.read_by_key(tx, label, keys)
        await unit.read_edges(tx, RELATIONS, codes=codes)
        await unit.read_former(tx, FORMER, codes=codes)
        listing = sorted({name for name, one in wanted if one.listings})
        if listing:
            await unit.read_edges(tx, LISTINGS, codes=listing)
        return unit

    async def write_subjects(self, tx: Transaction) -> None:
        """Write the systems with their plans."""
        await self.write_things(tx)

    def subsystem(self, system: Thing, code: str) -> Thing | None:
        """A subsystem of a system by its code; None where there is none."""
        return self.thing("Subsystem", f"{system.key}/{code}")

    def whole(self, system: Thing, code: str | None) -> Thing:
        """A subsystem that is known to exist or, without a code, the system."""
        return system if code is None else self.things[Key("Subsystem", f"{system.key}/{code}")]

    def subsystems(self, system: Thing) -> list[Thing]:
        """All subsystems of a system, those off the plan too."""
        return [
            thing
            for thing in self.things.values()
            if thing.label == "Subsystem" and thing.properties.get("system") == system.key
        ]

    def place_of(self, subsystem: Thing) -> tuple[Edge, Mapping[str, Any]]:
        """The relation by which a subsystem is part of another one or of the system."""
        return next(self.edges_from(subsystem, "PART_OF"))

    def parts_of(self, whole: Thing) -> list[Thing]:
        """The subsystems on the plan directly below a subsystem or at the top of a system, in order."""
        below = [self.things[edge.start] for edge, _ in self.edges_to(whole, "PART_OF")]
        return sorted((one for one in below if one.properties.get("retiredOn") is None), key=_place)

    def branch(self, subsystem: Thing) -> Iterator[Thing]:
        """A subsystem and everything on the plan below it."""
        yield subsystem
        for part in self.parts_of(subsystem):
            yield from self.branch(part)

    def set_place(self, whole: Thing, part: Thing, after: Thing | None) -> None:
        """Put a part behind a sibling, or last. Siblings are counted anew; that is no change of any of them."""
        siblings = [one for one in self.parts_of(whole) if one.ref != part.ref]
        place = len(siblings) if after is None else siblings.index(after) + 1
        siblings.insert(place, part)
        for position, one in enumerate(siblings):
            one.properties["position"] = position

    def put_back(self, part: Thing, place: int) -> None:
        """Let a part have again the place that it had among its siblings; what has taken it since stands behind it."""
        edge, _ = self.place_of(part)
        held = [(one, _place(one)[0]) for one in self.parts_of(self.things[edge.end]) if one.ref != part.ref]
        part.properties["position"] = place
        if place in (taken for _, taken in held):
            for one, taken in held:
                one.properties["position"] = taken + 1 if taken >= place else taken

    def demands_of(self, system: Thing) -> list[Thing]:
        """The demands that a system makes, those of the past too."""
        return [one for one in self.things.values() if one.label == "Demand" and self.system_of(one) == system.key]

    def system_of(self, demand: Thing) -> str:
        """The code of the system that makes a demand."""
        return self.cell_of(demand)[0].partition("/")[0]

    def cell_of(self, demand: Thing) -> tuple[str, str]:
        """The keys of the subsystem and of the category of a demand."""
        ends = {edge.kind: edge.end.key for edge, _ in self.edges_from(demand, "MET_IN", "DEMANDS_FOR")}
        return ends["MET_IN"], ends["DEMANDS_FOR"]

    def demand_for(self, subsystem: str, category: str, on: date) -> Thing | None:
        """The demand that a subsystem makes for a category on a day; None where it makes none."""
        for edge, _ in self.edges_to(self.things[Key("Subsystem", subsystem)], "MET_IN"):
            demand = self.things[edge.start]
            if self.cell_of(demand)[1] == category and holds_on(demand, on):
                return demand
        return None

    def add_demand(self, subsystem: str, category: str, properties: Mapping[str, Any]) -> Thing:
        """A new demand of a subsystem for a category."""
        demand = self.create("Demand", str(uuid4()), properties)
        self.relate(Edge("MET_IN", demand.ref, Key("Subsystem", subsystem)), {})
        self.relate(Edge("DEMANDS_FOR", demand.ref, Key("ProductCategory", category)), {})
        return demand

    def hand_over_demands(self, part: Thing, heir: Thing | None, on: date) -> None:
        """Let the demands of a subsystem end on a day and, where another takes over, go on there."""
        for edge, _ in self.edges_to(part, "MET_IN"):
            demand = self.things[edge.start]
            if not holds_on(demand, on):
                continue
            category = self.cell_of(demand)[1]
            self.change(demand, {"until": on, "untilIn": None})
            if heir is not None and self.demand_for(heir.key, category, on) is None:
                kept = {name: demand.properties.get(name) for name in ("priority", "confidence", "note")}
                successor = self.add_demand(heir.key, category, {**kept, "on": on})
                for source, details in self.edges_from(demand, "SOURCED_FROM"):
                    self.relate(Edge("SOURCED_FROM", successor.ref, source.end), details)


def holds_on(demand: Thing, day: date) -> bool:
    """Whether a demand is on the plan on a day."""
    begins, ends = demand.properties.get("on"), demand.properties.get("until")
    return not demand.left_by(day) and (begins is None or begins <= day) and (ends is None or ends > day)


def _place(subsystem: Thing) -> tuple[int, str]:
    """As ``place_subsystems`` orders siblings."""
    position = subsystem.properties.get("position")
    return subsystem.properties.get("order") or 0 if position is None else position, subsystem.key
