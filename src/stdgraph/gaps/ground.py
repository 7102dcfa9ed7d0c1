"""The ground that gaps about cells stand on: for every subsystem in question what it demands, and what has come how far.

A cell is (subsystem, product category). Its standards are those of the subsystem's whole subtree that apply to the category, so what a
subsystem lists counts in all above it: sets of categories, one a rung of the ladder, are joined from the leaves up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from stdgraph.graph.door import Transaction
from stdgraph.graph.scopes import scope_parameters, subsystems
from stdgraph.graph.states import day_parameters, entry, with_state
from stdgraph.model.network import Network
from stdgraph.model.scope import Scope
from stdgraph.model.vocabulary import CellState, Priority

RUNGS: tuple[tuple[CellState, int], ...] = (
    (CellState.IN_FORCE, 0),
    (CellState.UPCOMING, 6),
    (CellState.DRAFTING, 5),
    (CellState.DRAFTING, 4),
    (CellState.DRAFTING, 3),
    (CellState.DRAFTING, 2),
    (CellState.PLANNED, 1),
    (CellState.PLANNED, 0),
    (CellState.GROUP_ONLY, 0),
)
"""The rungs a standard can bring a cell to, best first: the state, and how many stages lie behind what has still to come."""
GROUP_RUNG = len(RUNGS) - 1

_STAGE = f"substring({entry('s')}, 11, 2)"
_RUNG = (
    f"CASE WHEN status = 'PLANNED' THEN CASE {_STAGE} WHEN '10' THEN 6 ELSE 7 END "
    f"WHEN status = 'DRAFTING' THEN CASE {_STAGE} WHEN '50' THEN 2 WHEN '40' THEN 3 WHEN '30' THEN 4 ELSE 5 END "
    "WHEN standing = 'UPCOMING' THEN 1 WHEN standing <> 'IN_FORCE' OR standing IS NULL THEN null "
    f"WHEN s.level IN ['GROUP', 'ENTERPRISE'] THEN {GROUP_RUNG} ELSE 0 END"
)
COLUMNS = ("id", "depth", "parent", "demands", "placed")
_GROUND = (
    "RETURN x.id AS id, x.depth AS depth, COLLECT { MATCH (x)-[:PART_OF]->(p:Subsystem) RETURN p.id LIMIT 1 }[0] AS parent, "
    "COLLECT { MATCH (x)<-[:MET_IN]-(d:Demand)-[:DEMANDS_FOR]->(c:ProductCategory) RETURN [c.code, d.priority, toString(d.on)] } AS demands, "
    f"COLLECT {{ MATCH (x)<-[:LISTED_IN]-(s:Standard) {with_state('s')} WITH s, {_RUNG} AS rung WHERE rung IS NOT NULL "
    "MATCH (s)-[:APPLIES_TO]->(c:ProductCategory) "
    f"RETURN DISTINCT [c.code, rung, CASE rung WHEN {GROUP_RUNG} THEN coalesce(toString(s.inForceOn), '') ELSE null END] }} AS placed"
)
_SUBTREES = "UNWIND $roots AS root MATCH (:Subsystem {id: root})<-[:PART_OF*0..]-(x:Subsystem) RETURN x"

PRIORITIES = (Priority.HIGH, Priority.MEDIUM, Priority.LOW)


class Demanded(NamedTuple):
    """What all demands for one pair say together."""

    priority: Priority
    """The highest of them; one without a priority counts as MEDIUM."""
    since: date | None
    """The earliest day that is known."""


class Pair(NamedTuple):
    """A subsystem and a category."""

    subsystem: str
    category: str


@dataclass(slots=True)
class Ground:
    """What stands in the cells of some subsystems, all that lies below them included, on a day."""

    network: Network
    above: dict[str, str | None] = field(default_factory=dict)
    """Each subsystem with the one it is part of."""
    rungs: dict[str, list[int]] = field(default_factory=dict)
    """For each subsystem the categories whose cells some standard of its subtree brings to each rung."""
    demanded_below: dict[str, int] = field(default_factory=dict)
    """The categories that its subtree demands."""
    demands: dict[Pair, Demanded] = field(default_factory=dict)
    groups: list[tuple[Pair, date | None]] = field(default_factory=list)
    """Where group standards in force are listed, for what they say they apply to, and since when."""

    def rung(self, subsystem: str, categories: int) -> int | None:
        """The best rung that any cell of a subsystem has reached for a set of categories; None where nothing is there."""
        return next((n for n, held in enumerate(self.rungs[subsystem]) if held & categories), None)

    def lineage(self, subsystem: str) -> Iterator[str]:
        """The subsystem and all above it that are in question."""
        place: str | None = subsystem
        while place is not None and place in self.above:
            yield place
            place = self.above[place]

    def holds(self, scope: Scope, pair: Pair) -> bool:
        """Whether a pair is in a scope. It has no owner: it is in no committee's."""
        if scope.committee is not None:
            return False
        if scope.system is not None and pair.subsystem.partition("/")[0] != scope.system:
            return False
        if scope.subsystem_id is not None and scope.subsystem_id not in self.lineage(pair.subsystem):
            return False
        category = scope.product_category
        return category is None or bool(self.network.concerned(category) & self.network.set_of([pair.category]))

    def group_days(self, pairs: Iterable[Pair]) -> dict[Pair, date]:
        """For cells the earliest day on which a group standard in them took force, where it is known."""
        wanted = set(pairs)
        found: dict[Pair, date] = {}
        for (place, category), day in self.groups:
            if day is None:
                continue
            for concerned in self.network.names(self.network.concerned(category)):
                for subsystem in self.lineage(place):
                    pair = Pair(subsystem, concerned)
                    if pair in wanted and day < found.get(pair, date.max):
                        found[pair] = day
        return found


