"""The feed: committed changes in the order of their sequence, none skipped.

A sequence is taken under the catalogue's lock in the transaction that commits it, and the lock is held until the commit is whole.
So only the last committed transaction can be visible in part: neither engine makes a commit visible atomically. A page ends before
that transaction until all of it is visible, and a reader that comes back with its last cursor misses nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple, TypedDict

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.scope import ScopeFilter
from stdgraph.errors import BadInput, StdgraphError
from stdgraph.store.scope_cypher import record_within, scope_parameters, thing_within, within_or_left
from stdgraph.store.session import Graph, Transaction

MAX_SCANNED = 5000
"""Maximum number of changes scanned for a page of a scope, so that a page costs the same however long the feed is."""

LATEST = (
    "MATCH (c:Catalogue {id: 'catalogue'}) "
    "RETURN c.instance AS instance, c.sequence AS sequence, coalesce(c.visibleSequence, 0) AS visible"
)
VISIBLE = "UNWIND range($after + 1, $until) AS sequence MATCH (e:Event {sequence: sequence})-[:CONCERNS]->() RETURN count(e) AS count"


class LatestRow(TypedDict):
    """The data's instance, the sequence of the last change, and the last sequence before its transaction."""

    instance: str | None
    sequence: int
    visible: int


class CountRow(TypedDict):
    """How many changes are visible."""

    count: int


class SequenceRow(TypedDict):
    """The sequence of a change."""

    sequence: int


async def changes(tx: Transaction, after: str | None, first: int, scope: ScopeFilter) -> Answer:
    """The first changes of a scope after a cursor, as a connection; without a cursor from the beginning. Raises BadInput.

    The end cursor is where the next page begins, even if no change of the scope is there: a page of a scope may hold fewer changes
    than requested, or none, and have a next page.
    """
    start = sequence_of(after)
    row = await tx.row(LATEST, LatestRow) or {"instance": None, "sequence": 0, "visible": 0}
    last = int(row["sequence"])
    until = min(last, start + (MAX_SCANNED if scope.shape else first))
    visible = await _visible_until(tx, start, until, int(row["visible"]))
    found = await _sequences(tx, start, visible, first + 1, scope) if visible > start else []
    shown, more = found[:first], len(found) > first
    end = visible if not more else shown[-1] if shown else start
    return {
        "edges": [{"cursor": str(sequence), "node": Ref("Change", sequence)} for sequence in shown],
        "pageInfo": {
            "hasNextPage": more or until == visible < last,
            "hasPreviousPage": start > 0,
            "startCursor": str(shown[0]) if shown else None,
            "endCursor": str(end) if end > start else after,
        },
    }


async def newest_changes(tx: Transaction, before: str | None, first: int, scope: ScopeFilter) -> Answer:
    """The last changes of a scope before a cursor, the newest first, as a connection; without a cursor from the end. Raises BadInput.

    As in ``changes`` a page of a scope may hold fewer changes than requested, and have a next page.
    """
    row = await tx.row(LATEST, LatestRow) or {"instance": None, "sequence": 0, "visible": 0}
    end = await _visible_until(tx, 0, int(row["sequence"]), int(row["visible"]))
    until = end if before is None else min(end, sequence_of(before) - 1)
    start = max(0, until - (MAX_SCANNED if scope.shape else first))
    found = await _sequences(tx, start, until, first + 1, scope, newest=True) if until > start else []
    shown, more = found[:first], len(found) > first
    return {
        "edges": [{"cursor": str(sequence), "node": Ref("Change", sequence)} for sequence in shown],
        "pageInfo": {
            "hasNextPage": more or start > 0,
            "hasPreviousPage": until < end,
            "startCursor": str(shown[0]) if shown else None,
            "endCursor": str(shown[-1] if more else start + 1) if until > 0 else before,
        },
    }


