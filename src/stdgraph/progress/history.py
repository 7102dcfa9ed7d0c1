"""The history of a scope: its counts at the end of each interval, as they were, or as they were known at an instant.

Of what is listed now the engine counts changes of status, not standards: a row says how many standards went from one status to another
in an interval. What replacement chains fill, what was listed otherwise and what was known otherwise is followed document by document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypedDict

from stdgraph.domain.answers import Answer
from stdgraph.domain.calendar import TEXT
from stdgraph.domain.item_history import FIRST, NEVER, ChainMember, alone_changes, chain_changes
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.spans import common
from stdgraph.domain.vocabulary import HistoryPlan, Interval
from stdgraph.progress.history_points import Changes, history_points, running_counts
from stdgraph.progress.history_rows import ScopeMember, load_chain_members, load_members
from stdgraph.progress.membership import IMPRECISE, changes_of
from stdgraph.progress.plan_items import LISTING_SYSTEMS, item_system
from stdgraph.store.plan_cypher import WAS, as_known, own_day
from stdgraph.store.scope_cypher import scope_parameters, standards
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, status_of_entry

_BEFORE = f"CASE WHEN i = 0 THEN 'PLANNED' ELSE {status_of_entry('s.timeline[i - 1]')} END"
_CHANGING = f"({status_of_entry('s.timeline[i]')}) <> ({_BEFORE})"
_LEAVING = f"[e IN entries[i + 1..] WHERE ({status_of_entry('e')}) <> 'PUBLISHED' | left(e, 10)][0]"
_STATUS_CHANGES = (
    f"WITH s, [i IN range(0, size(s.timeline) - 1) WHERE {_CHANGING} | s.timeline[i]] AS entries, toString(s.forceLatest) AS force, "
    "CASE WHEN s.replacementChain IS NULL THEN SYSTEMS ELSE 0 END AS weight "
    "WITH coalesce(entries, []) AS entries, force, weight UNWIND range(-1, size(entries) - 1) AS i "
    "WITH weight, force, CASE WHEN i < 0 THEN '' ELSE substring(entries[i], 0, 10) END AS day, "
    f"CASE WHEN i < 0 THEN '' WHEN i = 0 THEN 'PLANNED' ELSE {status_of_entry('entries[i - 1]')} END AS was, "
    f"CASE WHEN i < 0 THEN 'PLANNED' ELSE {status_of_entry('entries[i]')} END AS now, "
    f"CASE WHEN i >= 0 THEN {_LEAVING} END AS leaving, "
    "CASE WHEN i >= 0 AND size(entries[i]) > 16 THEN substring(entries[i], 17, 10) END AS first, "
    "CASE WHEN i > 0 THEN substring(entries[i - 1], 0, 10) ELSE '' END AS before "
    "WITH weight, day, was, now, CASE WHEN first < before THEN before ELSE first END AS start, "
    "CASE WHEN now = 'PUBLISHED' AND was <> 'PUBLISHED' AND force > day THEN "
    "CASE WHEN leaving < force THEN leaving ELSE force END END AS taking "
    "WITH weight, day, was, now, start, taking, CASE WHEN start IS NULL THEN null ELSE day END AS stop, "
    "CASE WHEN taking IS NULL THEN null ELSE day END AS issued "
    f"UNWIND [[day, was, now], [start, '', '{IMPRECISE}'], [stop, '{IMPRECISE}', ''], "
    "[issued, '', 'UPCOMING'], [taking, 'UPCOMING', '']] AS change "
    "WITH weight, change[0] AS at, change[1] AS was, change[2] AS now WHERE at <= $onText AND was <> now "
    "WITH substring(at, 0, $width) AS part, was, now, count(*) AS count, sum(weight) AS alone RETURN part, was, now, count, alone"
)
"""From nothing (``''``) to planned before the first entry, then from status to status, each with the interval's text; where the status
begins and ceases to be imprecise; and from when until when what is published is upcoming."""
_CHAINED = "RETURN s.id AS id, s.replacementChain AS chain"

_DECLARED = (
    "MATCH (y:StandardsSystem {code: $system}) RETURN %s AS declared, toString(%s) AS since, toString(y.retiredOn) AS left, "
    f"COLLECT {{ MATCH (y)-[w:{WAS}]->(y) WHERE w.retracted IS NULL "
    "RETURN [toString(w.from), toString(w.until), w.declared] } AS former"
)
DECLARED = _DECLARED % ("y.declared", "y.since")
DECLARED_KNOWN = as_known(
    _DECLARED % ("CASE WHEN y.statedAt > datetime($at) THEN null ELSE y.declared END", own_day("y"))
)


class DeclaredRow(TypedDict):
    """What a system declares and what it declared from which day until which; since when it is on the plan, and when it left."""

    declared: int | None
    since: str | None
    left: str | None
    former: list[tuple[str | None, str | None, int | None]]


class StatusChangeRow(TypedDict):
    """How many standards went from one status to another in an interval, and how many items these fill alone."""

    part: str
    was: str
    now: str
    count: int
    alone: int


class ChainedRow(TypedDict):
    """A standard of a replacement chain."""

    id: str
    chain: str


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
    With ``at`` only what was recorded by then counts, and a standard of which nothing was recorded is not listed. Six statements at
    most. Raises BadInput where the days are the wrong way round, LimitExceeded for more than 1,000 points.
    """
    points = history_points(first, last, interval)
    changes = Changes(TEXT[interval])
    parameters = {"scopes": scope_parameters([scope]), **day_parameters(last), "width": TEXT[interval]}
    if at is None and plan is HistoryPlan.CURRENT:
        chains = await _count_current(tx, scope, parameters, last, changes)
    else:
        chains = await _follow(tx, scope, parameters, last, at, plan, changes)
    for group in chains:
        changes.note_items(chain_changes(group, item_system(scope), last.isoformat()))
    declared = await _declared(tx, scope, [last] * len(points) if plan is HistoryPlan.CURRENT else points, at)
    asked = {"scope": scope, "knownAt": at, "planOn": last if plan is HistoryPlan.CURRENT else None}
    return [{**point, **asked} for point in running_counts(points, TEXT[interval], changes, declared)]


