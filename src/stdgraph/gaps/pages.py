"""Pages of ranked gaps, and how many are open in every subsystem."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date

import orjson

from stdgraph.domain.answers import Answer
from stdgraph.domain.closure import adjacency, reachable
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.text import from_opaque, to_opaque
from stdgraph.errors import BadInput
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.gap import RANK, Gap
from stdgraph.store.keyset import Page
from stdgraph.store.session import Transaction


def page(gaps: Sequence[Gap], wanted: Page) -> Answer:
    """The first ``size`` gaps after a cursor, as a connection. Raises BadInput for a cursor that is none."""
    start = bisect_right(gaps, _decode(wanted.cursor), key=RANK) if wanted.cursor is not None else 0
    shown = gaps[start : start + wanted.size]
    edges = [{"cursor": _encode(gap), "node": gap} for gap in shown]
    return {
        "edges": edges,
        "pageInfo": {
            "hasNextPage": start + len(shown) < len(gaps),
            "hasPreviousPage": start > 0,
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
        },
    }


def _encode(gap: Gap) -> str:
    return to_opaque(orjson.dumps(gap.rank))


def _decode(cursor: str) -> tuple[int, str]:
    try:
        score, identifier = orjson.loads(from_opaque(cursor))
        return int(score), str(identifier)
    except (ValueError, TypeError):
        raise BadInput(f"cursor {cursor!r} is none of ours: pass an endCursor as it came") from None


PARENTS = "UNWIND $systems AS code MATCH (x:Subsystem {system: code})-[:PART_OF]->(p:Subsystem) RETURN x.id AS child, p.id AS parent"


async def open_gaps(tx: Transaction, systems: Sequence[str], on: date) -> Counter[str]:
    """How many gaps of all kinds the subtree of each subsystem of these systems holds on a day, by the subsystem's id."""
    rows = await tx.table(("child", "parent"), PARENTS, systems=list(systems))
    above = adjacency((row["child"], row["parent"]) for row in rows)
    counts: Counter[str] = Counter()
    for system, gaps in zip(
        systems, await find_gaps(tx, [ScopeFilter(system=code) for code in systems], None, on, places=True), strict=True
    ):
        for gap in gaps:
            own = [place for place in gap.places if place.partition("/")[0] == system]
            counts.update(reachable(own, above))
    return counts
