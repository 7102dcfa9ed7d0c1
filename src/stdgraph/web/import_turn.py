"""One import at a time: each reads a whole file, and writes as one load."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from stdgraph.errors import Unavailable

PATIENCE = 10.0
"""Seconds that an import waits for another one of this process, before it is told to come back."""


class ImportTurn:
    """The turn that the imports of this process take."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Hold the turn. Raises Unavailable where another import keeps it for too long."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._lock.acquire()
        except TimeoutError:
            raise Unavailable("another import is under way: try again later") from None
        try:
            yield
        finally:
            self._lock.release()
