"""The feed: committed changes in the order of their sequence, none skipped.

A sequence is taken under the catalogue's lock in the transaction that commits it, and the lock is held until the commit is whole.
So of all that is committed only the last transaction can be visible in part: neither engine shows a commit to readers at one stroke.
A page ends before that transaction until all of it is there, and a reader that comes back with its last cursor misses nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.scope import Scope
from stdgraph.errors import BadInput, StdgraphError
from stdgraph.store.scope_cypher import record_within, scope_parameters, within_or_left
from stdgraph.store.session import Graph, Transaction

LOOKED_AT = 5000
"""Most changes that are looked at for a page of a scope, so that a page costs the same however long the feed is."""

LATEST = (
    "MATCH (c:Catalogue {id: 'catalogue'}) RETURN c.sequence AS sequence, coalesce(c.visibleSequence, 0) AS visible"
)
VISIBLE = "UNWIND range($after + 1, $until) AS sequence MATCH (e:Event {sequence: sequence})-[:CONCERNS]->() RETURN count(e) AS count"


async def changes(tx: Transaction, after: str | None, first: int, scope: Scope) -> Answer:
    """The first changes of a scope after a cursor, as a connection; without a cursor from the beginning. Raises BadInput.

    The end cursor is where the next page begins, also where no change of the scope is: a page of a scope may hold fewer changes
    than asked for, or none, and have a next page.
    """
    start = sequence_of(after)
    row = await tx.row(LATEST) or {"sequence": 0, "visible": 0}
    last = int(row["sequence"])
    until = min(last, start + (LOOKED_AT if scope.shape else first))
    whole = await _whole(tx, start, until, int(row["visible"]))
    found = await _sequences(tx, start, whole, first + 1, scope) if whole > start else []
    shown, more = found[:first], len(found) > first
    end = whole if not more else shown[-1] if shown else start
    return {
        "edges": [{"cursor": str(sequence), "node": Ref("Change", sequence)} for sequence in shown],
        "pageInfo": {
            "hasNextPage": more or until == whole < last,
            "hasPreviousPage": start > 0,
            "startCursor": str(shown[0]) if shown else None,
            "endCursor": str(end) if end > start else after,
        },
    }


async def _whole(tx: Transaction, after: int, until: int, visible: int) -> int:
    """The end of a range, or as much of it as every reader sees."""
    start = max(after, visible)
    if until <= start:
        return max(after, until)
    row = await tx.row(VISIBLE, after=start, until=until)
    return until if row is not None and row["count"] == until - start else start


async def _sequences(tx: Transaction, after: int, until: int, size: int, scope: Scope) -> list[int]:
    """The first sequences in a range whose change is in the scope. By equality, since the embedded engine finds no range by index;
    the records of gaps are few, so theirs are found from them."""
    if not scope.shape:
        return list(range(after + 1, min(until, after + size) + 1))
    rows = await tx.rows(
        "CALL () { UNWIND $scopes AS scope UNWIND range($after + 1, $until) AS sequence "
        f"MATCH (e:Event {{sequence: sequence}})-[:CONCERNS]->(s:Standard) WHERE true{within_or_left(scope.shape)} RETURN sequence "
        "UNION UNWIND $scopes AS scope MATCH (g:GapRecord)<-[:CONCERNS]-(e:Event) "
        f"WHERE e.sequence > $after AND e.sequence <= $until{record_within(scope.shape)} RETURN e.sequence AS sequence }} "
        "RETURN sequence ORDER BY sequence LIMIT $size",
        scopes=scope_parameters([scope]),
        after=after,
        until=until,
        size=size,
    )
    return [row["sequence"] for row in rows]


async def latest(tx: Transaction) -> int:
    """The sequence of the last committed change."""
    row: dict[str, Any] | None = await tx.row(LATEST)
    return int(row["sequence"]) if row else 0


def sequence_of(cursor: str | None) -> int:
    """The sequence that a cursor stands for; 0 for none. Raises BadInput for what is no cursor of the feed."""
    if cursor is None:
        return 0
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 15:
        raise BadInput(f"cursor {cursor!r} is none of the feed's: pass an endCursor as it came")
    return int(cursor)


INTERVAL = 0.25
"""Seconds between looks while somebody waits."""


class Watch:
    """Tells who waits that something was committed. It keeps nothing for anybody: each reader has its own cursor."""

    def __init__(self, graph: Callable[[], Graph]) -> None:
        self._graph = graph
        self._waiting: set[asyncio.Future[None]] = set()
        self._seen = -1
        self._looking: asyncio.Task[None] | None = None

    async def beyond(self, sequence: int) -> None:
        """Return once the catalogue's sequence is larger than this."""
        while self._seen <= sequence:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.add(turn)
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            try:
                await turn
            finally:
                self._waiting.discard(turn)

    async def _look(self) -> None:
        """Look until nobody waits; an engine that is away for a while is asked again."""
        while self._waiting:
            try:
                found = await self._graph().read(latest)
            except StdgraphError:
                found = self._seen
            if found != self._seen:
                self._seen = found
                for turn in self._waiting:
                    if not turn.done():
                        turn.set_result(None)
            await asyncio.sleep(INTERVAL)
