"""The write lock: one embedded write at a time, across all processes on a data directory."""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from stdgraph.errors import Unavailable
from stdgraph.store.embedded.files import open_lock, try_lock, unlock

POLL = 0.002
"""Seconds between attempts at a lock that another process holds; a write takes about as long."""

LIMIT = 60.0
"""Seconds to wait for the lock before giving up."""


class WriteLock:
    """The lock that all writers of a data directory share.

    Two files make it fair between processes: a waiting process holds the queue, so that a busy writer cannot overtake it.
    """

    def __init__(self, folder: Path, name: str = "write") -> None:
        self._queue_file, self._lock_file = folder / f"{name}-queue.lock", folder / f"{name}.lock"
        self._in_process = asyncio.Lock()

    @asynccontextmanager
    async def hold(self, limit: float | None = LIMIT) -> AsyncIterator[None]:
        """Hold the lock; raises Unavailable when another process keeps it longer than the limit, a minute unless told otherwise."""
        async with self._in_process:
            with _descriptor(self._lock_file) as lock:
                with _descriptor(self._queue_file) as queue:
                    deadline = math.inf if limit is None else time.monotonic() + limit
                    await _acquire(queue, deadline)
                    await _acquire(lock, deadline)
                    unlock(queue)
                yield


async def _acquire(descriptor: int, deadline: float) -> None:
    while not try_lock(descriptor):
        if time.monotonic() > deadline:
            raise Unavailable(f"another process has been writing for {LIMIT:.0f} s: try again")
        await asyncio.sleep(POLL)


@contextmanager
def _descriptor(path: Path) -> Iterator[int]:
    """A new descriptor for every acquisition: closing it frees the lock."""
    descriptor = open_lock(path)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
