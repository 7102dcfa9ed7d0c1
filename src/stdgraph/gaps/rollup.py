"""Open gaps of every subsystem, rolled up: each gap counts once in every subsystem above the ones it stands in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from stdgraph.gaps.finding import find_gaps
from stdgraph.graph.door import Transaction
from stdgraph.model.closure import adjacency, reachable
from stdgraph.model.scope import Scope

PARENTS = "UNWIND $systems AS code MATCH (x:Subsystem {system: code})-[:PART_OF]->(p:Subsystem) RETURN x.id AS child, p.id AS parent"


async def open_gaps(tx: Transaction, systems: Sequence[str], on: date) -> Counter[str]:
    """How many gaps of all kinds the subtree of each subsystem of these systems holds on a day, by the subsystem's id."""
    rows = await tx.table(("child", "parent"), PARENTS, systems=list(systems))
    above = adjacency((row["child"], row["parent"]) for row in rows)
    counts: Counter[str] = Counter()
    for system, gaps in zip(
        systems, await find_gaps(tx, [Scope(system=code) for code in systems], None, on, places=True), strict=True
    ):
        for gap in gaps:
            own = [place for place in gap.places if place.partition("/")[0] == system]
            counts.update(reachable(own, above))
    return counts
