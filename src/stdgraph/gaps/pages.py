"""Pages of ranked gaps, and the number of open gaps in each subsystem."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from heapq import nsmallest
from typing import TypedDict

import orjson

from stdgraph.domain.answers import Answer
from stdgraph.domain.network import adjacency, reachable
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.text import from_opaque, to_opaque
from stdgraph.errors import BadInput
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.gap import DetectedGap
from stdgraph.store.keyset import Page
from stdgraph.store.plan_cypher import ever, holds
from stdgraph.store.session import Transaction


class GapOrder(StrEnum):
    """What gaps can be ordered by."""

    SCORE = "SCORE"
    SINCE = "SINCE"
    SUBJECT = "SUBJECT"


_LAST = "9999"
"""Sorts after every day: since when is unknown."""
_KEYS: Mapping[GapOrder, Callable[[DetectedGap], tuple[int | str, ...]]] = {
    GapOrder.SCORE: lambda gap: gap.rank,
    GapOrder.SINCE: lambda gap: (gap.since.isoformat() if gap.since else _LAST, *gap.rank),
    GapOrder.SUBJECT: lambda gap: (gap.label, gap.subject, *gap.rank),
}


def page_gaps(gaps: Sequence[DetectedGap], wanted: Page, order: GapOrder = GapOrder.SCORE) -> Answer:
    """The first ``size`` gaps after a cursor in an order, as a connection; of equal ones the highest rank first. They are given in the
    order of their rank. Raises BadInput for an invalid cursor."""
    key = _KEYS[order]
    after = _decode(wanted.cursor, order) if wanted.cursor is not None else None
    if order is GapOrder.SCORE:
        start = bisect_right(gaps, after, key=key) if after is not None else 0
        shown = list(gaps[start : start + wanted.size])
    else:
        later = gaps if after is None else [gap for gap in gaps if key(gap) > after]
        start, shown = len(gaps) - len(later), nsmallest(wanted.size, later, key=key)
    edges = [{"cursor": to_opaque(orjson.dumps([order.value, *key(gap)])), "node": gap} for gap in shown]
    return {
        "edges": edges,
        "pageInfo": {
            "hasNextPage": start + len(shown) < len(gaps),
            "hasPreviousPage": start > 0,
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
        },
    }


_SHAPES: Mapping[GapOrder, tuple[type, ...]] = {
    GapOrder.SCORE: (int, int, str),
    GapOrder.SINCE: (str, int, int, str),
    GapOrder.SUBJECT: (str, str, int, int, str),
}


def _decode(cursor: str, order: GapOrder) -> tuple[int | str, ...]:
    try:
        named, *values = orjson.loads(from_opaque(cursor))
    except (ValueError, TypeError):
        raise BadInput(f"invalid cursor {cursor!r}: pass an endCursor unchanged") from None
    if tuple(type(one) for one in values) != _SHAPES[order] or named != order:
        raise BadInput(f"cursor {cursor!r} belongs to another order: start again from the first page")
    return tuple(values)


class ParentRow(TypedDict):
    """A subsystem and the one directly above it on the day, by id."""

    child: str
    parent: str


PARENTS = (
    f"UNWIND $systems AS code MATCH (x:Subsystem {{system: code}})-[r:{ever('PART_OF')}]->(p:Subsystem) WHERE {holds('r')} "
    "RETURN x.id AS child, p.id AS parent"
)


async def count_open_gaps(tx: Transaction, systems: Sequence[str], on: date) -> Counter[str]:
    """The number of gaps of all kinds on a day in the subtree of each subsystem of these systems, by the subsystem's id."""
    rows = await tx.table(ParentRow, PARENTS, systems=list(systems), on=on)
    above = adjacency((row["child"], row["parent"]) for row in rows)
    counts: Counter[str] = Counter()
    for system, gaps in zip(
        systems, await find_gaps(tx, [ScopeFilter(system=code) for code in systems], None, on), strict=True
    ):
        for gap in gaps:
            own = [place for place in gap.places if place.partition("/")[0] == system]
            counts.update(reachable(own, above))
    return counts
