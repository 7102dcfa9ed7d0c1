"""The files of an embedded engine's data directory, and the locks that say which processes are alive.

Every process that uses the engine holds a shared lock on ``users.lock``; the engine holds ``engine.lock``. The system frees a lock
when its process ends, however it ends, so nothing here goes stale but ``engine.json``, which counts only while
``engine.lock`` is held.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from stdgraph.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Running:
    """A running engine, as ``engine.json`` describes it."""

    pid: int
    port: int
    started_at: str
    version: str


@dataclass(frozen=True, slots=True)
class DataDir:
    """The data directory of an embedded engine."""

    path: Path

    @property
    def log(self) -> Path:
        """The engine's output; the previous start's is kept beside it as ``engine.log.1``."""
        return self.path / "engine.log"

    @property
    def state(self) -> Path:
        """How to reach the running engine."""
        return self.path / "engine.json"

    @property
    def password_file(self) -> Path:
        """The password that all users of the engine share."""
        return self.path / "engine.password"

    @property
    def users(self) -> Path:
        """Locked, shared, by every process that uses the engine."""
        return self.path / "users.lock"

    @property
    def start(self) -> Path:
        """Locked by the process that starts the engine."""
        return self.path / "start.lock"

    @property
    def engine(self) -> Path:
        """Locked by the engine."""
        return self.path / "engine.lock"

    def prepare(self) -> None:
        """Make the directory, readable by its owner alone; raises Unavailable when it cannot be written."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.path):
                pass
        except OSError as error:
            raise unusable(self.path, error) from None

    def is_vacant(self) -> bool:
        """Whether an engine could be started here and never was."""
        used = self.password_file.exists() or (self.path / "databases").is_dir()
        return not used and (self.path.is_dir() or not self.path.exists())

    def password(self) -> str:
        """The engine's password, made at random on first use."""
        try:
            return self.password_file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            pass
        except OSError as error:
            raise unusable(self.password_file, error) from None
        # The engine keeps its users in a file; one made with another password would refuse the new one.
        (self.path / "config" / "server-users.jsonl").unlink(missing_ok=True)
        password = secrets.token_urlsafe(24)
        replace(self.password_file, f"{password}\n")
        return password

    def running(self) -> Running | None:
        """The engine that runs on this directory and is ready; None when there is none."""
        if not is_held(self.engine):
            return None
        try:
            return Running(**json.loads(self.state.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def announce(self, running: Running) -> None:
        """Publish how to reach the engine."""
        replace(self.state, json.dumps(asdict(running)))

    def last_port(self) -> int | None:
        """The port of an engine that ended abruptly: drivers still look for it there."""
        try:
            return int(json.loads(self.state.read_text(encoding="utf-8"))["port"])
        except (OSError, ValueError, TypeError, KeyError):
            return None


def unusable(path: Path, error: OSError) -> Unavailable:
    """The error for a path of the data directory that cannot be used."""
    return Unavailable(f"the data directory cannot be used: {path}: {error.strerror or error} (see STDGRAPH_DATA_DIR)")


def replace(path: Path, text: str) -> None:
    """Write a file that only its owner can read, atomically."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def open_lock(path: Path) -> int:
    """A descriptor to lock a file with; closing it frees the lock."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise unusable(path, error) from None


def try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Acquire a lock without waiting; whether it was acquired."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def unlock(descriptor: int) -> None:
    """Free a lock and keep the descriptor."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)


def is_held(path: Path) -> bool:
    """Whether a process holds a file's exclusive lock."""
    with _opened(path) as descriptor:
        return not try_lock(descriptor, shared=True)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = open_lock(path)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
