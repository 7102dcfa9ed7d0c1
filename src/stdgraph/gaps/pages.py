"""Pages of ranked gaps, and the number of open gaps in each subsystem."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TypedDict

import orjson

from stdgraph.domain.answers import Answer
from stdgraph.domain.network import adjacency, reachable
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.text import from_opaque, to_opaque
from stdgraph.errors import BadInput
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.gap import RANK, DetectedGap
from stdgraph.store.keyset import Page
from stdgraph.store.session import Transaction


def page_gaps(gaps: Sequence[DetectedGap], wanted: Page) -> Answer:
    """The first ``size`` gaps after a cursor, as a connection. Raises BadInput for an invalid cursor."""
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


def _encode(gap: DetectedGap) -> str:
    return to_opaque(orjson.dumps(gap.rank))


def _decode(cursor: str) -> tuple[int, str]:
    try:
        score, identifier = orjson.loads(from_opaque(cursor))
        return int(score), str(identifier)
    except (ValueError, TypeError):
        raise BadInput(f"invalid cursor {cursor!r}: pass an endCursor unchanged") from None


class ParentRow(TypedDict):
    """A subsystem and the one directly above it, by id."""

    child: str
    parent: str


PARENTS = "UNWIND $systems AS code MATCH (x:Subsystem {system: code})-[:PART_OF]->(p:Subsystem) RETURN x.id AS child, p.id AS parent"


async def count_open_gaps(tx: Transaction, systems: Sequence[str], on: date) -> Counter[str]:
    """The number of gaps of all kinds on a day in the subtree of each subsystem of these systems, by the subsystem's id."""
    rows = await tx.table(ParentRow, PARENTS, systems=list(systems))
    above = adjacency((row["child"], row["parent"]) for row in rows)
    counts: Counter[str] = Counter()
    for system, gaps in zip(
        systems, await find_gaps(tx, [ScopeFilter(system=code) for code in systems], None, on, places=True), strict=True
    ):
        for gap in gaps:
            own = [place for place in gap.places if place.partition("/")[0] == system]
            counts.update(reachable(own, above))
    return counts
