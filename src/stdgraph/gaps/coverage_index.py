"""The coverage index: what each subsystem demands, and how far the standards it lists have come, with and without its subtree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypedDict

from stdgraph.domain.network import Network
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.tree import depth_first
from stdgraph.domain.vocabulary import CellState, Priority
from stdgraph.gaps.plan_facts import Pair, PlanFacts
from stdgraph.store.plan_cypher import demanded, downwards, ever, holds, is_item, lists, on_plan, parent_on, planned
from stdgraph.store.scope_cypher import scope_parameters, subsystems
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, entry, with_state
from stdgraph.store.versions_cypher import said, version

UNDERWAY: tuple[tuple[CellState, int], ...] = (
    (CellState.UPCOMING, 6),
    (CellState.DRAFTING, 5),
    (CellState.DRAFTING, 4),
    (CellState.DRAFTING, 3),
    (CellState.DRAFTING, 2),
    (CellState.PLANNED, 1),
    (CellState.PLANNED, 0),
)
"""How far what is under way has come, best first: the state of the cell, and the stages completed towards being in force."""
IN_FORCE, GROUP_IN_FORCE = 0, 1 + len(UNDERWAY)
"""The levels of standards in force, and of group and enterprise standards in force; after each come those that are under way."""
LEVELS = 2 * (1 + len(UNDERWAY))

PRIORITIES = (Priority.HIGH, Priority.MEDIUM, Priority.LOW)

_STAGE = f"substring({entry('s')}, 11, 2)"
_RUNG = f"CASE WHEN s.level IN ['GROUP', 'ENTERPRISE'] THEN {GROUP_IN_FORCE} ELSE {IN_FORCE} END"
LEVEL = (
    f"CASE WHEN status = 'PLANNED' THEN {_RUNG} + CASE {_STAGE} WHEN '10' THEN 6 ELSE 7 END "
    f"WHEN status = 'DRAFTING' THEN {_RUNG} + CASE {_STAGE} WHEN '50' THEN 2 WHEN '40' THEN 3 WHEN '30' THEN 4 ELSE 5 END "
    f"WHEN standing = 'UPCOMING' THEN {_RUNG} + 1 WHEN standing = 'IN_FORCE' THEN {_RUNG} ELSE null END"
)
"""The level to which a standard ``s`` of a ``status`` and ``standing`` brings a cell; null for none."""
_COVERAGE = (
    f"RETURN x.id AS id, {parent_on('x')} AS parent, "
    "COLLECT { MATCH (x)<-[:MET_IN]-(d:Demand)-[:DEMANDS_FOR]->(c:ProductCategory) "
    f"WHERE {planned('x')} AND {demanded('d')} AND {on_plan('c')} {version('d', 'w')} "
    f"RETURN [c.code, {said('d', 'w', 'priority')}, toString(d.on)] }} AS demands, "
    f"COLLECT {{ MATCH (x)<-[l:{ever('LISTED_IN')}]-(s:Standard) WHERE {lists('l', 'x')} AND {on_plan('s')} AND {is_item('s')} {with_state('s')} "
    f"WITH s, {LEVEL} AS readiness WHERE readiness IS NOT NULL "
    f"MATCH (s)-[a:{ever('APPLIES_TO')}]->(c:ProductCategory) WHERE {holds('a')} RETURN DISTINCT [c.code, readiness] }} AS listed"
)
_SUBTREES = f"UNWIND $roots AS root MATCH (:Subsystem {{id: root}}){downwards('PART_OF', 'below')}(x:Subsystem) WHERE {planned('x')} RETURN x"
_BY_ID = "UNWIND $ids AS id MATCH (x:Subsystem {id: id})"
_CONCERNED = (
    f"MATCH (:ProductCategory {{code: scope.category}}){downwards('KIND_OF', 'kd')}(c:ProductCategory) WHERE {on_plan('c')} CALL (c) {{ "
    "MATCH (c)<-[:DEMANDS_FOR]-(:Demand)-[:MET_IN]->(r:Subsystem) RETURN r "
    f"UNION MATCH (c)<-[:{ever('APPLIES_TO')}]-(:Standard)-[:{ever('LISTED_IN')}]->(r:Subsystem) RETURN r }} "
    f"WITH DISTINCT r MATCH (r){downwards('PART_OF', 'below')}(x:Subsystem) WHERE {planned('x')}"
)
"""The subsystems in which a category, or a kind of it, is demanded, or in which a listed standard applies to it."""


class CoverageRow(TypedDict):
    """A subsystem with its own demands and listings."""

    id: str
    parent: str | None
    demands: list[tuple[str, str | None, str | None]]
    """Category, priority and day of each demand."""
    listed: list[tuple[str, int]]
    """Category and level."""


class DemandSummary(NamedTuple):
    """All demands for one pair of subsystem and category, taken together."""

    priority: Priority
    """The highest priority among them; a demand without one counts as MEDIUM."""
    since: date | None
    """The earliest known day."""


class SubsystemCoverage(NamedTuple):
    """A subsystem by itself, without its subtree."""

    parent: str | None
    """The one above it on the day."""
    demands: Mapping[str, DemandSummary]
    """By category."""
    levels: Sequence[int]
    """For each level the set of categories that a listed standard brings to it."""


async def load_coverage(
    tx: Transaction, network: Network, scopes: Sequence[ScopeFilter], roots: Iterable[str], on: date
) -> dict[str, SubsystemCoverage]:
    """The coverage, by id, of the subsystems in scopes of one shape and of the subtrees of ``roots``. One statement, or none."""
    others = sorted(set(roots))
    starts = [*(_starts(scopes[0].shape) if scopes else []), *([_SUBTREES] if others else [])]
    if not starts:
        return {}
    text = f"CALL () {{ {' UNION '.join(starts)} }} WITH DISTINCT x {_COVERAGE}"
    rows = await tx.table(CoverageRow, text, scopes=scope_parameters(scopes), roots=others, **day_parameters(on))
    return _coverages(rows, network)


async def load_coverage_of(
    tx: Transaction, network: Network, ids: Iterable[str], on: date
) -> dict[str, SubsystemCoverage]:
    """The coverage of these subsystems only, by id. One statement, or none."""
    wanted = sorted(ids)
    if not wanted:
        return {}
    rows = await tx.table(CoverageRow, f"{_BY_ID} {_COVERAGE}", ids=wanted, **day_parameters(on))
    return _coverages(rows, network)


def _starts(shape: frozenset[str]) -> list[str]:
    """Cypher for the subsystems of scopes; none for a committee, because pairs have no owner."""
    if "committee" in shape:
        return []
    by_category = "product_category" in shape and not shape & {"system", "subsystem"}
    return [f"UNWIND $scopes AS scope {_CONCERNED if by_category else subsystems(shape)} RETURN x"]


def _coverages(rows: Iterable[CoverageRow], network: Network) -> dict[str, SubsystemCoverage]:
    return {row["id"]: _coverage(row, network) for row in rows}


def _coverage(row: CoverageRow, network: Network) -> SubsystemCoverage:
    levels = [0] * LEVELS
    for category, level in row["listed"]:
        levels[level] |= network.concerned(category)
    return SubsystemCoverage(row["parent"], _summaries(row["demands"]), levels)


def _summaries(demands: Iterable[tuple[str, str | None, str | None]]) -> dict[str, DemandSummary]:
    by_category: dict[str, list[DemandSummary]] = {}
    for category, priority, day in demands:
        one = DemandSummary(Priority(priority or Priority.MEDIUM), date.fromisoformat(day) if day else None)
        by_category.setdefault(category, []).append(one)
    return {
        category: DemandSummary(
            next(priority for priority in PRIORITIES if any(one.priority is priority for one in several)),
            min((one.since for one in several if one.since), default=None),
        )
        for category, several in by_category.items()
    }


@dataclass(slots=True)
class CoverageIndex:
    """The cells of some subsystems, their subtrees included, on a day."""

    network: Network
    plan: PlanFacts = field(default_factory=PlanFacts)
    subsystems: Mapping[str, SubsystemCoverage] = field(default_factory=dict)
    """The indexed subsystems by id, each by itself."""
    levels: dict[str, list[int]] = field(default_factory=dict)
    """For each subsystem and level the set of categories that a standard of the subtree brings to it."""
    demands: dict[Pair, DemandSummary] = field(default_factory=dict)

    def reaches(self, pair: Pair, level: int) -> bool:
        """Whether a standard brings the pair's cell to a level."""
        return bool(self.levels[pair.subsystem][level] & self.network.set_of([pair.category]))

    def is_met(self, pair: Pair) -> bool:
        """Whether a standard above group level is in force in the pair's cell."""
        return self.reaches(pair, IN_FORCE)

    def has_group(self, pair: Pair) -> bool:
        """Whether a group or enterprise standard is in force in the pair's cell."""
        return self.reaches(pair, GROUP_IN_FORCE)

    def underway(self, pair: Pair) -> tuple[CellState, int] | None:
        """How far the furthest candidate of the pair's cell has come: one of any level or, once a group standard is in force, one above
        group level. None where nothing is under way."""
        rungs = (IN_FORCE,) if self.has_group(pair) else (IN_FORCE, GROUP_IN_FORCE)
        return next(
            (found for n, found in enumerate(UNDERWAY, 1) if any(self.reaches(pair, rung + n) for rung in rungs)), None
        )

    def lineage(self, subsystem: str) -> Iterator[str]:
        """The subsystem and those above it, as far as they are indexed."""
        place: str | None = subsystem
        while place is not None and place in self.subsystems:
            yield place
            place = self.subsystems[place].parent

    def contains(self, scope: ScopeFilter, pair: Pair) -> bool:
        """Whether a pair is in a scope. A pair has no owner, so it is in the scope of no committee."""
        if scope.committee is not None:
            return False
        if scope.system is not None and pair.subsystem.partition("/")[0] != scope.system:
            return False
        if scope.subsystem_id is not None and scope.subsystem_id not in self.lineage(pair.subsystem):
            return False
        category = scope.product_category
        return category is None or bool(self.network.concerned(category) & self.network.set_of([pair.category]))

    def demanded_in(self, scope: ScopeFilter) -> Iterator[tuple[Pair, DemandSummary]]:
        """Every demanded pair in a scope."""
        return ((pair, demand) for pair, demand in self.demands.items() if self.contains(scope, pair))


def build_index(network: Network, plan: PlanFacts, coverage: Mapping[str, SubsystemCoverage]) -> CoverageIndex:
    """The index over some subsystems, accumulated from the leaves up."""
    index = CoverageIndex(network, plan, coverage)
    parents = {subsystem: own.parent for subsystem, own in coverage.items()}
    for subsystem in reversed(depth_first(parents)):
        own = coverage[subsystem]
        levels = index.levels.setdefault(subsystem, [0] * LEVELS)
        _add(levels, own.levels)
        index.demands.update((Pair(subsystem, category), demand) for category, demand in own.demands.items())
        if own.parent is not None and own.parent in coverage:
            _add(index.levels.setdefault(own.parent, [0] * LEVELS), levels)
    return index


def _add(levels: list[int], others: Iterable[int]) -> None:
    for n, categories in enumerate(others):
        levels[n] |= categories
