"""The embedded engine: an endpoint in force, and a task that restarts the engine after a crash."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from contextlib import AbstractAsyncContextManager

from stdgraph.errors import Unavailable
from stdgraph.settings import Settings
from stdgraph.store.embedded.child import DATABASE
from stdgraph.store.embedded.diagnosis import diagnose, disk_trouble
from stdgraph.store.embedded.files import DataDir, Running
from stdgraph.store.embedded.supervisor import Supervisor
from stdgraph.store.embedded.write_lock import WriteLock
from stdgraph.store.engine import Endpoint
from stdgraph.store.footprint import Footprint, footprint_of
from stdgraph.store.trouble import Trouble

CHECK_INTERVAL = 0.25
"""Seconds between checks of the engine's process."""

BACKOFF = (0.5, 30.0)
"""Seconds before the second attempt to restart, doubled up to the last."""

logger = logging.getLogger(__name__)


class EmbeddedEngine:
    """ArcadeDB in a supervised child process, shared by all processes on one data directory."""

    name = "embedded"
    transaction_timeout: float | None = None
    text_indexes = False
    plans_first_match = True
    memory_setting = "STDGRAPH_ENGINE_HEAP"

    def __init__(self, settings: Settings) -> None:
        self._directory = DataDir(settings.data_dir)
        self._heap = settings.engine_heap
        self._supervisor = Supervisor(self._directory, settings.engine_heap, settings.query_timeout)
        self._write_lock = WriteLock(settings.data_dir)
        self._migration_lock = WriteLock(settings.data_dir, "migration")
        self._running: Running | None = None
        self._endpoint: Endpoint | None = None
        self._watch: asyncio.Task[None] | None = None
        self.version = "unknown"

    @property
    def address(self) -> str:
        """The Bolt address in force; a sentence while the engine is down."""
        return f"bolt://127.0.0.1:{self._running.port}" if self._running else f"not running in {self._directory.path}"

    @property
    def label(self) -> str:
        """The engine as error messages call it."""
        return f"the embedded engine in {self._directory.path}"

    @property
    def refusal(self) -> str:
        """The message for a refused password."""
        return f"{self.label} refused the password in {self._directory.password_file}: stop all its users and delete it"

    @property
    def run(self) -> str:
        """The engine's process and when it started; empty while it is down."""
        return f"{self._running.pid} {self._running.started_at}" if self._running else ""

    async def start(self) -> None:
        """Start the engine or attach to the running one, and restart it whenever it ends. Raises Unavailable."""
        self._directory.prepare()
        await self._supervisor.enter()
        self._accept(await self._supervisor.ready())
        self._watch = asyncio.create_task(self._watch_over(), name="stdgraph-engine-watch")

    def endpoint(self) -> Endpoint:
        """The endpoint in force; raises Unavailable from a crash until the engine is back."""
        if self._endpoint is None:
            raise Unavailable(f"{self.label} is down and restarting (log: {self._directory.log})")
        return self._endpoint

    def write_lock(self) -> AbstractAsyncContextManager[None]:
        """One writer at a time, in all processes on this data directory."""
        return self._write_lock.hold()

    def migration_lock(self) -> AbstractAsyncContextManager[None]:
        """One process at a time on this data directory; the lock of one that was killed is free."""
        return self._migration_lock.hold(None)

    def identified_as(self, agent: str) -> None:
        """Nothing: ``engine.json`` holds the version; the Bolt agent claims to be Neo4j."""

    def trouble(self) -> Trouble | None:
        """What its disk and its log say: it hides its reasons."""
        return diagnose(self._directory.path, self._directory.log)

    def storage_trouble(self) -> Trouble | None:
        """Why nothing more can be stored in its folder."""
        return disk_trouble(self._directory.path)

    def facts(self) -> dict[str, str]:
        """What ``stdgraph doctor`` shows."""
        return {
            "engine": self.name,
            "version": self.version,
            "address": self.address,
            "pid": str(self._running.pid) if self._running else "none",
            "started": self._running.started_at if self._running else "not running",
            "data directory": str(self._directory.path),
            "log": str(self._directory.log),
        }

    def footprint(self) -> Footprint:
        """What its process and its folder take."""
        return footprint_of(self._directory.path, self._running.pid if self._running else None, self._heap)

    async def release(self) -> None:
        """Stop watching and leave; the engine ends with its last user."""
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch
        self._running = self._endpoint = None
        await self._supervisor.leave()

    def _accept(self, running: Running) -> None:
        self._running = running
        self.version = running.version
        self._endpoint = Endpoint(f"bolt://127.0.0.1:{running.port}", "root", self._directory.password(), DATABASE)

    async def _watch_over(self) -> None:
        while True:
            await asyncio.sleep(CHECK_INTERVAL)
            if self._supervisor.current() != self._running:  # it ended; another user may have restarted it already
                self._running = self._endpoint = None
                logger.warning("%s ended unexpectedly and is restarted", self.label)
                await self._restart()

    async def _restart(self) -> None:
        pause, longest = BACKOFF
        while True:
            try:
                self._accept(await self._supervisor.ready())
            except Unavailable as error:
                logger.warning("%s; next attempt in %.1f s", error, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, longest)
            else:
                logger.info("%s is back", self.label)
                return