async def ground(tx: Transaction, network: Network, scopes: Sequence[Scope], places: Iterable[str], on: date) -> Ground:
    """The ground under scopes of one shape, and under other subsystems that were found to matter. One statement, or none."""
    roots = sorted(set(places))
    starts = [*_start(scopes[0].shape), *([_SUBTREES] if roots else [])]
    if not starts:
        return Ground(network)
    found = await tx.table(
        COLUMNS,
        f"CALL () {{ {' UNION '.join(starts)} }} WITH DISTINCT x {_GROUND}",
        scopes=scope_parameters(scopes),
        roots=roots,
        **day_parameters(on),
    )
    return joined(network, found)


_CONCERNED = (
    "MATCH (:ProductCategory {code: scope.category})<-[:KIND_OF*0..]-(c:ProductCategory) CALL (c) { "
    "MATCH (c)<-[:DEMANDS_FOR]-(:Demand)-[:MET_IN]->(r:Subsystem) RETURN r "
    "UNION MATCH (c)<-[:APPLIES_TO]-(:Standard)-[:LISTED_IN]->(r:Subsystem) RETURN r } "
    "WITH DISTINCT r MATCH (r)<-[:PART_OF*0..]-(x:Subsystem)"
)
"""Where a category, or a kind of it, is demanded, or is what a listed standard applies to."""


def _start(shape: frozenset[str]) -> list[str]:
    """Where the subsystems of scopes are looked for; nowhere for a committee's, which has no pairs."""
    if "committee" in shape:
        return []
    narrowed = "product_category" in shape and not shape & {"system", "subsystem"}
    return [f"UNWIND $scopes AS scope {_CONCERNED if narrowed else subsystems(shape)} RETURN x"]


def joined(network: Network, found: Sequence[Mapping[str, Any]]) -> Ground:
    """What the graph says of each subsystem, joined from the leaves up."""
    made = Ground(network)
    made.above = {row["id"]: row["parent"] for row in found}
    concerned = network.concerned
    for row in sorted(found, key=lambda row: -row["depth"]):
        subsystem = row["id"]
        rungs = made.rungs.setdefault(subsystem, [0] * len(RUNGS))
        for category, rung, day in row["placed"]:
            rungs[rung] |= concerned(category)
            if rung == GROUP_RUNG:
                made.groups.append((Pair(subsystem, category), date.fromisoformat(day) if day else None))
        demanded = made.demanded_below.get(subsystem, 0)
        for pair, demand in _demands(subsystem, row["demands"]).items():
            made.demands[pair] = demand
            demanded |= network.set_of([pair.category])
        made.demanded_below[subsystem] = demanded
        parent = made.above[subsystem]
        if parent in made.above:
            below = made.rungs.setdefault(parent, [0] * len(RUNGS))
            for n, held in enumerate(rungs):
                below[n] |= held
            made.demanded_below[parent] = made.demanded_below.get(parent, 0) | demanded
    return made


def _demands(subsystem: str, found: Iterable[Sequence[Any]]) -> dict[Pair, Demanded]:
    groups: dict[Pair, list[Demanded]] = {}
    for category, priority, day in found:
        stated = Demanded(Priority(priority or Priority.MEDIUM), date.fromisoformat(day) if day else None)
        groups.setdefault(Pair(subsystem, category), []).append(stated)
    return {
        pair: Demanded(
            next(level for level in PRIORITIES if any(one.priority is level for one in stated)),
            min((one.since for one in stated if one.since), default=None),
        )
        for pair, stated in groups.items()
    }
