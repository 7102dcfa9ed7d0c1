"""A cache of answers derived from the graph, each kept with the version of the graph it was derived from.

A version is read in the same transaction as the answer. Neither engine makes a commit visible atomically, so the first readers of a
new version may see the rest of it in part: a version is stable once it was seen ``STABLE_AFTER`` seconds ago.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

from stdgraph.settings import DEFAULT_CACHE
from stdgraph.store.memory import Memory

T = TypeVar("T")

STABLE_AFTER = 1.0
"""Seconds after which a version is visible as a whole: a commit takes milliseconds to become so."""


class VersionedCache(Memory):
    """A memory that also knows since when a version is there."""

    def __init__(self, limit: int = DEFAULT_CACHE) -> None:
        super().__init__(limit)
        self._versions: dict[str, tuple[Hashable, float]] = {}
        self._making: dict[Hashable, asyncio.Future[Any]] = {}

    async def recall(
        self,
        kind: str,
        key: Hashable,
        version: Hashable,
        make: Callable[[], Awaitable[T]],
        size: Callable[[T], int],
        *,
        seconds: float | None = None,
    ) -> T:
        """The answer for a key at this version, made by ``make`` unless kept; ``size`` tells its bytes. Nothing is kept for the
        version None."""
        known: tuple[Hashable, T] | None = self.get(kind, key)
        if known is not None and version is not None and known[0] == version:
            return known[1]
        stable = self.is_stable(kind, version)
        made = await make()
        if stable:
            self.keep(kind, key, (version, made), size(made), seconds=seconds)
        return made

    async def once(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """What ``make`` returns, shared by all who ask for the key meanwhile. Should the first fail or be cancelled, the next makes it."""
        while (other := self._making.get(key)) is not None:
            await asyncio.wait([other])
            if not other.cancelled():
                shared: T = other.result()
                return shared
        mine = self._making[key] = asyncio.get_running_loop().create_future()
        try:
            made = await make()
            mine.set_result(made)
            return made
        finally:
            mine.cancel()  # nothing, where it has its result
            del self._making[key]

    def is_stable(self, kind: str, version: Hashable) -> bool:
        """Whether a version, the newest of its kind, was first seen long enough ago to be visible as a whole. False for None."""
        if version is None:
            return False
        now = time.monotonic()
        if self._versions.get(kind, (None, now))[0] != version:
            self._versions[kind] = (version, now)
        return now - self._versions[kind][1] >= STABLE_AFTER
