"""The coverage index: what each subsystem demands, and how far the standards it lists have come, with and without its subtree."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

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
NOTHING: Sequence[int] = (0,) * LEVELS
"""The levels of a subsystem in which nothing is listed: most of them."""

PRIORITIES = (Priority.HIGH, Priority.MEDIUM, Priority.LOW)

_STAGE = f"substring({entry('s')}, 11, 2)"
_RUNG = f"CASE WHEN s.level IN ['GROUP', 'ENTERPRISE'] THEN {GROUP_IN_FORCE} ELSE {IN_FORCE} END"
LEVEL = (
    f"CASE WHEN status = 'PLANNED' THEN {_RUNG} + CASE {_STAGE} WHEN '10' THEN 6 ELSE 7 END "
    f"WHEN status = 'DRAFTING' THEN {_RUNG} + CASE {_STAGE} WHEN '50' THEN 2 WHEN '40' THEN 3 WHEN '30' THEN 4 ELSE 5 END "
    f"WHEN standing = 'UPCOMING' THEN {_RUNG} + 1 WHEN standing = 'IN_FORCE' THEN {_RUNG} ELSE null END"
)
"""The level to which a standard ``s`` of a ``status`` and ``standing`` brings a cell; null for none."""
_PLACED = (
    f"WITH DISTINCT x RETURN collect([x.id, {parent_on('x')}, "
    "COLLECT { MATCH (x)<-[:MET_IN]-(d:Demand)-[:DEMANDS_FOR]->(c:ProductCategory) "
    f"WHERE {planned('x')} AND {demanded('d')} AND {on_plan('c')} {version('d', 'w')} "
    f"RETURN [c.code, {said('d', 'w', 'priority')}, toString(d.on)] }}])"
)
"""Of subsystems ``x`` where they stand, and their demands."""
_LISTED = (
    f"WITH DISTINCT x RETURN collect([x.id, COLLECT {{ MATCH (x)<-[l:{ever('LISTED_IN')}]-(s:Standard) "
    f"WHERE {lists('l', 'x')} AND {on_plan('s')} AND {is_item('s')} {with_state('s')} "
    f"WITH s, {LEVEL} AS readiness WHERE readiness IS NOT NULL "
    f"MATCH (s)-[a:{ever('APPLIES_TO')}]->(c:ProductCategory) WHERE {holds('a')} RETURN DISTINCT [c.code, readiness] }}])"
)
"""Of subsystems ``x`` what the standards that they list bring to which categories."""
_BELOW_DEMANDS = f"WITH DISTINCT x AS r MATCH (r)<-[:MET_IN]-(:Demand) WITH DISTINCT r MATCH (r){downwards('PART_OF', 'br')}(x:Subsystem)"
"""Only there what is listed matters."""
_SUBTREES = f"UNWIND $roots AS root MATCH (:Subsystem {{id: root}}){downwards('PART_OF', 'below')}(x:Subsystem) WHERE {planned('x')} RETURN x"
_BY_ID = "UNWIND $ids AS id MATCH (x:Subsystem {id: id})"
_CONCERNED = (
    f"MATCH (:ProductCategory {{code: scope.category}}){downwards('KIND_OF', 'kd')}(c:ProductCategory) WHERE {on_plan('c')} CALL (c) {{ "
    "MATCH (c)<-[:DEMANDS_FOR]-(:Demand)-[:MET_IN]->(r:Subsystem) RETURN r "
    f"UNION MATCH (c)<-[:{ever('APPLIES_TO')}]-(:Standard)-[:{ever('LISTED_IN')}]->(r:Subsystem) RETURN r }} "
    f"WITH DISTINCT r MATCH (r){downwards('PART_OF', 'below')}(x:Subsystem) WHERE {planned('x')}"
)
"""The subsystems in which a category, or a kind of it, is demanded, or in which a listed standard applies to it."""


_PlacedRow = tuple[str, str | None, list[tuple[str, str | None, str | None]]]
"""A subsystem, the one above it, and of each of its demands category, priority and day."""
_ListedRow = tuple[str, list[tuple[str, int]]]
"""A subsystem, and the categories and levels of what it lists."""


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
    start = f"CALL () {{ {' UNION '.join(starts)} }}"
    texts = [f"{start} {_PLACED}", f"{start} {_BELOW_DEMANDS} {_LISTED}"]
    placed, listed = await tx.lists(texts, scopes=scope_parameters(scopes), roots=others, **day_parameters(on))
    return _coverages(placed, listed, network)


async def load_coverage_of(
    tx: Transaction, network: Network, ids: Iterable[str], on: date
) -> dict[str, SubsystemCoverage]:
    """The coverage of these subsystems only, by id. One statement, or none."""
    wanted = sorted(ids)
    if not wanted:
        return {}
    texts = [f"{_BY_ID} {_PLACED}", f"{_BY_ID} {_LISTED}"]
    placed, listed = await tx.lists(texts, ids=wanted, **day_parameters(on))
    return _coverages(placed, listed, network)


def _starts(shape: frozenset[str]) -> list[str]:
    """Cypher for the subsystems of scopes; none for a committee, because pairs have no owner."""
    if "committee" in shape:
        return []
    by_category = "product_category" in shape and not shape & {"system", "subsystem"}
    return [f"UNWIND $scopes AS scope {_CONCERNED if by_category else subsystems(shape)} RETURN x"]


def _coverages(
    placed: Iterable[_PlacedRow], listed: Iterable[_ListedRow], network: Network
) -> dict[str, SubsystemCoverage]:
    listing = dict(listed)
    return {
        place: SubsystemCoverage(parent, _summaries(demands), _levels(listing.get(place, ()), network))
        for place, parent, demands in placed
    }


def _levels(listed: Iterable[tuple[str, int]], network: Network) -> Sequence[int]:
    pairs = list(listed)
    if not pairs:
        return NOTHING
    levels = [0] * LEVELS
    for category, level in pairs:
        levels[level] |= network.concerned(category)
    return levels


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


class SystemIndex(NamedTuple):
    """What is indexed of a system."""

    subsystems: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    """Its demanded pairs."""


@dataclass(slots=True)
class CoverageIndex:
    """The cells of some subsystems, their subtrees included, on a day. Nobody changes one that is there: ``updated`` makes another."""

    network: Network
    plan: PlanFacts
    subsystems: Mapping[str, SubsystemCoverage] = field(default_factory=dict)
    """The indexed subsystems by id, each by itself."""
    levels: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """For each subsystem and level the set of categories that a standard of the subtree brings to it."""
    demands: Mapping[Pair, DemandSummary] = field(default_factory=dict)
    systems: Mapping[str, SystemIndex] = field(default_factory=dict)
    """What is indexed of each system, by code."""

    def updated(self, plan: PlanFacts, changed: Mapping[str, SubsystemCoverage]) -> CoverageIndex:
        """The index with another plan, and with the coverage of some subsystems in place of theirs: only their systems are built anew."""
        if not changed:
            return replace(self, plan=plan)
        subsystems = {**self.subsystems, **changed}
        members: dict[str, set[str]] = {}
        for place in changed:
            system = system_of(place)
            if system not in members:
                members[system] = set(self.systems[system].subsystems if system in self.systems else ())
            members[system].add(place)
        levels, demands, systems = dict(self.levels), dict(self.demands), dict(self.systems)
        for system, places in members.items():
            for pair in systems[system].pairs if system in systems else ():
                del demands[pair]
            own = {place: subsystems[place] for place in places}
            found = {Pair(place, category): one for place in own for category, one in own[place].demands.items()}
            demands |= found
            levels |= _accumulated(own)
            systems[system] = SystemIndex(tuple(own), tuple(found))
        return CoverageIndex(self.network, plan, subsystems, levels, demands, systems)

    def reaches(self, pair: Pair, level: int) -> bool:
        """Whether a standard brings the pair's cell to a level."""
        return self.network.holds(self.levels[pair.subsystem][level], pair.category)

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
        return category is None or self.network.holds(self.network.concerned(category), pair.category)

    def demanded_in(
        self, scope: ScopeFilter, systems: Collection[str] | None = None
    ) -> Iterator[tuple[Pair, DemandSummary]]:
        """Every demanded pair in a scope, of all systems or of these."""
        named = scope.system or (scope.subsystem[0] if scope.subsystem else None)
        if named is not None:
            systems = [named] if systems is None or named in systems else ()
        for system in self.systems if systems is None else systems:
            for pair in self.systems[system].pairs if system in self.systems else ():
                if self.contains(scope, pair):
                    yield pair, self.demands[pair]


def build_index(network: Network, plan: PlanFacts, coverage: Mapping[str, SubsystemCoverage]) -> CoverageIndex:
    """The index over some subsystems."""
    return CoverageIndex(network, plan).updated(plan, coverage)


def system_of(place: str) -> str:
    """The code of the system of a subsystem."""
    return place.partition("/")[0]


def _accumulated(coverage: Mapping[str, SubsystemCoverage]) -> dict[str, Sequence[int]]:
    """The levels of the subtrees of the subsystems of a system, accumulated from the leaves up."""
    found: dict[str, Sequence[int]] = {place: own.levels for place, own in coverage.items()}
    for place in reversed(depth_first({place: own.parent for place, own in coverage.items()})):
        parent = coverage[place].parent
        if parent is not None and parent in coverage:
            found[parent] = _joined(found[parent], found[place])
    return found


def _joined(levels: Sequence[int], others: Sequence[int]) -> Sequence[int]:
    if others is NOTHING:
        return levels
    return others if levels is NOTHING else [own | other for own, other in zip(levels, others, strict=True)]
