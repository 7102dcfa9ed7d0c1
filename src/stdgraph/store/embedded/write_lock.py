"""The write turn: embedded writes go one at a time, in this process and in all others on the same data directory."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from stdgraph.errors import Unavailable
from stdgraph.store.embedded.files import open_lock, try_lock, unlock

POLL = 0.002
"""Seconds between looks at a lock that another process holds; a write takes about as long."""

LIMIT = 60.0
"""Seconds to wait for the turn before giving up."""


class WriteTurn:
    """One turn for all writers of a data directory.

    Two locks make it fair between processes: who waits holds the queue, so that a busy writer does not take the turn
    again over its head.
    """

    def __init__(self, folder: Path) -> None:
        self._queue_file, self._turn_file = folder / "write-queue.lock", folder / "write.lock"
        self._here = asyncio.Lock()

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[None]:
        """Hold the turn; raises Unavailable when another process keeps it for a minute."""
        async with self._here:
            with _descriptor(self._turn_file) as turn:
                with _descriptor(self._queue_file) as queue:
                    deadline = time.monotonic() + LIMIT
                    await _take(queue, deadline)
                    await _take(turn, deadline)
                    unlock(queue)
                yield


async def _take(descriptor: int, deadline: float) -> None:
    while not try_lock(descriptor):
        if time.monotonic() > deadline:
            raise Unavailable(f"another process has been writing for {LIMIT:.0f} s: try again")
        await asyncio.sleep(POLL)


@contextmanager
def _descriptor(path: Path) -> Iterator[int]:
    """A descriptor of its own for every turn: closing it frees what it holds."""
    descriptor = open_lock(path)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
