"""Starting the engine's process, or attaching to the one that runs."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from stdgraph.errors import Unavailable
from stdgraph.store.embedded.child import REASON, STOP_LIMIT
from stdgraph.store.embedded.files import DataDir, Running, is_held, open_lock, try_lock, unusable

POLL = 0.02
START_LIMIT = 60.0
"""Seconds within which an engine must be ready."""

PORT_TAKEN = "Unable to listen"
"""In the engine's log when another program took a port after it was found free."""

PORT_ATTEMPTS = 3
"""Starts attempted when the chosen port is taken."""

STOP_NOTICE = 0.1
"""Seconds within which an unused engine removes its state file."""


UTF8 = {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
"""The engine's locale, whatever its parent's: a JVM in the C locale neither finds nor makes files with Chinese names."""


class Supervisor:
    """One user of the engine's process."""

    def __init__(self, directory: DataDir, heap: str, query_timeout: float) -> None:
        self._directory = directory
        self._heap = heap
        self._timeout = round(query_timeout * 1000)
        self._child: int | None = None
        self._user: int | None = None

    async def enter(self) -> None:
        """Register as a user. Waits for an engine that is stopping."""
        self._user = open_lock(self._directory.users)
        await _acquire(self._user, shared=True)

    async def ready(self) -> Running:
        """The running engine, started if there is none. Raises Unavailable with the reason when it does not start."""
        start = open_lock(self._directory.start)
        try:
            await _acquire(start)
            return await self._attach_or_spawn()
        finally:
            os.close(start)

    def current(self) -> Running | None:
        """The engine that runs now; None while there is none. Reaps a child that ended."""
        self._reap()
        return self._directory.running()

    async def leave(self) -> None:
        """Stop being a user; waits for the engine's end when this was the last one."""
        if self._user is None:
            return
        os.close(self._user)
        self._user = None
        state, engine = self._directory.state, self._directory.engine
        if await _until(lambda: not state.exists(), STOP_NOTICE):
            await _until(lambda: not is_held(engine), STOP_LIMIT + 1)
        self._reap()

    async def _attach_or_spawn(self) -> Running:
        deadline = time.monotonic() + START_LIMIT
        spawned, attempts = False, PORT_ATTEMPTS
        while time.monotonic() < deadline:
            running = self._directory.running()
            if running is not None and await _accepts(running.port):
                return running
            if spawned and self._child is None:
                attempts -= 1
                if attempts and PORT_TAKEN in self._reason():
                    spawned = False
                    continue
                raise Unavailable(f"the embedded engine did not start: {self._reason()} (log: {self._directory.log})")
            if not spawned and not is_held(self._directory.engine):
                self._spawn()
                spawned = True
            await asyncio.sleep(POLL)
            self._reap()
        if not spawned:
            raise Unavailable(
                f"another process holds {self._directory.engine}, and no engine answered here within {START_LIMIT:.0f} s"
            )
        if self._child is not None:
            os.kill(self._child, signal.SIGKILL)
        raise Unavailable(f"the embedded engine was not ready within {START_LIMIT:.0f} s (log: {self._directory.log})")

    def _spawn(self) -> None:
        directory = self._directory
        port = directory.last_port()
        try:
            directory.password()
            directory.state.unlink(missing_ok=True)
            if directory.log.exists():
                directory.log.replace(directory.log.with_suffix(".log.1"))
        except OSError as error:
            raise unusable(directory.path, error) from None
        arguments = [str(directory.path), self._heap, str(self._timeout), *([str(port)] if port else [])]
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self._child = os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "stdgraph.store.embedded.child", *arguments],
            {**os.environ, **UTF8},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, str(directory.log), flags, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,  # Ctrl-C must not reach the engine: it stops when its last user leaves
        )

    def _reap(self) -> None:
        if self._child is None:
            return
        pid, _ = os.waitpid(self._child, os.WNOHANG)
        if pid:
            self._child = None

    def _reason(self) -> str:
        """The reason that the engine logged, else the last line of its log, where a JVM that cannot start says why."""
        lines = [line.strip() for line in _tail(self._directory.log).splitlines() if line.strip()]
        reasons = [line.removeprefix(REASON) for line in lines if line.startswith(REASON)]
        return next(reversed(reasons or lines), "its process ended without a message")


def _tail(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")[-20_000:]
    except OSError:
        return ""


async def _acquire(descriptor: int, *, shared: bool = False) -> None:
    """Wait for a lock that is held during a start or a stop."""
    deadline = time.monotonic() + START_LIMIT * 2
    while not try_lock(descriptor, shared=shared):
        if time.monotonic() > deadline:
            raise Unavailable("another process has been starting or stopping the embedded engine for two minutes")
        await asyncio.sleep(POLL)


async def _until(met: Callable[[], bool], limit: float) -> bool:
    """Poll a condition that depends on other processes; whether it was met within ``limit`` seconds."""
    for _ in range(max(1, round(limit / POLL))):
        if met():
            return True
        await asyncio.sleep(POLL)
    return False


async def _accepts(port: int) -> bool:
    """Whether something takes connections at a port of this machine."""
    try:
        async with asyncio.timeout(2):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
