"""What a process remembers of the graph: answers that were worked out of it, and how far the graph was then.

How far it is, is read in the transaction that asks. Neither engine shows a commit to readers at one stroke, so the first who see a
new version may see the rest of it in part: a version is settled once it was seen ``SETTLED`` seconds ago.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

SETTLED = 1.0
"""Seconds after which a version is seen whole: a commit takes milliseconds to become visible."""

MOST = 300_000
"""How much is kept in all, in the units in which ``keep`` is told how large a value is: a gap or the like."""


class VersionedCache:
    """Answers by name, the least recently used let go first."""

    def __init__(self) -> None:
        self._versions: dict[str, tuple[Hashable, float]] = {}
        self._kept: OrderedDict[tuple[str, Hashable], tuple[Any, int]] = OrderedDict()
        self._size = 0
        self._making: dict[Hashable, asyncio.Future[Any]] = {}

    async def recall(self, kind: str, key: Hashable, version: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """What was made for a key at this version, or what ``make`` makes now. Nothing is kept for the version None."""
        known: tuple[Hashable, T] | None = self.known(kind, key)
        if known is not None and version is not None and known[0] == version:
            return known[1]
        settled = self.is_settled(kind, version)
        made = await make()
        if settled:
            self.keep(kind, key, (version, made))
        return made

    async def once(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """What ``make`` makes, or what it makes for somebody else who asked for the same key a moment ago. Should that one fail or be
        gone, it is made anew."""
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

    def known(self, kind: str, key: Hashable) -> Any:
        """What was kept under a name, or None."""
        found = self._kept.get((kind, key))
        if found is None:
            return None
        self._kept.move_to_end((kind, key))
        return found[0]

    def keep(self, kind: str, key: Hashable, value: Any, size: int = 1) -> None:
        """Keep a value in place of what was kept under the name before; nothing that is larger than all that may be kept."""
        old = self._kept.pop((kind, key), None)
        self._size -= old[1] if old else 0
        if size > MOST:
            return
        self._kept[kind, key] = (value, size)
        self._size += size
        while self._size > MOST:
            _, (_, gone) = self._kept.popitem(last=False)
            self._size -= gone

    def is_settled(self, kind: str, version: Hashable) -> bool:
        """Whether a version, the newest of its kind, was first seen long enough ago to be seen whole. Never so for None."""
        if version is None:
            return False
        now = time.monotonic()
        if self._versions.get(kind, (None, now))[0] != version:
            self._versions[kind] = (version, now)
        return now - self._versions[kind][1] >= SETTLED

    def clear(self) -> None:
        """Forget everything but since when versions are known."""
        self._kept.clear()
        self._size = 0
