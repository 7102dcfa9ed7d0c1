"""The bare endpoint's reading: who asks before it begins has part in it, who asks later waits for the next."""

from __future__ import annotations

import asyncio

from bench.bare import SharedReading


async def test_requests_share_the_reading_that_begins_after_they_arrived() -> None:
    ends: list[asyncio.Event] = []
    begun: asyncio.Queue[None] = asyncio.Queue()

    async def read() -> None:
        ends.append(asyncio.Event())
        begun.put_nowait(None)
        await ends[-1].wait()

    reading = SharedReading(read)
    first = [asyncio.create_task(reading()) for _ in range(3)]
    await begun.get()
    later = [asyncio.create_task(reading()) for _ in range(3)]
    ends[0].set()
    await asyncio.gather(*first)
    await begun.get()
    assert not any(task.done() for task in later)
    ends[1].set()
    await asyncio.gather(*later)
    assert len(ends) == 2
