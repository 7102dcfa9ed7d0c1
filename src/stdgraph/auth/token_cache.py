"""A short-lived cache of access tokens: most requests with a token cost no round trip."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict
from weakref import WeakKeyDictionary

from cachetools import FIFOCache

from stdgraph.auth.token_facts import TokenFacts
from stdgraph.store.session import Graph, Transaction

TTL = timedelta(seconds=30)
"""How long an entry is valid: a revocation in another process takes effect here within this time."""

MAX_ENTRIES = 1024
"""Cached tokens; of more the one read longest ago is dropped."""


CHECKED_EVERY = 0.25
"""Seconds for which the data counts as what it was: so much later a token of data that was replaced is not accepted any more."""

_INSTANCE = "MATCH (c:Catalogue {id: 'catalogue'}) RETURN c.instance AS instance"


class InstanceRow(TypedDict):
    """The data's instance."""

    instance: str | None


@dataclass(slots=True)
class CachedToken:
    """A token as it was read, the instance of the data that it was read from, and the last use that this process knows of."""

    facts: TokenFacts
    instance: str | None
    read_at: datetime
    used_at: datetime | None


class TokenCache:
    """The tokens of one graph by the hash of their secret; secrets are not kept.

    Entries age by the instant that the caller passes, the one by which a token expires, not by a timer of the cache.
    """

    def __init__(self) -> None:
        self._entries: FIFOCache[str, CachedToken] = FIFOCache(MAX_ENTRIES)
        self._tasks: set[asyncio.Task[None]] = set()
        self._instance: str | None = None
        self._checked: float | None = None
        self.generation = 0
        """Grows with every revocation: a token read before one must not be cached after it."""

    def get(self, digest: str, now: datetime) -> CachedToken | None:
        """The entry of a token; None when there is none or it is too old, also by a clock that was set back."""
        entry = self._entries.get(digest)
        return entry if entry and abs(now - entry.read_at) < TTL else None

    async def current(self, graph: Graph, digest: str, now: datetime) -> CachedToken | None:
        """The entry of a token, unless the data that it was read from was replaced; at most four times a second this asks the graph."""
        entry = self.get(digest, now)
        if entry is None:
            return None
        if self._checked is None or time.monotonic() - self._checked >= CHECKED_EVERY:
            self.saw(await graph.read(_read_instance))
        return entry if entry.instance == self._instance else None

    def saw(self, instance: str | None) -> None:
        """Note the data's instance, which was just read."""
        self._instance, self._checked = instance, time.monotonic()

    def put(self, digest: str, facts: TokenFacts, now: datetime, generation: int, instance: str | None) -> CachedToken:
        """Cache a token, unless one was revoked meanwhile; the entry in force, another request's where that came first."""
        self.saw(instance)
        first = self.get(digest, now)
        if first is not None and first.instance == instance:
            return first
        entry = CachedToken(facts, instance, now, facts.last_used_at)
        if generation == self.generation:
            self._entries[digest] = entry
        return entry

    def clear(self) -> None:
        """Drop every entry."""
        self.generation += 1
        self._entries.clear()

    def run_in_background(self, work: Coroutine[object, None, None]) -> None:
        """Start work that no request waits for."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """Wait for the work in the background."""
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _read_instance(tx: Transaction) -> str | None:
    row = await tx.row(_INSTANCE, InstanceRow)
    return row["instance"] if row else None


_CACHES: WeakKeyDictionary[Graph, TokenCache] = WeakKeyDictionary()


def token_cache(graph: Graph) -> TokenCache:
    """The cache of a graph's tokens."""
    return _CACHES.setdefault(graph, TokenCache())