async def _count_current(
    tx: Transaction, scope: ScopeFilter, parameters: Mapping[str, object], last: date, changes: Changes
) -> list[list[ChainMember]]:
    """Count the changes of what is listed on the last day; the documents of replacement chains are returned."""
    systems = "1" if scope.shape & {"system", "subsystem"} else f"size({LISTING_SYSTEMS})"
    text = f"UNWIND $scopes AS scope {standards(scope.shape)} {_STATUS_CHANGES.replace('SYSTEMS', systems)}"
    for row in await tx.table(StatusChangeRow, text, **parameters):
        change = (row["part"], row["was"], row["now"])
        changes.documents[change] += row["count"]
        changes.items[change] += row["alone"]
    chained = f"UNWIND $scopes AS scope {standards(scope.shape, where='s.replacementChain IS NOT NULL')} {_CHAINED}"
    rows = await tx.table(ChainedRow, chained, **parameters)
    inside = {row["id"]: [(FIRST, NEVER)] for row in rows}
    return await load_chain_members(tx, inside, (row["chain"] for row in rows), HistoryPlan.CURRENT, last, None)


async def _follow(
    tx: Transaction,
    scope: ScopeFilter,
    parameters: Mapping[str, object],
    last: date,
    at: datetime | None,
    plan: HistoryPlan,
    changes: Changes,
) -> list[list[ChainMember]]:
    """Follow every document as it comes into the scope, moves on and leaves it; the documents of replacement chains are returned."""
    found = [one for one in await load_members(tx, scope, parameters, plan, last, at) if one.in_scope]
    for one in found:
        changes.note_documents(changes_of(one.in_scope, one.history.timeline, last))
        if one.chain is None:
            for spans in _item_spans(one):
                changes.note_items(alone_changes(spans, one.history, last.isoformat()))
    inside = {one.id: one.in_scope for one in found}
    return await load_chain_members(tx, inside, (one.chain for one in found if one.chain), plan, last, at)


def _item_spans(one: ScopeMember) -> Iterator[Sequence[tuple[str, str]]]:
    """When the document is an item of the scope: in the scope's system, or in every one that lists it."""
    if not one.listed:
        yield one.in_scope
    for spans in one.listed.values():
        yield common(one.in_scope, spans)


async def _declared(tx: Transaction, scope: ScopeFilter, days: Sequence[date], at: datetime | None) -> list[int | None]:
    """What the scope's system declares on each day, as known at an instant if one is given."""
    if scope.shape != {"system"}:
        return [None] * len(days)
    if at is None:
        row = await tx.row(DECLARED, DeclaredRow, system=scope.system)
    else:
        row = await tx.row(DECLARED_KNOWN, DeclaredRow, system=scope.system, at=at.isoformat())
    return [None if row is None else _declared_on(row, day.isoformat()) for day in days]


def _declared_on(row: DeclaredRow, day: str) -> int | None:
    if not (row["since"] or FIRST) <= day < (row["left"] or NEVER):
        return None
    former = (declared for since, until, declared in row["former"] if (since or FIRST) <= day < (until or NEVER))
    return next(former, row["declared"])
