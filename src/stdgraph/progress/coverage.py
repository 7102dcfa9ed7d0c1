"""The coverage matrix: subsystems down, product categories across, in each cell the best state that any standard has reached."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from stdgraph.domain import calendar
from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.network import Network, adjacency, reachable
from stdgraph.domain.standing import LIVE, best
from stdgraph.domain.vocabulary import CellState, Level
from stdgraph.errors import LimitExceeded
from stdgraph.progress.places import StoodPlace, in_order, parent_of
from stdgraph.store.memory import SHORTLY
from stdgraph.store.plan_cypher import demanded, downwards, ever, holds, is_item, lists, on_plan, place_on, planned
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import cell_rank, day_parameters, imprecise, with_state


class StructureRow(TypedDict):
    """The instance of the data, and the version of everything but standards."""

    instance: str | None
    version: str | None


BoundedPair = tuple[str, str, str | None, str | None]
"""Two related codes, and the days from which on and until which they are."""


class NetworkRow(TypedDict):
    """All product categories and their relationships, as pairs of codes."""

    codes: list[tuple[str, str | None]]
    """Each with the day from which on it is retired."""
    dependencies: list[BoundedPair]
    kinds: list[BoundedPair]


STRUCTURE = "MATCH (c:Catalogue {id: 'catalogue'}) RETURN c.instance AS instance, c.structureVersion AS version"
NETWORK = "RETURN COLLECT { MATCH (c:ProductCategory) RETURN [c.code, toString(c.retiredOn)] } AS codes, " + ", ".join(
    f"COLLECT {{ MATCH (a:ProductCategory)-[r:{ever(kind)}]->(b:ProductCategory) WHERE r.retracted IS NULL "
    f"RETURN [a.code, b.code, toString(r.from), toString(r.until)] }} AS {name}"
    for kind, name in (("DEPENDS_ON", "dependencies"), ("KIND_OF", "kinds"))
)


class Categories:
    """The categories with the days of all that is bounded, and the network of those that are on the plan on a day."""

    def __init__(self, row: NetworkRow) -> None:
        self._row = row
        self._retired = {code: date.fromisoformat(day) for code, day in row["codes"] if day is not None}
        self._bounded = [one for one in (*row["dependencies"], *row["kinds"]) if one[2] or one[3]]

    @property
    def size(self) -> int:
        """Its bytes, about."""
        return BYTES_OF_CATEGORY * len(self._row["codes"]) + BYTES_OF_PAIR * (
            len(self._row["dependencies"]) + len(self._row["kinds"])
        )

    def state(self, day: date) -> Hashable:
        """What is retired on a day, and which relationships hold: days on which it is the same have the same network."""
        retired = frozenset(code for code, left in self._retired.items() if left <= day)
        return retired, tuple(_holds(one, day) for one in self._bounded)

    def network(self, day: date) -> Network:
        """The network on a day."""
        retired = {code for code, left in self._retired.items() if left <= day}
        codes = [code for code, _ in self._row["codes"]]
        return Network(codes, _pairs(self._row["dependencies"], day), _pairs(self._row["kinds"], day), retired)


BYTES_OF_CATEGORY, BYTES_OF_PAIR = 150, 200
"""Of the codes and the pairs as they were read."""


def _pairs(related: Iterable[BoundedPair], day: date) -> list[tuple[str, str]]:
    """What is related on a day."""
    return list(dict.fromkeys((one[0], one[1]) for one in related if _holds(one, day)))


def _holds(related: BoundedPair, day: date) -> bool:
    """Whether a relationship holds on a day."""
    _, _, since, until = related
    return (since is None or since <= day.isoformat()) and (until is None or until > day.isoformat())


async def load_categories(tx: Transaction) -> Categories:
    """All categories with their dependencies and kinds of every day. One statement."""
    return Categories(await tx.row(NETWORK, NetworkRow) or NetworkRow(codes=[], dependencies=[], kinds=[]))


StructureVersion = tuple[str | None, str]
"""The instance of the data, and the version of everything but standards."""


async def load_network(tx: Transaction, on: date) -> Network:
    """The categories on a day with their dependencies and kinds. One statement; two where they changed lately."""
    row = await tx.row(STRUCTURE, StructureRow)
    version = None if row is None or row["version"] is None else (row["instance"], row["version"])
    return await load_network_of(tx, on, version)


async def load_network_of(tx: Transaction, on: date, version: StructureVersion | None) -> Network:
    """The same of a version that is known to be the newest; None where there is none. No statement unless they changed lately."""
    categories = await tx.memory.recall(
        "categories", "all", version, lambda: load_categories(tx), lambda found: found.size
    )

    async def build() -> Network:
        return categories.network(on)

    seconds = None if on == calendar.today() else SHORTLY
    return await tx.memory.recall(
        "network", categories.state(on), version, build, lambda network: network.size, seconds=seconds
    )


class PlacementRow(TypedDict):
    """A standard in a subsystem with a category that it names and what it brings to the cell."""

    subsystem: str
    standard: str
    category: str
    level: str | None
    rank: int
    imprecise: bool


class SubtreePlacementRow(PlacementRow):
    """The same with the subsystem whose subtree it was found in."""

    root: str


_RANKED = f"{cell_rank('s', 'status', 'standing')} AS rank, {imprecise('s')} AS imprecise WHERE rank IS NOT NULL "
_PLACEMENT = (
    f"MATCH (s)-[a:{ever('APPLIES_TO')}]->(c:ProductCategory) WHERE {holds('a')} "
    "RETURN x.id AS subsystem, s.id AS standard, c.code AS category, s.level AS level, rank, imprecise"
)
_LISTED = f"<-[l:{ever('LISTED_IN')}]-(s:Standard) WHERE {lists('l', 'x')} AND {on_plan('s')} AND {is_item('s')}"
IN_SYSTEM = f"MATCH (x:Subsystem {{system: $system}}){_LISTED} {with_state('s', 'x')} WITH x, s, {_RANKED}{_PLACEMENT}"
IN_SUBTREES = (
    f"UNWIND $subsystems AS root MATCH (:Subsystem {{id: root}}){downwards('PART_OF', 'below')}(x:Subsystem)"
    f"{_LISTED} {with_state('s', 'x', 'root')} WITH root, x, s, {_RANKED}{_PLACEMENT}, root"
)


@dataclass(frozen=True, slots=True)
class Placement:
    """A standard that brings a state to a cell: the subsystem that lists it, the category it names, and the state."""

    subsystem: str
    standard: str
    category: str
    level: str | None
    state: CellState
    imprecise: bool
    """Whether the state may be another one, the day of a change not being known exactly."""


async def load_placements(tx: Transaction, system: str, on: date) -> list[Placement]:
    """Every placement in a system on a day."""
    rows = await tx.table(PlacementRow, IN_SYSTEM, system=system, **day_parameters(on))
    return [_placement(row) for row in rows]


async def load_subtree_placements(tx: Transaction, subsystems: Sequence[str], on: date) -> dict[str, list[Placement]]:
    """For each of these subsystems every placement in its subtree on a day."""
    found: dict[str, list[Placement]] = {root: [] for root in subsystems}
    for row in await tx.table(SubtreePlacementRow, IN_SUBTREES, subsystems=list(found), **day_parameters(on)):
        found[row["root"]].append(_placement(row))
    return found


def _placement(row: PlacementRow) -> Placement:
    return Placement(
        row["subsystem"], row["standard"], row["category"], row["level"], LIVE[row["rank"]], row["imprecise"]
    )


def imprecise_among(placements: Iterable[Placement]) -> Set[str]:
    """The standards that may bring another state, the day of a change not being known exactly."""
    return {one.standard for one in placements if one.imprecise}


def states_by_category(
    placements: Iterable[Placement], kinds: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, CellState]]:
    """The states of the standards that apply to each category, directly or because it is a kind of what they name."""
    found: dict[str, dict[str, CellState]] = {}
    for one in placements:
        for category in reachable([one.category], kinds):
            found.setdefault(category, {})[one.standard] = one.state
    return found


class FrameRow(TypedDict):
    """What the matrix of a system consists of."""

    subsystems: list[tuple[str, StoodPlace | None]]
    """Each with where it stands on the day."""
    watched: list[str]
    named: list[str]
    kinds: list[tuple[str, str]]
    demands: list[tuple[str, str, list[tuple[str, str | None]]]]
    """Subsystem, category and the sources with their locators."""


FRAME = (
    "MATCH (y:StandardsSystem {code: $system}) RETURN "
    f"COLLECT {{ MATCH (x:Subsystem {{system: $system}}) WHERE {planned('x')} RETURN [x.id, {place_on('x')}] }} AS subsystems, "
    f"COLLECT {{ MATCH (y)-[w:{ever('WATCHES')}]->(c:ProductCategory) WHERE {planned('y')} AND {holds('w')} AND {on_plan('c')} "
    "RETURN DISTINCT c.code } AS watched, "
    f"COLLECT {{ MATCH (x:Subsystem {{system: $system}})<-[l:{ever('LISTED_IN')}]-(s:Standard)-[a:{ever('APPLIES_TO')}]->(c:ProductCategory) "
    f"WHERE {lists('l', 'x')} AND {on_plan('s')} AND {is_item('s')} AND {holds('a')} AND {on_plan('c')} "
    "RETURN DISTINCT c.code } AS named, "
    f"COLLECT {{ MATCH (c:ProductCategory)-[k:{ever('KIND_OF')}]->(p:ProductCategory) WHERE {holds('k')} "
    "RETURN DISTINCT [c.code, p.code] } AS kinds, "
    "COLLECT { MATCH (c:ProductCategory)<-[:DEMANDS_FOR]-(d:Demand)-[:MET_IN]->(x:Subsystem {system: $system}) "
    f"WHERE {on_plan('c')} AND {demanded('d')} AND {planned('x')} "
    "RETURN [x.id, c.code, COLLECT { MATCH (d)-[r:SOURCED_FROM]->(o:Source) RETURN [o.id, r.locator] ORDER BY o.id }] ORDER BY d.id } AS demands"
)
MOST_CELLS = 200_000

UNDER_WAY = (CellState.UPCOMING, CellState.DRAFTING, CellState.PLANNED)
"""States of what is under way, the furthest first."""

_Cell = tuple[str, str]
_CellStates = dict[_Cell, dict[str, CellState]]
_DemandSources = dict[_Cell, list[tuple[str, str | None]]]
_EMPTY: dict[str, CellState] = {}


async def compute_coverage(tx: Transaction, system: str, depth: int, on: date) -> Answer | None:
    """The matrix of a system down to a depth (1 = top level) on a day; None for an unknown system.

    Raises LimitExceeded for a matrix of more than 200,000 cells: ask for less depth.
    """
    frame = await tx.row(FRAME, FrameRow, system=system, **day_parameters(on))
    if frame is None:
        return None
    placements = await load_placements(tx, system, on)
    ancestors = _ancestors(frame)
    kinds = adjacency((parent, child) for child, parent in frame["kinds"])
    rows = [identifier for identifier, level in in_order(dict(frame["subsystems"])).items() if level <= depth]
    demanded = {category for _, category, _ in frame["demands"]}
    columns = sorted(demanded | set(frame["named"]) | set(frame["watched"]))
    if len(rows) * len(columns) > MOST_CELLS:
        raise LimitExceeded(
            f"coverage of {system}: {len(rows)} rows by {len(columns)} columns are too many, ask for less depth"
        )
    states = _cell_states(placements, ancestors, kinds)
    sources = _demand_sources(frame, ancestors)
    levels = {one.standard: one.level for one in placements}
    cells = [_cell(row, column, states, sources, levels) for row in rows for column in columns]
    return {
        "rows": [Ref("Subsystem", row) for row in rows],
        "columns": [Ref("ProductCategory", column) for column in columns],
        "cells": cells,
        "summary": _summary(frame, states, cells, imprecise_among(placements)),
    }


def _ancestors(frame: FrameRow) -> dict[str, list[str]]:
    return adjacency((child, parent) for child, place in frame["subsystems"] if (parent := parent_of(place)))


async def load_demand_states(tx: Transaction, system: str, on: date) -> dict[tuple[str, str], CellState]:
    """The state of each demanded cell of a system on a day, at the demand's own subsystem (by id). Two statements, one for an unknown
    system."""
    frame = await tx.row(FRAME, FrameRow, system=system, **day_parameters(on))
    if frame is None:
        return {}
    ancestors = _ancestors(frame)
    kinds = adjacency((parent, child) for child, parent in frame["kinds"])
    return _demand_states(frame, _cell_states(await load_placements(tx, system, on), ancestors, kinds))


DEMANDED = (
    "UNWIND $ids AS id MATCH (c:ProductCategory)<-[:DEMANDS_FOR]-(d:Demand {id: id})-[:MET_IN]->(x:Subsystem) "
    f"WHERE {on_plan('c')} AND {demanded('d')} AND {planned('x')} RETURN id, x.system AS system, x.id AS subsystem, c.code AS category"
)


class DemandedRow(TypedDict):
    """The cell of a demand that holds."""

    id: str
    system: str
    subsystem: str
    category: str


async def states_of_demands(tx: Transaction, ids: Sequence[str], on: date) -> list[CellState | None]:
    """The state of the cell of each demand on a day; None for one that does not hold on it."""
    rows = await tx.table(DemandedRow, DEMANDED, ids=list(ids), **day_parameters(on))
    states = {system: await load_demand_states(tx, system, on) for system in sorted({row["system"] for row in rows})}
    found = {row["id"]: states[row["system"]].get((row["subsystem"], row["category"])) for row in rows}
    return [found.get(one) for one in ids]


def _demand_states(frame: FrameRow, states: _CellStates) -> dict[_Cell, CellState]:
    pairs = {(subsystem, category) for subsystem, category, _ in frame["demands"]}
    return {pair: best(states.get(pair, _EMPTY).values(), demanded=True) for pair in pairs}


def _cell_states(
    placements: Iterable[Placement], ancestors: Mapping[str, Sequence[str]], kinds: Mapping[str, Sequence[str]]
) -> _CellStates:
    """The standards in each cell: a standard counts in every subsystem above its own and for every kind of what it names."""
    found: _CellStates = {}
    for one in placements:
        for subsystem in reachable([one.subsystem], ancestors):
            for category in reachable([one.category], kinds):
                found.setdefault((subsystem, category), {})[one.standard] = one.state
    return found


def _demand_sources(frame: FrameRow, ancestors: Mapping[str, Sequence[str]]) -> _DemandSources:
    """The sources of the demands for each demanded cell; a demand counts in every subsystem above its own."""
    found: _DemandSources = {}
    for subsystem, category, sources in frame["demands"]:
        for above in reachable([subsystem], ancestors):
            known = found.setdefault((above, category), [])
            known.extend(source for source in sources if source not in known)
    return found


def _cell(
    row: str, column: str, states: _CellStates, demands: _DemandSources, levels: Mapping[str, str | None]
) -> Answer:
    standards = states.get((row, column), _EMPTY)
    sources = demands.get((row, column))
    return {
        "row": row.partition("/")[2],
        "column": column,
        "state": best(standards.values(), demanded=sources is not None).value,
        "underway": underway(standards.values()),
        "rungs": _rungs(standards, levels),
        "demanded": sources is not None,
        "standards": len(standards),
        "filledBy": [Ref("Standard", one) for one in sorted(standards)],
        "demandSources": [Ref("Source", str(key), {"locator": locator}) for key, locator in sources or ()],
    }


def underway(states: Iterable[CellState]) -> CellState | None:
    """The furthest of what is under way; None where nothing is."""
    found = set(states)
    return next((state for state in UNDER_WAY if state in found), None)


def _rungs(standards: Mapping[str, CellState], levels: Mapping[str, str | None]) -> list[Answer]:
    """How far each rung of the ladder is: by level the best state of its standards."""
    by_level: dict[str | None, list[CellState]] = {}
    for standard, state in standards.items():
        by_level.setdefault(levels[standard], []).append(state)
    return [
        {"level": level, "state": best(by_level[level], demanded=False), "standards": len(by_level[level])}
        for level in (*Level, None)
        if level in by_level
    ]


def _summary(frame: FrameRow, states: _CellStates, cells: Iterable[Answer], unsure: Set[str]) -> Answer:
    demanded = _demand_states(frame, states)
    reached = list(demanded.values())
    return {
        "demanded": len(demanded),
        "met": reached.count(CellState.IN_FORCE),
        "upcoming": reached.count(CellState.UPCOMING),
        "drafting": reached.count(CellState.DRAFTING),
        "planned": reached.count(CellState.PLANNED),
        "groupOnly": reached.count(CellState.GROUP_ONLY),
        "missing": reached.count(CellState.MISSING),
        "empty": sum(one["state"] == CellState.EMPTY for one in cells),
        "imprecise": sum(not unsure.isdisjoint(states.get(cell, _EMPTY)) for cell in demanded),
    }
