"""What a process remembers of the graph: answers that were worked out of it, each good for one version of what it was worked out of.

A version is read in the transaction that asks. Neither engine shows a commit to readers at one stroke, so the first who see a new
version may see the rest of it in part: nothing is kept that was worked out before the version was ``SETTLED`` seconds old.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

SETTLED = 1.0
"""Seconds after which a version is seen whole: a commit takes milliseconds to become visible."""

MOST = 100_000
"""How much is kept in all, in the units by which ``size`` counts."""


class Memory:
    """Answers by name, the least recently used let go first."""

    def __init__(self) -> None:
        self._versions: dict[str, tuple[Hashable, float]] = {}
        self._kept: OrderedDict[tuple[str, Hashable], tuple[Hashable, Any, int]] = OrderedDict()
        self._size = 0

    async def recall(
        self,
        kind: str,
        key: Hashable,
        version: Hashable,
        make: Callable[[], Awaitable[T]],
        size: Callable[[T], int] = lambda _: 1,
    ) -> T:
        """What was made for a key at this version, or what ``make`` makes now. Nothing is kept for the version None."""
        known = self._kept.get((kind, key))
        if known is not None and version is not None and known[0] == version:
            self._kept.move_to_end((kind, key))
            found: T = known[1]
            return found
        settled = self._is_settled(kind, version)
        made = await make()
        if settled:
            self._keep((kind, key), version, made, size(made))
        return made

    def clear(self) -> None:
        """Forget everything but since when versions are known."""
        self._kept.clear()
        self._size = 0

    def _is_settled(self, kind: str, version: Hashable) -> bool:
        if version is None:
            return False
        now = time.monotonic()
        if self._versions.get(kind, (None, now))[0] != version:
            self._versions[kind] = (version, now)
        return now - self._versions[kind][1] >= SETTLED

    def _keep(self, name: tuple[str, Hashable], version: Hashable, made: Any, size: int) -> None:
        old = self._kept.pop(name, None)
        self._size -= old[2] if old else 0
        if size > MOST:
            return
        self._kept[name] = (version, made, size)
        self._size += size
        while self._size > MOST:
            _, (_, _, gone) = self._kept.popitem(last=False)
            self._size -= gone
