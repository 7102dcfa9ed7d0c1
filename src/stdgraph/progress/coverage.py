"""The coverage matrix: subsystems down, product categories across, in each cell the best state that any standard has reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.closure import adjacency, reachable
from stdgraph.domain.network import Network
from stdgraph.domain.standing import LIVE, best
from stdgraph.domain.vocabulary import CellState
from stdgraph.errors import LimitExceeded
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import cell_rank, day_parameters, with_state

STRUCTURE = "MATCH (c:Catalogue {id: 'catalogue'}) RETURN c.structureVersion AS version"
NETWORK = (
    "RETURN COLLECT { MATCH (c:ProductCategory) RETURN c.code } AS codes, "
    "COLLECT { MATCH (a:ProductCategory)-[:DEPENDS_ON]->(b:ProductCategory) RETURN [a.code, b.code] } AS dependencies, "
    "COLLECT { MATCH (c:ProductCategory)-[:KIND_OF]->(p:ProductCategory) RETURN [c.code, p.code] } AS kinds"
)


async def network(tx: Transaction) -> Network:
    """All categories with their dependencies and kinds. One statement; two where they changed lately."""
    row = await tx.row(STRUCTURE)

    async def read() -> Network:
        found = await tx.row(NETWORK) or {"codes": [], "dependencies": [], "kinds": []}
        return Network(found["codes"], found["dependencies"], found["kinds"])

    return await tx.memory.recall("structure", "categories", row["version"] if row else None, read)


_RANKED = f"{with_state('s', 'x')} WITH x, s, {cell_rank('s', 'status', 'standing')} AS rank WHERE rank IS NOT NULL "
_ROW = (
    "MATCH (s)-[:APPLIES_TO]->(c:ProductCategory) RETURN x.id AS subsystem, s.id AS standard, c.code AS category, rank"
)

COLUMNS = ("subsystem", "standard", "category", "rank")
IN_SYSTEM = f"MATCH (x:Subsystem {{system: $system}})<-[:LISTED_IN]-(s:Standard) {_RANKED}{_ROW}"
IN_SUBTREES = (
    "UNWIND $subsystems AS root MATCH (:Subsystem {id: root})<-[:PART_OF*0..]-(x:Subsystem)<-[:LISTED_IN]-(s:Standard) "
    f"{with_state('s', 'x', 'root')} WITH root, x, s, {cell_rank('s', 'status', 'standing')} AS rank WHERE rank IS NOT NULL "
    f"{_ROW}, root"
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A standard that brings a state to a cell: where it is listed, what it applies to itself, and the state."""

    subsystem: str
    standard: str
    category: str
    state: CellState


async def placed_in_system(tx: Transaction, system: str, on: date) -> list[Placed]:
    """Every placement of a live standard in a system on a day."""
    return _placed(await tx.table(COLUMNS, IN_SYSTEM, system=system, **day_parameters(on)))


async def placed_in_subtrees(tx: Transaction, subsystems: Sequence[str], on: date) -> dict[str, list[Placed]]:
    """For each of these subsystems every placement of a live standard in its subtree on a day."""
    groups: dict[str, list[dict[str, object]]] = {root: [] for root in subsystems}
    for row in await tx.table((*COLUMNS, "root"), IN_SUBTREES, subsystems=list(groups), **day_parameters(on)):
        groups[row["root"]].append(row)
    return {root: _placed(rows) for root, rows in groups.items()}


def by_category(placed: Iterable[Placed], kinds: Mapping[str, Sequence[str]]) -> dict[str, dict[str, CellState]]:
    """The states of the standards that apply to each category, itself or as a kind of what they say they apply to."""
    found: dict[str, dict[str, CellState]] = {}
    for one in placed:
        for category in reachable([one.category], kinds):
            found.setdefault(category, {})[one.standard] = one.state
    return found


def _placed(rows: Iterable[Mapping[str, object]]) -> list[Placed]:
    return [
        Placed(str(r["subsystem"]), str(r["standard"]), str(r["category"]), LIVE[int(str(r["rank"]))]) for r in rows
    ]


