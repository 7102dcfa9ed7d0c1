"""Real processes and sockets for the tests: other users of an engine, and a line to a server that can be cut."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.waiting import PATIENT

ROOT = Path(__file__).parents[2]


class User:
    """A process that runs ``tests.store.user``."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def says(self) -> dict[str, Any]:
        """Its next line."""
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), PATIENT)
        assert line, "the process ended without a word"
        said: dict[str, Any] = json.loads(line)
        return said

    async def leave(self) -> dict[str, Any]:
        """Let it close the graph and end; its last words."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        said = await self.says()
        assert await self.process.wait() == 0
        return said

    async def kill(self) -> None:
        """End it without notice."""
        self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def another_user(data_dir: Path, times: int = 0) -> AsyncIterator[User]:
    """A second process on the same data directory."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "error", "-m", "tests.store.user", str(data_dir), str(times)),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    user = User(process)
    try:
        yield user
    finally:
        if process.returncode is None:
            await user.kill()


def kill(pid: str | int) -> None:
    """SIGKILL."""
    os.kill(int(pid), signal.SIGKILL)


class Line:
    """A TCP line to a server, which can be cut and mended, or frozen: open, and silent."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._flowing = asyncio.Event()
        self._flowing.set()
        self.port = 0

    async def mend(self) -> None:
        """Take connections, at the same port as before."""
        self._flowing.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Drop all connections and refuse new ones."""
        server, self._server = self._server, None
        self._flowing.set()
        for writer in list(self._writers):
            writer.transport.abort()
        if server is not None:
            server.close()
            await server.wait_closed()
        while self._writers:  # noqa: ASYNC110  the ends notice one by one
            await asyncio.sleep(0.01)

    def freeze(self) -> None:
        """Carry nothing more, and say nothing."""
        self._flowing.clear()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        self._writers |= {writer, far_writer}
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        self._writers -= {writer, far_writer}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                await self._flowing.wait()
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.transport.abort()


@asynccontextmanager
async def line_to(uri: str) -> AsyncIterator[Line]:
    """A line to the server at a Bolt address."""
    host, _, port = uri.partition("://")[2].partition(":")
    line = Line(host, int(port))
    await line.mend()
    try:
        yield line
    finally:
        await line.cut()
