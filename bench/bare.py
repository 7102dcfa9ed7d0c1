"""``python -m bench.bare PORT``: an endpoint that does nothing but read which revision the catalogue is at, and answers fixed bytes.

What the service answers from memory can be no faster: it has to know that nothing changed. Requests share a reading that begins after
they arrived; while one is under way they wait for the next.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from uvicorn.loops.auto import auto_loop_factory

from bench.bolt import endpoint_here, environment
from bench.client import answers
from bench.floor import Floor
from bench.recording import Statement
from stdgraph.store.engine import Endpoint

REVISION = Statement("MATCH (c:Catalogue {id: 'catalogue'}) RETURN c.instance, c.revision", {})
READY = b"GET /1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


class SharedReading:
    """A reading that all who ask before it begins have part in."""

    def __init__(self, read: Callable[[], Awaitable[None]]) -> None:
        self._read = read
        self._running: asyncio.Task[None] | None = None
        self._next: asyncio.Task[None] | None = None

    async def __call__(self) -> None:
        """Wait for the first reading that begins from now on."""
        if self._next is None:
            self._next = asyncio.create_task(self._begin(self._running))
        await self._next

    async def _begin(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        self._running, self._next = self._next, None
        await self._read()


def application(floor: Floor) -> Starlette:
    """The endpoint: ``/SIZE`` answers so many bytes."""
    reading = SharedReading(lambda: floor.send([[REVISION]]))
    bodies: dict[int, bytes] = {}

    async def answer(request: Request) -> Response:
        size = request.path_params["size"]
        await request.body()
        await reading()
        return Response(bodies.setdefault(size, b"x" * size), media_type="application/json")

    return Starlette(routes=[Route("/{size:int}", answer, methods=["GET", "POST"])])


@asynccontextmanager
async def bare(endpoint: Endpoint, port: int) -> AsyncIterator[int]:
    """The endpoint as a process of its own, until the block ends; its port."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", __name__, str(port), env=environment(endpoint))
    try:
        if not await answers(port, lambda client: client.send(READY), lambda: process.returncode is None):
            raise RuntimeError("the bare endpoint did not start: its error stands above")
        yield port
    finally:
        process.terminate()
        await process.wait()


async def _serve(port: int) -> None:
    async with Floor(endpoint_here()) as floor:
        config = uvicorn.Config(
            application(floor), port=port, lifespan="off", log_config=None, access_log=False, server_header=False
        )
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(_serve(int(sys.argv[1])))
