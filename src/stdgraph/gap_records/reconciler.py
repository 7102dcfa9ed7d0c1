"""Watching: a service settles by itself, beside its requests and never in their way.

While nothing is tracked it asks once a minute. Otherwise it looks whether the catalogue or the day changed, every second, and after
a look that took long it rests in proportion.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress

from stdgraph.domain import calendar
from stdgraph.errors import StdgraphError
from stdgraph.gap_records.reconciliation import settle, state
from stdgraph.store.session import Graph

logger = logging.getLogger("stdgraph.gap_records")

INTERVAL = 1.0
"""Seconds between looks at the catalogue's revision while something is tracked."""

IDLE = 60.0
"""Seconds between looks while nothing is."""

AGAIN = 10.0
"""Seconds to rest after something went wrong."""

SHARE = 10
"""Of its time it spends at most one part in so many on settling."""

FAREWELL = 2.0
"""Seconds that a look under way is given when the service stops."""


class Reconciler:
    """Settles in the background from ``start`` to ``stop``; what goes wrong is logged and tried again."""

    def __init__(self, graph: Callable[[], Graph]) -> None:
        self._graph = graph
        self._woken = asyncio.Event()
        self._stopped = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; to be called on the service's loop."""
        self._stopped = False
        self._task = asyncio.create_task(self._run())

    def soon(self) -> None:
        """Look again at once: something was tracked."""
        self._woken.set()

    async def stop(self) -> None:
        """End; a look under way may finish, or is given up after two seconds."""
        task, self._task = self._task, None
        if task is None:
            return
        self._stopped = True
        self._woken.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(task, FAREWELL)

    async def _run(self) -> None:
        while not self._stopped:
            pause = await self._look()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), pause)
            self._woken.clear()

    async def _look(self) -> float:
        """Settle if there is anything to; the seconds to rest."""
        begun = time.monotonic()
        try:
            now = await self._graph().read(state)
            if now.looked_revision is None:
                return IDLE
            await settle(self._graph(), calendar.today())
        except StdgraphError as error:
            logger.info("gaps are not settled for now: %s", error)
            return AGAIN
        except Exception:
            logger.exception("gaps could not be settled")
            return AGAIN
        return max(INTERVAL, SHARE * (time.monotonic() - begun))
