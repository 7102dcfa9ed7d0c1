"""``stdgraph serve`` as something to kill: its processes, one by one or all together, and its next start at the same port."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path

import httpx

from stdgraph.settings import Settings
from stdgraph.web.server import as_environment
from tests.cli.processes import environment, free_port

LIMIT = 120
"""Seconds in which a service must be ready."""


class Victim(StrEnum):
    """Who is killed."""

    EVERYTHING = "everything"
    FIRST = "the process that was started, and none of its workers"
    WORKER = "one worker"


class Service:
    """A service on the graph of these settings, at a port that it keeps."""

    def __init__(self, settings: Settings, folder: Path, workers: int) -> None:
        self._settings = settings.model_copy(update={"port": free_port(), "workers": workers, "seed": False})
        self._output = folder / f"service-{self._settings.port}.out"
        self._process: subprocess.Popen[bytes] | None = None
        self.client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=LIMIT)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._settings.port

    async def start(self) -> None:
        """Start it unless it runs, and wait until it is ready."""
        if self._process is None:
            self._launch()
        async with asyncio.timeout(LIMIT):
            while not await self._is_ready():
                assert self._process is not None
                assert self._process.poll() is None, self._output.read_text(encoding="utf-8")[-2000:]
                await asyncio.sleep(0.05)

    async def kill(self, victim: Victim) -> None:
        """SIGKILL; where it was the service that was hit, nobody answers at its port when this returns."""
        assert self._process is not None
        match victim:
            case Victim.EVERYTHING:
                os.killpg(self._process.pid, signal.SIGKILL)
            case Victim.FIRST:
                self._process.kill()
            case Victim.WORKER:
                os.kill(await self._worker(), signal.SIGKILL)
        if victim is not Victim.WORKER:
            self._process.wait()
            self._process = None
            async with asyncio.timeout(LIMIT):
                while await self._answers():  # noqa: ASYNC110  the workers go by themselves
                    await asyncio.sleep(0.02)

    def end(self) -> None:
        """Stop it in order."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()

    def _launch(self) -> None:
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "stdgraph", "serve"],
                env=environment(**as_environment(self._settings)),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    async def _is_ready(self) -> bool:
        try:
            return (await self.client.get("/readyz")).status_code == 200
        except httpx.TransportError:
            return False

    async def _worker(self) -> int:
        """A worker; waits while the service is replacing all of them."""
        assert self._process is not None
        async with asyncio.timeout(LIMIT):
            while not (found := _workers(self._process.pid)):  # noqa: ASYNC110  another process starts them
                await asyncio.sleep(0.02)
        return found[0]

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True


def _workers(parent: int) -> list[int]:
    """The workers that a service started."""
    listing = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in listing.splitlines()]
    return [int(pid) for pid, above, *command in rows if int(above) == parent and "spawn_main" in "".join(command)]


@asynccontextmanager
async def serving(settings: Settings, folder: Path, workers: int = 1) -> AsyncIterator[Service]:
    """A service that is ready when this begins and stopped when it ends."""
    service = Service(settings, folder, workers)
    try:
        await service.start()
        yield service
    finally:
        service.end()
        await service.client.aclose()
