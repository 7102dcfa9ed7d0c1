"""``python -m bench.floor_process``: sends hand-written statements in a process of its own, as the service sends its own in one.

It reads a JSON text a line and answers each with one: ``{"statement", "samples", "once"}`` prepares a question, ``{"clients", "seconds"}``
is a turn of it.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import orjson
from uvicorn.loops.auto import auto_loop_factory

from bench.bolt import endpoint_here, environment
from bench.floor import Floor
from bench.recording import Statement
from bench.turns import Taken, ask_for
from stdgraph.store.engine import Endpoint

LONGEST = 1 << 26
"""Bytes of a line: it holds the numbers of a catalogue."""


class Floors:
    """The process, as the one that measures sees it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def prepare(self, statement: str, samples: Sequence[Mapping[str, Any]], *, once: bool) -> None:
        """What the next turns send."""
        await self._ask({"statement": statement, "samples": list(samples), "once": once})

    async def turn(self, clients: int, seconds: float) -> Taken:
        """Send it for a while."""
        answer = await self._ask({"clients": clients, "seconds": seconds})
        return Taken(answer["times"], answer["seconds"])

    async def _ask(self, what: Mapping[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(orjson.dumps(what) + b"\n")
        await self._process.stdin.drain()
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("the process that sends the floors is gone: its error stands above")
        return orjson.loads(line)


@asynccontextmanager
async def floors(endpoint: Endpoint) -> AsyncIterator[Floors]:
    """The process until the block ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", __name__),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment(endpoint),
        limit=LONGEST,
    )
    try:
        yield Floors(process)
    finally:
        process.terminate()
        await process.wait()


class _Prepared:
    """A statement with its samples, sent one after the other."""

    def __init__(self, floor: Floor, statement: str, samples: Sequence[dict[str, Any]], *, once: bool) -> None:
        self._floor = floor
        self._statement = statement
        self._samples = samples
        self._once = once
        self._place = 0

    async def __call__(self) -> int:
        sample = self._samples[self._place if self._once else self._place % len(self._samples)]
        self._place += 1
        await self._floor.send([[Statement(self._statement, sample)]])
        return 0


async def _serve() -> None:
    async with Floor(endpoint_here()) as floor:
        prepared: _Prepared | None = None
        for line in sys.stdin.buffer:
            asked = orjson.loads(line)
            taken = Taken()
            if prepared is None or "statement" in asked:
                prepared = _Prepared(floor, asked["statement"], asked["samples"], once=asked["once"])
            else:
                taken = await ask_for([prepared] * asked["clients"], asked["seconds"])
            sys.stdout.buffer.write(orjson.dumps({"times": taken.times, "seconds": taken.seconds}) + b"\n")
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(_serve())
