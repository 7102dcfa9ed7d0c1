"""The history of a scope: its counts at the end of each interval, as they were, or as they were known at an instant.

The engine counts changes of status, not standards: a row says how many standards went from one status to another in an interval.
The size of the result depends on the length of the history, not on the size of the scope.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, TypedDict

from stdgraph.domain import timeline as timelines
from stdgraph.domain.answers import Answer
from stdgraph.domain.calendar import TEXT, ends
from stdgraph.domain.numbers import year_of
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.stages import status_of
from stdgraph.domain.timeline import moves_of
from stdgraph.domain.vocabulary import HistoryPlan, Interval, Status
from stdgraph.errors import BadInput, LimitExceeded
from stdgraph.progress.membership import (
    FIRST,
    IMPRECISE,
    NEVER,
    MemberRow,
    changes_of,
    imprecise_changes,
    members,
    spans_of,
)
from stdgraph.progress.tally import completion, load_declared_counts
from stdgraph.store.plan_cypher import as_known
from stdgraph.store.scope_cypher import scope_parameters, standards
from stdgraph.store.session import Transaction, native
from stdgraph.store.status_cypher import day_parameters, status_of_entry

MOST_POINTS = 1000

LATER = "EXISTS { MATCH (s)<-[:CONCERNS]-(late:Event) WHERE late.recordedAt > datetime($at) }"
EARLIER = "EXISTS { MATCH (s)<-[:CONCERNS]-(early:Event) WHERE early.recordedAt <= datetime($at) }"

_Change = tuple[str, str, str]
"""The text of an interval, a status and the status that followed it in that interval."""

STATUS_CHANGES = (
    "WITH coalesce(s.timeline, []) AS entries UNWIND range(-1, size(entries) - 1) AS i "
    "WITH CASE WHEN i < 0 THEN '' ELSE substring(entries[i], 0, 10) END AS day, "
    f"CASE WHEN i < 0 THEN '' WHEN i = 0 THEN 'PLANNED' ELSE {status_of_entry('entries[i - 1]')} END AS was, "
    f"CASE WHEN i < 0 THEN 'PLANNED' ELSE {status_of_entry('entries[i]')} END AS now, "
    "CASE WHEN i >= 0 AND size(entries[i]) > 16 THEN substring(entries[i], 17, 10) END AS first, "
    "CASE WHEN i > 0 THEN substring(entries[i - 1], 0, 10) ELSE '' END AS before "
    "WITH day, was, now, CASE WHEN first < before THEN before ELSE first END AS start "
    "WITH day, was, now, start, CASE WHEN start IS NULL THEN null ELSE day END AS stop "
    f"UNWIND [[day, was, now], [start, '', '{IMPRECISE}'], [stop, '{IMPRECISE}', '']] AS change "
    "WITH change[0] AS at, change[1] AS was, change[2] AS now WHERE at <= $onText AND was <> now "
    "WITH substring(at, 0, $width) AS part, was, now, count(*) AS count RETURN part, was, now, count"
)
"""From nothing (``''``) to planned before the first entry, then from status to status, each with the interval's text; and where
the status begins and ceases to be imprecise."""

EVENT = ("sequence", "kind", "stage", "effectiveOn", "effectiveIn", "before", "after", "revokes", "mergedFrom")
"""The properties of an event that its effect on the timeline depends on."""
EVENTS = (
    "MATCH (s)<-[:CONCERNS]-(e:Event) WHERE e.recordedAt <= datetime($at) WITH s, e ORDER BY e.sequence "
    f"WITH s.number AS number, s.statedOn AS statedOn, s.id AS id, collect([{', '.join(f'e.{name}' for name in EVENT)}]) AS events "
    "RETURN id, number, statedOn, events"
)


DECLARED_SPAN = (
    "MATCH (y:StandardsSystem {code: $system}) "
    "RETURN y.declared AS declared, toString(y.since) AS since, toString(y.retiredOn) AS left"
)


class DeclaredSpanRow(TypedDict):
    """What a system declares, the day from which on it is on the plan, and the one on which it left."""

    declared: int | None
    since: str | None
    left: str | None


class StatusChangeRow(TypedDict):
    """How many standards went from one status to another in an interval."""

    part: str
    was: str
    now: str
    count: int


class EventsRow(TypedDict):
    """A standard with its events, each as the values of ``EVENT``."""

    id: str
    number: str | None
    statedOn: date | None
    events: list[list[object]]


async def compute_history(
    tx: Transaction,
    scope: ScopeFilter,
    first: date,
    last: date,
    interval: Interval,
    at: datetime | None = None,
    plan: HistoryPlan = HistoryPlan.CURRENT,
) -> list[Answer]:
    """The counts of a scope at the end of each interval from that of a day on to another, which is the last point itself.

    They equal ``compute_progress`` on that day, by the rows that are on the plan on the last one or, ``ON_DAY``, on the day itself.
    With ``at`` only what was recorded by then counts, and a standard of which nothing was recorded is not listed. Two statements,
    three with ``at``. Raises BadInput where the days are the wrong way round, LimitExceeded for more than 1,000 points.
    """
    points = _points(first, last, interval)
    parameters = {"scopes": scope_parameters([scope]), **day_parameters(last), "width": TEXT[interval]}
    bound = standards(scope.shape) if at is None else as_known(standards(scope.shape))
    if plan is HistoryPlan.ON_DAY:
        changes = await _changes_on_day(tx, scope, parameters, last, at)
    elif at is None:
        changes = _counted(
            await tx.table(StatusChangeRow, f"UNWIND $scopes AS scope {bound} {STATUS_CHANGES}", **parameters)
        )
    else:
        changes = await _known_changes(tx, bound, {**parameters, "at": at.isoformat()}, last, TEXT[interval])
    declared = await _declared(tx, scope, points, plan)
    return list(_running_counts(points, TEXT[interval], changes, declared))


async def _declared(tx: Transaction, scope: ScopeFilter, points: Sequence[date], plan: HistoryPlan) -> list[int | None]:
    """What the scope's system declares, at each point."""
    if scope.shape != {"system"}:
        return [None] * len(points)
    if plan is HistoryPlan.CURRENT:
        return [(await load_declared_counts(tx, points[-1])).get(scope)] * len(points)
    row = await tx.row(DECLARED_SPAN, DeclaredSpanRow, system=scope.system)
    if row is None:
        return [None] * len(points)
    span = (row["since"] or FIRST, row["left"] or NEVER)
    return [row["declared"] if span[0] <= point.isoformat() < span[1] else None for point in points]


