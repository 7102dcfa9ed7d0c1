"""Plots: what one subsystem itself demands, and how far what it lists itself has come. Ground is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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


class Plot(NamedTuple):
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
    tx: Transaction, network: Network, scopes: Sequence[Scope], roots: Iterable[str], on: date
) -> dict[str, Plot]:
    """The plots under scopes of one shape, and under other subsystems with all that lies below them, by id. One statement, or none."""
    others = sorted(set(roots))
    starts = [*(_start(scopes[0].shape) if scopes else []), *([_SUBTREES] if others else [])]
    if not starts:
        return {}
    union = f"CALL () {{ {' UNION '.join(starts)} }} WITH DISTINCT x"
    return await _read(tx, network, union, on, scopes=scope_parameters(scopes), roots=others)


async def plots_of(tx: Transaction, network: Network, ids: Iterable[str], on: date) -> dict[str, Plot]:
    """The plots of these subsystems alone. One statement, or none."""
    wanted = sorted(ids)
    return await _read(tx, network, _NAMED, on, ids=wanted) if wanted else {}


async def _read(tx: Transaction, network: Network, start: str, on: date, **parameters: Any) -> dict[str, Plot]:
    rows = await tx.table(COLUMNS, f"{start} {_PLOT}", **parameters, **day_parameters(on))
    return {row["id"]: _plot(row, network) for row in rows}


def _start(shape: frozenset[str]) -> list[str]:
    """Where the subsystems of scopes are looked for; nowhere for a committee's, which has no pairs."""
    if "committee" in shape:
        return []
    narrowed = "product_category" in shape and not shape & {"system", "subsystem"}
    return [f"UNWIND $scopes AS scope {_CONCERNED if narrowed else subsystems(shape)} RETURN x"]


def _plot(row: Mapping[str, Any], network: Network) -> Plot:
    rungs = [0] * len(RUNGS)
    groups = []
    for category, rung, day in row["placed"]:
        rungs[rung] |= network.concerned(category)
        if rung == GROUP_RUNG:
            groups.append((category, date.fromisoformat(day) if day else None))
    return Plot(row["depth"], row["parent"], _demands(row["demands"]), rungs, groups)


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
