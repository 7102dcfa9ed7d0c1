"""The unit of work of commands on standards systems: each system with its whole plan, loaded by its code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Self, TypedDict
from uuid import uuid4

from stdgraph.auth.policy import Subject
from stdgraph.commands.change_record import Edge, Key, PlaceChange
from stdgraph.commands.command import Preload
from stdgraph.commands.preload import load_standards
from stdgraph.stewardship.plan_unit import PlanUnit
from stdgraph.stewardship.sources import read_sources
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
_ENDS = (
    "type(r) AS kind, labels(a)[0] AS startLabel, coalesce(a.id, a.gapId, a.code) AS start, "
    "labels(b)[0] AS endLabel, coalesce(b.id, b.code) AS end"
)
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
GRANT = (
    "UNWIND $rows AS row MATCH (a:AccessToken) WHERE row.old IN a.systems AND NOT row.new IN a.systems "
    "SET a.systems = a.systems + [row.new]"
)
TAKE_AWAY = (
    "UNWIND $rows AS row MATCH (a:AccessToken) WHERE row.old IN a.systems AND row.new IN a.systems "
    "SET a.systems = [x IN a.systems WHERE x <> row.new]"
)
LISTINGS = f"UNWIND $codes AS code MATCH (b:Subsystem {{system: code}})<-[r:LISTED_IN]-(a:Standard) {WITH_ENDS}"


NUMBERS = (
    "UNWIND $codes AS code MATCH (:Subsystem {system: code})<-[r:LISTED_IN]-(a:Standard) WHERE r.from IS NOT NULL "
    "RETURN DISTINCT a.id AS key, coalesce(a.number, a.planNumber, a.id) AS number"
)


class NumberRow(TypedDict):
    """A standard that is listed since a day, by its number."""

    key: str
    number: str


class SystemUnit(PlanUnit):
    """Systems being changed in one transaction."""

    label = "StandardsSystem"
    path = "system"

    def __init__(self) -> None:
        super().__init__()
        self.named_standards: dict[str, str] = {}
        """The ids of the standards that commands name, by these names."""
        self.numbers: dict[str, str] = {}
        """The numbers of the standards that systems list since a day, by their ids."""
        self.ambiguous: dict[str, tuple[str, ...]] = {}
        """The editions of which a number without its year may mean each, by the number."""

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
        await read_sources(unit, tx, {name for _, one in wanted for name in one.sources})
        await unit.read_edges(tx, RELATIONS, codes=codes)
        await unit.read_former(tx, FORMER, codes=codes)
        listing = sorted({name for name, one in wanted if one.listings})
        if listing:
            await unit.read_edges(tx, LISTINGS, codes=listing)
            unit.numbers = {row["key"]: row["number"] for row in await tx.rows(NUMBERS, NumberRow, codes=listing)}
        named = sorted({name for _, one in wanted for name in one.standards})
        found = await load_standards(tx, named, ambiguous=unit.ambiguous)
        unit.named_standards = {name: standard.id for name, standard in found.items()}
        return unit

    async def write_subjects(self, tx: Transaction) -> None:
        """Write the systems with their plans."""
        await self.write_things(tx)
        for text, was, now in ((GRANT, False, True), (TAKE_AWAY, True, False)):
            rows = [
                {"old": edge.end.key, "new": new.key}
                for new, edge in self._editions()
                if (new.was_ever, new.is_ever) == (was, now)
            ]
            if rows:
                await tx.run(text, rows=rows)

    def _editions(self) -> Iterator[tuple[Thing, Edge]]:
        """The systems that revise others: whoever is steward of such another one is steward of both."""
        for edge in self.edges:
            if edge.kind == "REVISES" and edge.start in self.things:
                yield self.things[edge.start], edge

    def stewarded(self, system: Thing) -> Subject:
        """A system as its steward answers for it, by the code that tokens have; a new edition as the steward of the old one does."""
        codes = {system.key, system.stored.get("code", system.key)}
        for new, edge in self._editions():
            if new is system and not new.was_ever:
                codes |= self.stewarded(self.things[edge.end]).systems if edge.end in self.things else {edge.end.key}
        return Subject(systems=frozenset(codes))

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

    def set_place(self, whole: Thing, part: Thing, after: Thing | None, *, first: bool = False) -> None:
        """Put a part behind a sibling, first or last. Siblings are counted anew; that is no change of any of them."""
        siblings = [one for one in self.parts_of(whole) if one.ref != part.ref]
        last = 0 if first else len(siblings)
        place = last if after is None else siblings.index(after) + 1
        siblings.insert(place, part)
        for position, one in enumerate(siblings):
            one.properties["position"] = position

    def place_anew(self, whole: Thing, part: Thing, after: Thing | None, *, first: bool = False) -> None:
        """Put a part that stays in its whole behind a sibling, first or last; that can be taken back."""
        was = [one.ref for one in self.parts_of(whole)]
        self.set_place(whole, part, after, first=first)
        if was != [one.ref for one in self.parts_of(whole)]:
            self.note(PlaceChange(part.ref, whole.ref, was))

    def place_as(self, part: Thing, siblings: Sequence[Key]) -> None:
        """Let a part stand again behind the nearest of those siblings behind which it stood."""
        whole = self.things[self.place_of(part)[0].end]
        there = {one.ref: one for one in self.parts_of(whole)}
        known = [self.present(one) for one in siblings]
        before = [there[one] for one in known[: known.index(part.ref)] if one in there]
        self.place_anew(whole, part, before[-1] if before else None, first=not before)

    def put_back(self, part: Thing, place: int) -> None:
        """Let a part have again the place that it had among its siblings; what has taken it since stands behind it."""
        edge, _ = self.place_of(part)
        held = [(one, _place(one)[0]) for one in self.parts_of(self.things[edge.end]) if one.ref != part.ref]
        part.properties["position"] = place
        if place in (taken for _, taken in held):
            for one, taken in held:
                one.properties["position"] = taken + 1 if taken >= place else taken

    def listings_of(self, system: Thing) -> list[Edge]:
        """What a system lists now, where that was loaded."""
        return [edge for part in self.subsystems(system) for edge, _ in self.edges_to(part, "LISTED_IN")]

    def demands_by(self, subsystem: Thing) -> list[Thing]:
        """The demands that a subsystem makes, those of the past too."""
        return [self.things[edge.start] for edge, _ in self.edges_to(subsystem, "MET_IN")]

    def demands_of(self, system: Thing) -> list[Thing]:
        """The demands that a system makes, those of the past too."""
        return [demand for part in self.subsystems(system) for demand in self.demands_by(part)]

    def cell_of(self, demand: Thing) -> tuple[str, str]:
        """The keys of the subsystem and of the category of a demand."""
        ends = {edge.kind: edge.end.key for edge, _ in self.edges_from(demand, "MET_IN", "DEMANDS_FOR")}
        return ends["MET_IN"], ends["DEMANDS_FOR"]

    def demands_in(self, subsystem: str, category: str) -> list[Thing]:
        """The demands that a subsystem makes for a category, by key, those of the past too; none for an unknown subsystem."""
        end = Key("ProductCategory", category)
        starts = (edge.start for edge, _ in self.edges.arriving(Key("Subsystem", subsystem), ("MET_IN",)))
        return [self.things[start] for start in starts if Edge("DEMANDS_FOR", start, end) in self.edges]

    def demand_for(self, subsystem: str, category: str, on: date) -> Thing | None:
        """The demand that a subsystem makes for a category on a day; None where it makes none."""
        return next((one for one in self.demands_in(subsystem, category) if holds_on(one, on)), None)

    def add_demand(self, subsystem: str, category: str, properties: Mapping[str, Any]) -> Thing:
        """A new demand of a subsystem for a category."""
        demand = self.create("Demand", str(uuid4()), properties)
        self.relate(Edge("MET_IN", demand.ref, Key("Subsystem", subsystem)), {})
        self.relate(Edge("DEMANDS_FOR", demand.ref, Key("ProductCategory", category)), {})
        return demand

    def carry_demand(self, demand: Thing, subsystem: str, category: str, properties: Mapping[str, Any]) -> None:
        """Let a new demand go on elsewhere from another one, with its sources."""
        made = self.add_demand(subsystem, category, properties)
        for cited, details in self.edges_from(demand, "SOURCED_FROM"):
            self.relate(Edge("SOURCED_FROM", made.ref, cited.end), details)

    def hand_over_demands(self, part: Thing, heir: Thing | None, on: date) -> None:
        """Let the demands of a subsystem end on a day and, where another takes over, go on there."""
        for demand in self.demands_by(part):
            if not holds_on(demand, on):
                continue
            category = self.cell_of(demand)[1]
            kept = {name: demand.properties.get(name) for name in CARRIED}
            self.change(demand, {"until": on, "untilIn": None})
            if heir is not None and self.demand_for(heir.key, category, on) is None:
                days = self._until_the_next(heir, category, kept, on)
                self.carry_demand(demand, heir.key, category, {**kept, **days})

    def _until_the_next(self, subsystem: Thing, category: str, kept: Mapping[str, Any], on: date) -> dict[str, Any]:
        """The days of a demand that begins on a day: it ends at the latest where the next one of the subsystem for the category begins."""
        others = [
            one.properties.get("on") for one in self.demands_in(subsystem.key, category) if not one.left_by(date.max)
        ]
        after, ends = min((day for day in others if day is not None and day > on), default=None), kept["until"]
        if after is None or (ends is not None and ends <= after):
            return {"on": on}
        return {"on": on, "until": after, "untilIn": None}


CARRIED = ("priority", "until", "untilIn", "confidence", "note")
"""What a demand that goes on elsewhere keeps."""


def holds_on(demand: Thing, day: date) -> bool:
    """Whether a demand is on the plan on a day."""
    begins, ends = demand.properties.get("on"), demand.properties.get("until")
    return not demand.left_by(day) and (begins is None or begins <= day) and (ends is None or ends > day)


def _place(subsystem: Thing) -> tuple[int, str]:
    """As ``place_subsystems`` orders siblings."""
    position = subsystem.properties.get("position")
    return subsystem.properties.get("order") or 0 if position is None else position, subsystem.key
