"""The coverage index: for every subsystem what it demands, and how far what it lists has come, of its own and with its subtree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from stdgraph.domain.network import Network
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import CellState, Priority
from stdgraph.store.scope_cypher import scope_parameters, subsystems
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, entry, with_state

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
_PLOT = (
    "RETURN x.id AS id, x.depth AS depth, COLLECT { MATCH (x)-[:PART_OF]->(p:Subsystem) RETURN p.id LIMIT 1 }[0] AS parent, "
    "COLLECT { MATCH (x)<-[:MET_IN]-(d:Demand)-[:DEMANDS_FOR]->(c:ProductCategory) RETURN [c.code, d.priority, toString(d.on)] } AS demands, "
    f"COLLECT {{ MATCH (x)<-[:LISTED_IN]-(s:Standard) {with_state('s')} WITH s, {_RUNG} AS rung WHERE rung IS NOT NULL "
    "MATCH (s)-[:APPLIES_TO]->(c:ProductCategory) "
    f"RETURN DISTINCT [c.code, rung, CASE rung WHEN {GROUP_RUNG} THEN coalesce(toString(s.inForceOn), '') ELSE null END] }} AS placed"
)
_SUBTREES = "UNWIND $roots AS root MATCH (:Subsystem {id: root})<-[:PART_OF*0..]-(x:Subsystem) RETURN x"
_NAMED = "UNWIND $ids AS id MATCH (x:Subsystem {id: id})"
_CONCERNED = (
    "MATCH (:ProductCategory {code: scope.category})<-[:KIND_OF*0..]-(c:ProductCategory) CALL (c) { "
    "MATCH (c)<-[:DEMANDS_FOR]-(:Demand)-[:MET_IN]->(r:Subsystem) RETURN r "
    "UNION MATCH (c)<-[:APPLIES_TO]-(:Standard)-[:LISTED_IN]->(r:Subsystem) RETURN r } "
    "WITH DISTINCT r MATCH (r)<-[:PART_OF*0..]-(x:Subsystem)"
)
"""Where a category, or a kind of it, is demanded, or is what a listed standard applies to."""

PRIORITIES = (Priority.HIGH, Priority.MEDIUM, Priority.LOW)


class Demanded(NamedTuple):
    """What all demands for one pair say together."""

    priority: Priority
    """The highest of them; one without a priority counts as MEDIUM."""
    since: date | None
    """The earliest day that is known."""


class SubsystemCoverage(NamedTuple):
    """A subsystem by itself, without what lies below it."""

    depth: int
    parent: str | None
    demands: Mapping[str, Demanded]
    """By category."""
    rungs: Sequence[int]
    """For each rung the categories whose cells some standard that it lists brings there."""
    groups: Sequence[tuple[str, date | None]]
    """What group standards in force that it lists say they apply to, and since when."""


async def plots(
    tx: Transaction, network: Network, scopes: Sequence[ScopeFilter], roots: Iterable[str], on: date
) -> dict[str, SubsystemCoverage]:
    """The plots under scopes of one shape, and under other subsystems with all that lies below them, by id. One statement, or none."""
    others = sorted(set(roots))
    starts = [*(_start(scopes[0].shape) if scopes else []), *([_SUBTREES] if others else [])]
    if not starts:
        return {}
    union = f"CALL () {{ {' UNION '.join(starts)} }} WITH DISTINCT x"
    return await _read(tx, network, union, on, scopes=scope_parameters(scopes), roots=others)


async def plots_of(tx: Transaction, network: Network, ids: Iterable[str], on: date) -> dict[str, SubsystemCoverage]:
    """The plots of these subsystems alone. One statement, or none."""
    wanted = sorted(ids)
    return await _read(tx, network, _NAMED, on, ids=wanted) if wanted else {}


async def _read(
    tx: Transaction, network: Network, start: str, on: date, **parameters: Any
) -> dict[str, SubsystemCoverage]:
    rows = await tx.table(COLUMNS, f"{start} {_PLOT}", **parameters, **day_parameters(on))
    return {row["id"]: _plot(row, network) for row in rows}


def _start(shape: frozenset[str]) -> list[str]:
    """Where the subsystems of scopes are looked for; nowhere for a committee's, which has no pairs."""
    if "committee" in shape:
        return []
    narrowed = "product_category" in shape and not shape & {"system", "subsystem"}
    return [f"UNWIND $scopes AS scope {_CONCERNED if narrowed else subsystems(shape)} RETURN x"]


def _plot(row: Mapping[str, Any], network: Network) -> SubsystemCoverage:
    rungs = [0] * len(RUNGS)
    groups = []
    for category, rung, day in row["placed"]:
        rungs[rung] |= network.concerned(category)
        if rung == GROUP_RUNG:
            groups.append((category, date.fromisoformat(day) if day else None))
    return SubsystemCoverage(row["depth"], row["parent"], _demands(row["demands"]), rungs, groups)


def _demands(found: Iterable[Sequence[Any]]) -> dict[str, Demanded]:
    stated: dict[str, list[Demanded]] = {}
    for category, priority, day in found:
        one = Demanded(Priority(priority or Priority.MEDIUM), date.fromisoformat(day) if day else None)
        stated.setdefault(category, []).append(one)
    return {
        category: Demanded(
            next(level for level in PRIORITIES if any(one.priority is level for one in several)),
            min((one.since for one in several if one.since), default=None),
        )
        for category, several in stated.items()
    }


class Pair(NamedTuple):
    """A subsystem and a category."""

    subsystem: str
    category: str


@dataclass(slots=True)
class CoverageIndex:
    """What stands in the cells of some subsystems, all that lies below them included, on a day."""

    network: Network
    plots: Mapping[str, SubsystemCoverage] = field(default_factory=dict)
    """The subsystems in question by id, each by itself."""
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
        while place is not None and place in self.plots:
            yield place
            place = self.plots[place].parent

    def holds(self, scope: ScopeFilter, pair: Pair) -> bool:
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


def joined(network: Network, plots: Mapping[str, SubsystemCoverage]) -> CoverageIndex:
    """The ground that plots make, joined from the leaves up."""
    made = CoverageIndex(network, plots)
    for subsystem, plot in sorted(plots.items(), key=lambda item: -item[1].depth):
        rungs = made.rungs.setdefault(subsystem, [0] * len(RUNGS))
        _join(rungs, plot.rungs)
        made.groups += ((Pair(subsystem, category), day) for category, day in plot.groups)
        made.demands.update((Pair(subsystem, category), demand) for category, demand in plot.demands.items())
        demanded = made.demanded_below.get(subsystem, 0) | network.set_of(plot.demands)
        made.demanded_below[subsystem] = demanded
        if plot.parent is not None and plot.parent in plots:
            _join(made.rungs.setdefault(plot.parent, [0] * len(RUNGS)), rungs)
            made.demanded_below[plot.parent] = made.demanded_below.get(plot.parent, 0) | demanded
    return made


def _join(rungs: list[int], others: Iterable[int]) -> None:
    for n, held in enumerate(others):
        rungs[n] |= held