FRAME = (
    "MATCH (y:StandardsSystem {code: $system}) RETURN "
    "COLLECT { MATCH (x:Subsystem {system: $system}) RETURN [x.id, x.depth, "
    "COLLECT { MATCH (x)-[:PART_OF]->(p:Subsystem) RETURN p.id LIMIT 1 }[0]] ORDER BY x.order } AS subsystems, "
    "COLLECT { MATCH (y)-[:WATCHES]->(c:ProductCategory) RETURN c.code ORDER BY c.code } AS watched, "
    "COLLECT { MATCH (:Subsystem {system: $system})<-[:LISTED_IN]-(:Standard)-[:APPLIES_TO]->(c:ProductCategory) RETURN DISTINCT c.code } AS named, "
    "COLLECT { MATCH (c:ProductCategory)-[:KIND_OF]->(p:ProductCategory) RETURN [c.code, p.code] } AS kinds, "
    "COLLECT { MATCH (c:ProductCategory)<-[:DEMANDS_FOR]-(d:Demand)-[:MET_IN]->(x:Subsystem {system: $system}) "
    "RETURN [x.id, c.code, COLLECT { MATCH (d)-[r:SOURCED_FROM]->(o:Source) RETURN [o.id, r.locator] ORDER BY o.id }] ORDER BY d.id } AS demands"
)
MOST_CELLS = 200_000


async def coverage(tx: Transaction, system: str, depth: int, on: date) -> Answer | None:
    """The matrix of a system down to a depth (1 = top level) on a day; None for an unknown system.

    Raises LimitExceeded for a matrix of more than 200,000 cells: ask for less depth.
    """
    frame = await tx.row(FRAME, system=system)
    if frame is None:
        return None
    placed = await placed_in_system(tx, system, on)
    tree = {identifier: parent for identifier, _, parent in frame["subsystems"]}
    ancestors = adjacency((child, parent) for child, parent in tree.items() if parent)
    kinds = adjacency((parent, child) for child, parent in frame["kinds"])
    demands = frame["demands"]
    rows = [identifier for identifier, level, _ in frame["subsystems"] if level <= depth]
    columns = sorted({category for _, category, _ in demands} | set(frame["named"]) | set(frame["watched"]))
    if len(rows) * len(columns) > MOST_CELLS:
        raise LimitExceeded(
            f"coverage of {system}: {len(rows)} rows by {len(columns)} columns are too many, ask for less depth"
        )
    filled = _fill(placed, ancestors, kinds)
    demanded = _demanded(demands, ancestors)
    cells = [_cell(row, column, filled, demanded) for row in rows for column in columns]
    return {
        "rows": [Ref("Subsystem", row) for row in rows],
        "columns": [Ref("ProductCategory", column) for column in columns],
        "cells": cells,
        "summary": _summary(demands, filled, cells),
    }


Filled = dict[tuple[str, str], dict[str, CellState]]
Demanded = dict[tuple[str, str], list[list[str | None]]]
_NOTHING: dict[str, CellState] = {}


def _fill(placed: Iterable[Placed], ancestors: dict[str, list[str]], kinds: dict[str, list[str]]) -> Filled:
    """For each cell the standards in it: a standard counts in every subsystem above and for every kind of what it applies to."""
    filled: Filled = {}
    for one in placed:
        for subsystem in reachable([one.subsystem], ancestors):
            for category in reachable([one.category], kinds):
                filled.setdefault((subsystem, category), {})[one.standard] = one.state
    return filled


def _demanded(demands: Iterable[list[Any]], ancestors: dict[str, list[str]]) -> Demanded:
    """For each demanded cell the sources of its demands; a demand counts in every subsystem above its own."""
    found: Demanded = {}
    for subsystem, category, sources in demands:
        for above in reachable([subsystem], ancestors):
            known = found.setdefault((above, category), [])
            known.extend(source for source in sources if source not in known)
    return found


def _cell(row: str, column: str, filled: Filled, demanded: Demanded) -> Answer:
    pair = (row, column)
    states = filled.get(pair, _NOTHING)
    sources = demanded.get(pair)
    return {
        "row": row.partition("/")[2],
        "column": column,
        "state": best(states.values(), demanded=sources is not None).value,
        "demanded": sources is not None,
        "standards": len(states),
        "demandSources": [Ref("Source", str(key), {"locator": locator}) for key, locator in sources or ()],
    }


def _summary(demands: Iterable[list[Any]], filled: Filled, cells: list[Answer]) -> Answer:
    asked = {(subsystem, category) for subsystem, category, _ in demands}
    states = [best(filled.get(pair, _NOTHING).values(), demanded=True) for pair in asked]
    return {
        "demanded": len(asked),
        "met": states.count(CellState.IN_FORCE),
        "upcoming": states.count(CellState.UPCOMING),
        "drafting": states.count(CellState.DRAFTING),
        "planned": states.count(CellState.PLANNED),
        "groupOnly": states.count(CellState.GROUP_ONLY),
        "missing": states.count(CellState.MISSING),
        "empty": sum(one["state"] == CellState.EMPTY for one in cells),
    }
