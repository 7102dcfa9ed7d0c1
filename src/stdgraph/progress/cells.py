"""What stands in the cells of (subsystem x product category): the ground that coverage and readiness share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from stdgraph.graph.door import Transaction
from stdgraph.graph.states import cell_rank, day_parameters, with_state
from stdgraph.model.cells import LIVE
from stdgraph.model.closure import reachable
from stdgraph.model.vocabulary import CellState

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
