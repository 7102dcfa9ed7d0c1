"""The points of a history: the ends of its intervals, and the running counts at each of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from stdgraph.domain.answers import Answer
from stdgraph.domain.calendar import ends
from stdgraph.domain.vocabulary import Interval, ItemState, Standing, Status
from stdgraph.errors import BadInput, LimitExceeded
from stdgraph.progress.membership import IMPRECISE
from stdgraph.progress.tally import completion

MOST_POINTS = 1000

_Change = tuple[str, str, str]
"""The text of an interval, what held and what holds from then on; an empty text: nothing."""


class Changes:
    """The changes of a scope by interval: of documents, and of items."""

    def __init__(self, width: int) -> None:
        self._width = width
        self.documents: Counter[_Change] = Counter()
        self.items: Counter[_Change] = Counter()

    def note_documents(self, changes: Iterable[_Change]) -> None:
        """Add changes by their days."""
        self.documents.update((day[: self._width], was, now) for day, was, now in changes)

    def note_items(self, changes: Iterable[_Change]) -> None:
        """Add changes by their days."""
        self.items.update((day[: self._width], was, now) for day, was, now in changes)


def history_points(first: date, last: date, interval: Interval) -> list[date]:
    """The ends of the intervals from that of a day on to another, which is the last point itself.

    Raises BadInput where the days are the wrong way round, LimitExceeded for more than 1,000 points.
    """
    if first > last:
        raise BadInput(f"from: {first} comes after to, {last}")
    points = list(islice(ends(first, last, interval), MOST_POINTS + 1))
    if len(points) > MOST_POINTS:
        raise LimitExceeded(
            f"interval: from {first} to {last} are more than {MOST_POINTS:,} points, ask for longer ones"
        )
    return points


def running_counts(
    points: Sequence[date], width: int, changes: Changes, declared: Sequence[int | None]
) -> Iterator[Answer]:
    """The running counts at each point."""
    keys = [point.isoformat()[:width] for point in points]
    documents, items = (_differences(keys, found) for found in (changes.documents, changes.items))
    counts: Counter[str] = Counter()
    filled: Counter[str] = Counter()
    for point, of_documents, of_items, stated in zip(points, documents, items, declared, strict=True):
        counts.update(of_documents)
        filled.update(of_items)
        upcoming = filled[Standing.UPCOMING]
        met = filled[Status.PUBLISHED] - upcoming + filled[ItemState.MET]
        still_open = filled[Status.PLANNED] + filled[Status.DRAFTING] + upcoming + filled[ItemState.OPEN]
        yield {
            "on": point,
            "listed": sum(counts[status] for status in Status),
            **{status.lower(): counts[status] for status in Status},
            "imprecise": counts[IMPRECISE],
            "items": met + still_open,
            "itemsMet": met,
            "itemsOpen": still_open,
            "completion": completion(met, stated, met + still_open),
        }


def _differences(keys: Sequence[str], changes: Mapping[_Change, int]) -> list[Counter[str]]:
    """What changes up to each point since the one before it."""
    found: list[Counter[str]] = [Counter() for _ in keys]
    for (part, was, now), count in changes.items():
        change = found[bisect_left(keys, part)]
        change[now] += count
        change[was] -= count
    return found
