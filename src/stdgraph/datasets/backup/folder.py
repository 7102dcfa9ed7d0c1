"""The folder of scheduled backups: what was made there, what failed last, what is kept.

``stdgraph-backups.json`` lists the files that were made. Only those are ever removed, and only while as many newer ones are whole as are
to be kept: what people put into the folder stays.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from stdgraph.datasets.backup.archive import Archive
from stdgraph.errors import BadInput, StdgraphError
from stdgraph.store.embedded.files import replace

NAME_FORMAT = "stdgraph-%Y%m%dT%H%M%SZ.zip"
"""The names sort by time."""


class BackupFailure(BaseModel):
    """What kept a backup from being made, and when."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    reason: str


class BackupRecord(BaseModel):
    """What is known of a folder: the names of the backups made in it, oldest first, and what failed since the last."""

    model_config = ConfigDict(frozen=True)

    made: tuple[str, ...] = ()
    failure: BackupFailure | None = None

    @property
    def last(self) -> datetime | None:
        """When the last backup was made."""
        return datetime.strptime(self.made[-1], NAME_FORMAT).replace(tzinfo=UTC) if self.made else None

    def is_due(self, now: datetime, every: timedelta) -> bool:
        """Whether the next one is to be made; also where the last one lies ahead: the clock was set back."""
        return self.last is None or not timedelta() <= now - self.last < every


class BackupFolder:
    """A folder of scheduled backups. Raises BadInput where it cannot be used."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def record(self) -> BackupRecord:
        """What is known of it; nothing for a folder that is new."""
        try:
            return BackupRecord.model_validate_json(self._list.read_bytes())
        except FileNotFoundError:
            return BackupRecord()
        except (OSError, ValidationError) as error:
            raise BadInput(f"the backup folder cannot be used: {self._list}: {_words(error)}") from None

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """Take the folder for as long as this lasts, made where it is absent; false while another process has it."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.path / "backups.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise BadInput(f"the backup folder cannot be used: {self.path}: {_words(error)}") from None
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            self._remove_parts()
            yield True
        finally:
            os.close(lock)

    def file_for(self, now: datetime) -> Path:
        """The file of a backup made now."""
        return self.path / now.strftime(NAME_FORMAT)

    def made(self, file: Path, keep: int) -> None:
        """Note a backup that was made, and remove the oldest of those that were made here."""
        names = (*self.record().made, file.name)
        self._write(BackupRecord(made=names))
        good = [name for name in names if self._is_whole(name)]
        gone = good[:-keep]
        for name in gone:
            (self.path / name).unlink(missing_ok=True)
        self._write(
            BackupRecord(made=tuple(name for name in names if name not in gone and (self.path / name).exists()))
        )

    def failed(self, now: datetime, reason: str) -> None:
        """Note that a backup could not be made."""
        self._write(BackupRecord(made=self.record().made, failure=BackupFailure(at=now, reason=reason)))

    @property
    def _list(self) -> Path:
        return self.path / "stdgraph-backups.json"

    def _write(self, record: BackupRecord) -> None:
        try:
            replace(self._list, record.model_dump_json(indent=2) + "\n")
        except OSError as error:
            raise BadInput(f"the backup folder cannot be used: {self._list}: {_words(error)}") from None

    def _is_whole(self, name: str) -> bool:
        """Whether a file is there and can be opened as a backup: one that cannot does not count as kept."""
        try:
            with Archive.open(self.path / name):
                return True
        except StdgraphError:
            return False

    def _remove_parts(self) -> None:
        """Remove what processes that were killed had begun."""
        for part in self.path.glob(".stdgraph-*.zip.*.part"):
            part.unlink(missing_ok=True)


def _words(error: OSError | ValidationError) -> str:
    return (
        (error.strerror or str(error)) if isinstance(error, OSError) else "expected the list that stdgraph keeps there"
    )
