"""The reconciler: a service reconciles gap records by itself, beside its requests and never in their way.

While nothing is tracked it checks once a minute. Otherwise it checks every second whether the catalogue or the day changed, and
after a reconciliation that took long it rests in proportion.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress

from stdgraph.domain import calendar
from stdgraph.errors import StdgraphError
from stdgraph.gap_records.reconciliation import load_state, reconcile_records
from stdgraph.store.session import Graph
from stdgraph.store.stored_states import turn_states

logger = logging.getLogger("stdgraph.gap_records")

INTERVAL = 1.0
"""Seconds between checks of the catalogue's revision while something is tracked."""

IDLE = 60.0
"""Seconds between checks while nothing is."""

RETRY = 10.0
"""Seconds to rest after a failure."""

SHARE = 10
"""It spends at most one part in so many of its time on reconciliation."""

GRACE_PERIOD = 2.0
"""Seconds that a reconciliation under way is given when the service stops."""


class Reconciler:
    """Turns stored states to the day and reconciles in the background from ``start`` to ``stop``; failures are logged and retried."""

    def __init__(self, graph: Callable[[], Graph]) -> None:
        self._graph = graph
        self._woken = asyncio.Event()
        self._stopped = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin. Call it on the service's event loop."""
        self._stopped = False
        self._task = asyncio.create_task(self._run())

    def soon(self) -> None:
        """Check again at once: something was tracked."""
        self._woken.set()

    async def stop(self) -> None:
        """End; a reconciliation under way may finish, or is cancelled after two seconds."""
        task, self._task = self._task, None
        if task is None:
            return
        self._stopped = True
        self._woken.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(task, GRACE_PERIOD)

    async def _run(self) -> None:
        while not self._stopped:
            pause = await self._reconcile()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), pause)
            self._woken.clear()

    async def _reconcile(self) -> float:
        """Reconcile if that is due; the seconds to rest."""
        begun = time.monotonic()
        try:
            today = calendar.today()
            state = await self._graph().read(load_state)
            if state.turned_to != today:
                await turn_states(self._graph(), today)
            if state.reconciled_revision is None:
                return IDLE
            await reconcile_records(self._graph(), today)
        except StdgraphError as error:
            logger.info("gap records cannot be reconciled for now: %s", error)
            return RETRY
        except Exception:
            logger.exception("gap records could not be reconciled")
            return RETRY
        return max(INTERVAL, SHARE * (time.monotonic() - begun))
