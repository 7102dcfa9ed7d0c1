"""What a process remembers: values of all kinds in one memory with one limit in bytes; the least recently used go first.

Whoever keeps a value says how many bytes it takes. What is kept shortly makes room for what is kept longer, not the other way round,
beyond a share of the limit. One event loop uses a memory: it is not made for threads.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Any, TypeVar

from stdgraph.settings import DEFAULT_CACHE

SHORTLY = 60.0
"""Seconds for which things of another day than today are kept. What is kept no longer than this is kept shortly."""

SHARE = 4
"""What is kept shortly may push out what is kept longer until it takes one part in so many of the limit."""

OVERHEAD = 500
"""Bytes that an entry takes besides its key and its value."""

SAMPLE = 64
"""Things of which the bytes are told by all of them; of more, some are looked at."""

T = TypeVar("T")
_Name = tuple[str, Hashable]


@dataclass(slots=True)
class Usage:
    """What one kind takes, and how often it was of use."""

    entries: int = 0
    bytes: int = 0
    hits: int = 0
    misses: int = 0


@dataclass(slots=True, eq=False)
class _Entry:
    value: Any
    size: int
    until: float | None
    shortly: bool


class Memory:
    """Values by kind and key. ``used`` never exceeds ``limit``, both in bytes."""

    def __init__(self, limit: int = DEFAULT_CACHE) -> None:
        self.limit = limit
        self.used = 0
        self.usage: dict[str, Usage] = {}
        """By kind; kinds are few, their hits and misses are counted from the start of the process."""
        self._long: OrderedDict[_Name, _Entry] = OrderedDict()
        self._short: OrderedDict[_Name, _Entry] = OrderedDict()
        self._used_shortly = 0
        self._ends: list[tuple[float, int, _Name, _Entry]] = []
        self._turn = 0

    def get(self, kind: str, key: Hashable) -> Any:
        """The value kept under a key; None where there is none, or its time is over."""
        self._expire()
        name = kind, key
        usage = self._usage(kind)
        for entries in (self._long, self._short):
            entry = entries.get(name)
            if entry is not None:
                entries.move_to_end(name)
                usage.hits += 1
                return entry.value
        usage.misses += 1
        return None

    def keep(self, kind: str, key: Hashable, value: object, size: int, *, seconds: float | None = None) -> None:
        """Keep a value in place of the one before, for so many seconds where they are given.

        ``size`` is what key and value take in bytes. A value that is larger than the limit is not kept, nor is one kept shortly for
        which too much that is kept longer would have to go.
        """
        self.drop(kind, key)
        self._expire()
        shortly = seconds is not None and seconds <= SHORTLY
        taken = max(size, 0) + OVERHEAD
        if taken > self.limit or (seconds is not None and seconds <= 0) or not self._make_room(taken, shortly=shortly):
            return
        until = None if seconds is None else time.monotonic() + seconds
        entry = _Entry(value, taken, until, shortly)
        (self._short if shortly else self._long)[kind, key] = entry
        self._count(kind, entry, 1)
        if until is not None:
            self._turn += 1
            heappush(self._ends, (until, self._turn, (kind, key), entry))

    def drop(self, kind: str, key: Hashable) -> None:
        """Forget a value, if there is one."""
        self._remove((kind, key))

    def clear(self, kind: str | None = None) -> None:
        """Forget all values, or those of one kind."""
        for entries in (self._long, self._short):
            for name in [one for one in entries if kind in (None, one[0])]:
                self._remove(name)

    def _make_room(self, taken: int, *, shortly: bool) -> bool:
        """Whether there is room for another entry, once others went: first what is kept shortly, if that has its share."""
        share = self.limit // SHARE
        kept_longer = self.used - self._used_shortly
        if shortly and taken > max(share, self.limit - kept_longer):
            return False
        while self.used + taken > self.limit:
            own = self._used_shortly + taken > share if shortly else True
            oldest = self._short if self._short and (own or not self._long) else self._long
            self._remove(next(iter(oldest)))
        return True

    def _expire(self) -> None:
        now = time.monotonic()
        while self._ends and self._ends[0][0] <= now:
            _, _, name, entry = heappop(self._ends)
            if self._find(name) is entry:
                self._remove(name)

    def _find(self, name: _Name) -> _Entry | None:
        return self._long.get(name) or self._short.get(name)

    def _remove(self, name: _Name) -> None:
        entry = self._long.pop(name, None) or self._short.pop(name, None)
        if entry is None:
            return
        self._count(name[0], entry, -1)
        if (
            len(self._ends) > 2 * (len(self._long) + len(self._short)) + 16
        ):  # most of them are of what went before its time
            self._ends = [end for end in self._ends if self._find(end[2]) is end[3]]
            heapify(self._ends)

    def _count(self, kind: str, entry: _Entry, sign: int) -> None:
        usage = self._usage(kind)
        usage.entries += sign
        usage.bytes += sign * entry.size
        self.used += sign * entry.size
        if entry.shortly:
            self._used_shortly += sign * entry.size

    def _usage(self, kind: str) -> Usage:
        return self.usage.setdefault(kind, Usage())


def sampled_size(things: Sequence[T], size: Callable[[T], int]) -> int:
    """The bytes of many things that are alike, by those of at most ``SAMPLE`` of them, spread evenly."""
    if len(things) <= SAMPLE:
        return sum(map(size, things))
    looked_at = [things[n * len(things) // SAMPLE] for n in range(SAMPLE)]
    return sum(map(size, looked_at)) * len(things) // SAMPLE
