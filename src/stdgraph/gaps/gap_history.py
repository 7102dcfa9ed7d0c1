"""Gaps over time: how many there are in a scope at the end of each interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from itertools import islice

from stdgraph.domain.answers import Answer
from stdgraph.domain.calendar import ends
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Interval
from stdgraph.errors import BadInput, LimitExceeded
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.gap import SEVERITY_POINTS
from stdgraph.gaps.kinds import GapKind
from stdgraph.store.session import Transaction

MOST_POINTS = 60


async def compute_gap_history(
    tx: Transaction, scope: ScopeFilter, kinds: Collection[str] | None, first: date, last: date, interval: Interval
) -> list[Answer]:
    """The gaps of a scope at the end of each interval from that of a day on to another, which is the last point itself: how many, by kind
    and by severity. Raises BadInput where the days are the wrong way round, LimitExceeded for more than 60 points.
    """
    if first > last:
        raise BadInput(f"from: {first} comes after to, {last}")
    points = list(islice(ends(first, last, interval), MOST_POINTS + 1))
    if len(points) > MOST_POINTS:
        raise LimitExceeded(f"interval: from {first} to {last} are more than {MOST_POINTS} points, ask for longer ones")
    found: list[Answer] = []
    for point in points:
        (gaps,) = await find_gaps(tx, [scope], kinds, point)
        by_kind = Counter(gap.kind for gap in gaps)
        by_severity = Counter(gap.severity for gap in gaps)
        found.append(
            {
                "on": point,
                "totalCount": len(gaps),
                "countByKind": [{"kind": kind, "count": by_kind[kind]} for kind in GapKind if by_kind[kind]],
                "countBySeverity": [
                    {"severity": one, "count": by_severity[one]} for one in SEVERITY_POINTS if by_severity[one]
                ],
            }
        )
    return found
