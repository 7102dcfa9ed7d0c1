"""The version of the catalogue, read once for all who ask at the same time, and since when it is known.

A reading is shared only by those who came before it began: what was committed before a request is in the version that it gets.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from weakref import WeakKeyDictionary

from stdgraph.catalogue.revision import CatalogueVersion, read_version
from stdgraph.errors import StdgraphError
from stdgraph.store import versioned_cache
from stdgraph.store.session import Graph

MOMENT = 0.05
"""Seconds after which a version is read that nobody waits for: many requests share such a reading."""

Reading = asyncio.Task[CatalogueVersion | None]


class RevisionReading:
    """Reads the version of one graph's catalogue. The graph is passed along: it may end before this does."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.seen: CatalogueVersion | None = None
        """The version that was seen last; None where there was none to go by. One that it differs from is past: versions never come back."""
        self._since = 0.0
        self._running: Reading | None = None
        self._next: Reading | None = None
        self._awaits_moment = False

    async def current(self, graph: Graph, after: Sequence[str] = ()) -> CatalogueVersion | None:
        """The version of the catalogue, by a reading that begins after this call; None where there is none to go by.

        A request with bookmarks is answered by a reading of its own. Raises Unavailable or TimedOut.
        """
        if after:
            return await read_version(graph, after)
        if self._next is None:
            self._next = asyncio.create_task(self._read(graph, self._running))
            self._next.add_done_callback(_heard)
        return await asyncio.shield(self._next)

    def stable(self) -> CatalogueVersion | None:
        """The version that was seen last, where that was first seen long enough ago to be visible as a whole; else None."""
        return self.seen if self._clock() - self._since >= versioned_cache.STABLE_AFTER else None

    def read_soon(self, graph: Graph) -> None:
        """Have the version read in a moment, though nobody waits for it: so those learn of changes who answer without reading it."""
        if not self._awaits_moment:
            self._awaits_moment = True
            graph.run_in_background(self._after_a_moment(graph))

    async def _after_a_moment(self, graph: Graph) -> None:
        try:
            await asyncio.sleep(MOMENT)
        finally:
            self._awaits_moment = False
        with suppress(StdgraphError):
            await self.current(graph)

    async def _read(self, graph: Graph, before: Reading | None) -> CatalogueVersion | None:
        if before is not None:
            await asyncio.wait([before])
        self._running, self._next = self._next, None  # who comes from here on waits for the next
        version = None
        try:
            version = await read_version(graph)
        finally:
            self._running = None if self._next is None else self._running
            if version is None or version != self.seen:
                self.seen, self._since = version, self._clock()
        return version


def _heard(reading: Reading) -> None:
    """Where all who waited are gone nobody else asks how it went."""
    if not reading.cancelled():
        reading.exception()


_READINGS: WeakKeyDictionary[Graph, RevisionReading] = WeakKeyDictionary()


def revision_reading(graph: Graph) -> RevisionReading:
    """The readings of a graph, shared by all that answer from it."""
    found = _READINGS.get(graph)
    if found is None:
        found = _READINGS[graph] = RevisionReading()
    return found
