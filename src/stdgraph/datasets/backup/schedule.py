"""Scheduled backups: a service makes them by itself, beside its requests; of several processes on one folder one makes each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stdgraph.datasets.backup.backup import backup
from stdgraph.datasets.backup.folder import BackupFailure, BackupFolder, BackupRecord
from stdgraph.errors import StdgraphError
from stdgraph.store.session import Graph

logger = logging.getLogger("stdgraph.backup")

LOOK = 60.0
"""Seconds between looks at the folder, at most: another process may have made the backup that was due."""

RETRY = 300.0
"""Seconds to rest after a failure."""


class BackupSchedule:
    """Makes backups in the background from ``start`` to ``stop``; failures are logged, noted in the folder, and tried again."""

    def __init__(self, graph: Callable[[], Graph], folder: Path, every: timedelta, keep: int) -> None:
        self._graph, self._folder, self._every, self._keep = graph, BackupFolder(folder), every, keep
        self._unnoted: BackupFailure | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin. Call it on the service's event loop."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End; nothing is left of a backup that is not finished."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def record(self) -> BackupRecord:
        """What was made and what failed since, by any process as far as the folder can tell."""
        try:
            found = self._folder.record()
        except StdgraphError as error:
            return BackupRecord(failure=self._unnoted or BackupFailure(at=datetime.now(UTC), reason=str(error)))
        return found.model_copy(update={"failure": self._unnoted}) if self._unnoted else found

    async def make_if_due(self, now: datetime) -> bool:
        """Make the backup that is due, unless another process is at it; whether one was made. Raises StdgraphError."""
        with self._folder.taken() as is_mine:
            if not is_mine or not self._folder.record().is_due(now, self._every):
                return False
            file = self._folder.file_for(now)
            try:
                await backup(self._graph(), file)
            except Exception as error:
                self._folder.failed(now, str(error) or type(error).__name__)
                raise
            await asyncio.to_thread(self._folder.made, file, self._keep)
            return True

    async def _run(self) -> None:
        while True:  # noqa: ASYNC110  until it is cancelled
            await asyncio.sleep(await self._turn())

    async def _turn(self) -> float:
        """Make a backup if one is due; the seconds to rest."""
        now = datetime.now(UTC)
        try:
            await self.make_if_due(now)
        except Exception as error:
            self._unnoted = BackupFailure(at=now, reason=str(error) or type(error).__name__)
            if isinstance(error, StdgraphError):
                logger.warning("no backup was made: %s", error)
            else:
                logger.exception("no backup was made")
            return min(RETRY, self._every.total_seconds())
        self._unnoted = None
        return min(LOOK, self._every.total_seconds() / 10)