async def _changes_on_day(
    tx: Transaction, scope: ScopeFilter, parameters: Mapping[str, object], last: date, at: datetime | None
) -> Counter[_Change]:
    """The changes as standards come into the scope, move on and leave it."""
    text = members(scope.shape) if at is None else as_known(members(scope.shape, EARLIER))
    known = {} if at is None else {"at": at.isoformat()}
    rows = await tx.table(MemberRow, text, **parameters, **known)
    told: dict[str, Sequence[str]] = {row["id"]: row["timeline"] or () for row in rows}
    if at is not None:
        later = f"UNWIND $ids AS id MATCH (s:Standard {{id: id}}) WHERE {LATER} {EVENTS}"
        for one in await tx.table(EventsRow, later, ids=list(told), **known):
            told[one["id"]] = _timeline_known(one)
    changes = (change for row in rows for change in changes_of(spans_of(row), told[row["id"]], last))
    width = int(str(parameters["width"]))
    return Counter((day[:width], was, now) for day, was, now in changes)


def _points(first: date, last: date, interval: Interval) -> list[date]:
    if first > last:
        raise BadInput(f"from: {first} comes after to, {last}")
    points = list(islice(ends(first, last, interval), MOST_POINTS + 1))
    if len(points) > MOST_POINTS:
        raise LimitExceeded(
            f"interval: from {first} to {last} are more than {MOST_POINTS:,} points, ask for longer ones"
        )
    return points


async def _known_changes(
    tx: Transaction, bound: str, parameters: Mapping[str, object], last: date, width: int
) -> Counter[_Change]:
    """The changes as they were known: of standards unchanged since from their timeline, of the others from their events."""
    unchanged = f"UNWIND $scopes AS scope {bound} WITH s WHERE {EARLIER} AND NOT {LATER} {STATUS_CHANGES}"
    changed = f"UNWIND $scopes AS scope {bound} WITH s WHERE {EARLIER} AND {LATER} {EVENTS}"
    changes = _counted(await tx.table(StatusChangeRow, unchanged, **parameters))
    for row in await tx.table(EventsRow, changed, **parameters):
        changes.update(_changes_in(_timeline_known(row), last, width))
    return changes


def _timeline_known(row: EventsRow) -> list[str]:
    """The timeline that the events of a standard tell."""
    events = [_event(values) for values in row["events"]]
    year = year_of(row["number"]) if row["number"] else None
    return timelines.fold(moves_of(events), year, native(row["statedOn"]))


def _event(values: Sequence[object]) -> dict[str, Any]:
    return {name: native(value) for name, value in zip(EVENT, values, strict=True)}


def _changes_in(timeline: Sequence[str], last: date, width: int) -> Iterator[_Change]:
    """The changes of status in one timeline, as ``STATUS_CHANGES`` returns them."""
    for day, before, after in imprecise_changes(timelines.imprecise_spans(timeline), last):
        yield day[:width], before, after
    yield "", "", Status.PLANNED.value
    status = Status.PLANNED
    for entry in timeline:
        if entry > timelines.day_key(last):
            return
        was, status = status, status_of(timelines.entry_stage(entry))
        if was is not status:
            yield entry[:width], was.value, status.value


def _counted(rows: Iterable[StatusChangeRow]) -> Counter[_Change]:
    return Counter({(row["part"], row["was"], row["now"]): row["count"] for row in rows})


def _running_counts(
    points: Sequence[date], width: int, changes: Mapping[_Change, int], declared: Sequence[int | None]
) -> Iterator[Answer]:
    """The running counts at each point."""
    keys = [point.isoformat()[:width] for point in points]
    differences: list[Counter[str]] = [Counter() for _ in points]
    for (part, was, now), count in changes.items():
        change = differences[bisect_left(keys, part)]
        change[now] += count
        change[was] -= count
    counts: Counter[str] = Counter()
    for point, change, stated in zip(points, differences, declared, strict=True):
        counts.update(change)
        listed = sum(counts[status] for status in Status)
        yield {
            "on": point,
            "listed": listed,
            **{status.lower(): counts[status] for status in Status},
            "imprecise": counts[IMPRECISE],
            "completion": completion(counts[Status.PUBLISHED], stated, listed),
        }