async def _visible_until(tx: Transaction, after: int, until: int, visible: int) -> int:
    """The end of a range, or the last sequence of it up to which everything is visible to every reader."""
    start = max(after, visible)
    if until <= start:
        return max(after, until)
    row = await tx.row(VISIBLE, CountRow, after=start, until=until)
    return until if row is not None and row["count"] == until - start else start


async def _sequences(
    tx: Transaction, after: int, until: int, size: int, scope: ScopeFilter, *, newest: bool = False
) -> list[int]:
    """The first sequences in a range whose change is in the scope, or the last ones from the end.

    By equality, since the embedded engine finds no range by index;
    the records of gaps are few, so theirs are found from them. Of standards the changes are bound before the condition is asked, for
    that is an alternative, of which the embedded engine would otherwise look for each event anew."""
    if not scope.shape:
        every = range(after + 1, until + 1)
        return list((every[::-1] if newest else every)[:size])
    rows = await tx.rows(
        "CALL () { UNWIND $scopes AS scope UNWIND range($after + 1, $until) AS sequence "
        "MATCH (e:Event {sequence: sequence})-[:CONCERNS]->(s:Standard) WITH scope, sequence, e, s "
        f"WHERE true{within_or_left(scope.shape)} RETURN sequence "
        "UNION UNWIND $scopes AS scope UNWIND range($after + 1, $until) AS sequence "
        f"MATCH (e:Event {{sequence: sequence}})-[:CONCERNS]->(t) WHERE NOT labels(t)[0] IN $apart{thing_within(scope.shape)} RETURN sequence "
        "UNION UNWIND $scopes AS scope MATCH (g:GapRecord)<-[:CONCERNS]-(e:Event) "
        f"WHERE e.sequence > $after AND e.sequence <= $until{record_within(scope.shape)} RETURN e.sequence AS sequence }} "
        f"RETURN sequence ORDER BY sequence{' DESC' if newest else ''} LIMIT $size",
        SequenceRow,
        scopes=scope_parameters([scope]),
        after=after,
        until=until,
        size=size,
        apart=["Standard", "GapRecord"],
    )
    return [row["sequence"] for row in rows]


class FeedPosition(NamedTuple):
    """The data's instance, which is another one once the data was restored or replaced, and the sequence of its last change."""

    instance: str | None
    sequence: int


async def position(tx: Transaction) -> FeedPosition:
    """The position after the last committed change."""
    row = await tx.row(LATEST, LatestRow)
    return FeedPosition(row["instance"], int(row["sequence"])) if row else FeedPosition(None, 0)


def sequence_of(cursor: str | None) -> int:
    """The sequence of a cursor; 0 for none. Raises BadInput for an invalid cursor."""
    if cursor is None:
        return 0
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 15:
        raise BadInput(f"invalid cursor {cursor!r}: expected an endCursor of this feed")
    return int(cursor)


INTERVAL = 0.25
"""Seconds between polls while somebody waits."""


class Watch:
    """Wakes those who wait for a commit. It keeps no state per reader: each reader has its own cursor."""

    def __init__(self, graph: Callable[[], Graph]) -> None:
        self._graph = graph
        self._waiting: set[asyncio.Future[None]] = set()
        self._seen: FeedPosition | None = None
        self._polling: asyncio.Task[None] | None = None

    async def beyond(self, read: FeedPosition) -> None:
        """Return once the catalogue's sequence is larger than this, or its data is not the same any more."""
        while self._seen is None or (self._seen.instance == read.instance and self._seen.sequence <= read.sequence):
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.add(waiter)
            if self._polling is None or self._polling.done():
                self._polling = asyncio.create_task(self._poll())
            try:
                await waiter
            finally:
                self._waiting.discard(waiter)

    async def _poll(self) -> None:
        """Poll until nobody waits, also while the engine is unavailable."""
        while self._waiting:
            try:
                found: FeedPosition | None = await self._graph().read(position)
            except StdgraphError:
                found = self._seen
            if found != self._seen:
                self._seen = found
                for waiter in self._waiting:
                    if not waiter.done():
                        waiter.set_result(None)
            await asyncio.sleep(INTERVAL)
