"""Peers as the tests hold them: processes that are told what to do, and tell what came of it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from stdgraph.settings import Settings
from stdgraph.web.server import as_environment
from tests.concurrency.documents import Request

ROOT = Path(__file__).parents[2]
LIMIT = 180
"""Seconds after which a peer that says nothing is given up."""


class PeerProcess:
    """A process that runs ``tests.concurrency.peer``."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def heard(self) -> Any:
        """Its next line."""
        assert self.process.stdout is not None
        async with asyncio.timeout(LIMIT):
            line = await self.process.stdout.readline()
        assert line, "the peer ended without a word"
        return json.loads(line)

    async def told(self, name: str, **arguments: Any) -> None:
        """Have it do something."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([name, arguments]).encode() + b"\n")
        await self.process.stdin.drain()

    async def tell(self, name: str, **arguments: Any) -> Any:
        """Have it do something; what came of it."""
        await self.told(name, **arguments)
        return await self.heard()

    async def one(self, asked: Request) -> Any:
        """The answer to one request."""
        (answer,) = await self.tell("in_turn", asked=[asked])
        return answer

    async def leave(self) -> int:
        """Let it end; its exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return await self.process.wait()


@asynccontextmanager
async def peer_on(settings: Settings, *arguments: str) -> AsyncIterator[PeerProcess]:
    """A peer on the graph of these settings, ready when this begins and gone when it ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "error", "-m", "tests.concurrency.peer", *arguments),
        cwd=ROOT,
        env={**os.environ, **as_environment(settings)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 24,
    )
    peer = PeerProcess(process)
    try:
        assert await peer.heard() == "ready"
        yield peer
    finally:
        if process.returncode is None:
            await peer.leave()


@asynccontextmanager
async def peers_on(settings: Settings, count: int) -> AsyncIterator[list[PeerProcess]]:
    """Several peers, which start at the same time."""
    async with AsyncExitStack() as stack:
        yield list(await asyncio.gather(*(stack.enter_async_context(peer_on(settings)) for _ in range(count))))


async def all_at_once(peers: Sequence[PeerProcess], asked: Sequence[Sequence[Request]]) -> list[Any]:
    """Each peer asks all of its part at once, and all peers at once; every answer."""
    answers = await asyncio.gather(
        *(peer.tell("at_once", asked=list(part)) for peer, part in zip(peers, asked, strict=True))
    )
    return [answer for part in answers for answer in part]
