"""The history of a scope: its counts at the end of each interval, as they were, or as they were known at an instant.

The engine counts changes of status, not standards: a row says how many standards went from one status to another in an interval.
So what comes back depends on how long the history is, and not on how large the scope is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from stdgraph.domain import timeline as timelines
from stdgraph.domain.answers import Answer
from stdgraph.domain.calendar import TEXT, ends
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.stages import status_of
from stdgraph.domain.timeline import moves_of
from stdgraph.domain.vocabulary import Interval, Status
from stdgraph.errors import BadInput, LimitExceeded
from stdgraph.progress.tally import completion, declarations
from stdgraph.store.scope_cypher import scope_parameters, standards
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, status_of_entry

MOST_POINTS = 1000

LATER = "EXISTS { MATCH (s)<-[:CONCERNS]-(late:Event) WHERE late.recordedAt > datetime($at) }"
EARLIER = "EXISTS { MATCH (s)<-[:CONCERNS]-(early:Event) WHERE early.recordedAt <= datetime($at) }"

STEP = ("part", "was", "now", "count")
STEPS = (
    "WITH [e IN coalesce(s.timeline, []) WHERE e <= $onKey] AS entries UNWIND range(-1, size(entries) - 1) AS i "
    "WITH CASE WHEN i < 0 THEN '' ELSE substring(entries[i], 0, $width) END AS part, "
    f"CASE WHEN i < 0 THEN '' WHEN i = 0 THEN 'PLANNED' ELSE {status_of_entry('entries[i - 1]')} END AS was, "
    f"CASE WHEN i < 0 THEN 'PLANNED' ELSE {status_of_entry('entries[i]')} END AS now "
    "WITH part, was, now WHERE was <> now WITH part, was, now, count(*) AS count RETURN part, was, now, count"
)
"""From nothing (``''``) to planned before the first entry, then from status to status, each with the interval's text."""

EVENT = ("sequence", "kind", "stage", "effectiveOn", "before", "after", "revokes")
EVENTS = (
    "MATCH (s)<-[:CONCERNS]-(e:Event) WHERE e.recordedAt <= datetime($at) WITH s, e ORDER BY e.sequence "
    f"WITH s.id AS id, collect([{', '.join(f'e.{name}' for name in EVENT)}]) AS events RETURN id, events"
)


async def history(
    tx: Transaction, scope: ScopeFilter, first: date, last: date, interval: Interval, at: datetime | None = None
) -> list[Answer]:
    """The counts of a scope at the end of each interval from that of a day on to another, which is the last point itself.

    They are those of ``progress`` on that day. With ``at`` only events recorded by then count, and a standard of which nothing was
    recorded is not listed. Two statements, three with ``at``. Raises BadInput where the days are the wrong way round,
    LimitExceeded for more than 1,000 points.
    """
    points = _points(first, last, interval)
    parameters = {"scopes": scope_parameters([scope]), **day_parameters(last), "width": TEXT[interval]}
    bound = standards(scope.shape)
    if at is None:
        steps = _counted(await tx.table(STEP, f"UNWIND $scopes AS scope {bound} {STEPS}", **parameters))
    else:
        steps = await _known(tx, bound, {**parameters, "at": at.isoformat()}, last, TEXT[interval])
    declared = (await declarations(tx)).get(scope) if scope.shape == {"system"} else None
    return list(_told(points, TEXT[interval], steps, declared))


def _points(first: date, last: date, interval: Interval) -> list[date]:
    if first > last:
        raise BadInput(f"from: {first} comes after to, {last}")
    points = list(islice(ends(first, last, interval), MOST_POINTS + 1))
    if len(points) > MOST_POINTS:
        raise LimitExceeded(
            f"interval: from {first} to {last} are more than {MOST_POINTS:,} points, ask for longer ones"
        )
    return points


async def _known(
    tx: Transaction, bound: str, parameters: Mapping[str, Any], last: date, width: int
) -> Counter[tuple[str, str, str]]:
    """The steps as they were known: of standards unchanged since by their timeline, of the others by their events."""
    unchanged = f"UNWIND $scopes AS scope {bound} WITH s WHERE {EARLIER} AND NOT {LATER} {STEPS}"
    changed = f"UNWIND $scopes AS scope {bound} WITH s WHERE {EARLIER} AND {LATER} {EVENTS}"
    steps = _counted(await tx.table(STEP, unchanged, **parameters))
    for row in await tx.table(("id", "events"), changed, **parameters):
        events = [_event(values) for values in row["events"]]
        steps.update(_steps(timelines.fold((move.on, move.stage) for move in moves_of(events)), last, width))
    return steps


def _event(values: Sequence[Any]) -> dict[str, Any]:
    event = dict(zip(EVENT, values, strict=True))
    day = event["effectiveOn"]
    return {**event, "effectiveOn": None if day is None else day.to_native()}


def _steps(timeline: Sequence[str], last: date, width: int) -> Iterator[tuple[str, str, str]]:
    """What ``STEPS`` says of one timeline."""
    yield "", "", Status.PLANNED.value
    status = Status.PLANNED
    for entry in timeline:
        if entry > timelines.day_key(last):
            return
        was, status = status, status_of(entry[11:])
        if was is not status:
            yield entry[:width], was.value, status.value


def _counted(rows: Iterable[Mapping[str, Any]]) -> Counter[tuple[str, str, str]]:
    return Counter({(row["part"], row["was"], row["now"]): row["count"] for row in rows})


def _told(
    points: Sequence[date], width: int, steps: Mapping[tuple[str, str, str], int], declared: int | None
) -> Iterator[Answer]:
    """The running counts at each point."""
    keys = [point.isoformat()[:width] for point in points]
    changes: list[Counter[str]] = [Counter() for _ in points]
    for (part, was, now), count in steps.items():
        change = changes[bisect_left(keys, part)]
        change[now] += count
        change[was] -= count
    counts: Counter[str] = Counter()
    for point, change in zip(points, changes, strict=True):
        counts.update(change)
        listed = sum(counts[status] for status in Status)
        yield {
            "on": point,
            "listed": listed,
            **{status.lower(): counts[status] for status in Status},
            "completion": completion(counts[Status.PUBLISHED], declared, listed),
        }
