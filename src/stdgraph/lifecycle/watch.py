"""Watching the feed: one look at the catalogue's sequence for all who wait in this process, however many they are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from stdgraph.errors import StdgraphError
from stdgraph.graph.door import Graph
from stdgraph.lifecycle.feed import latest

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
