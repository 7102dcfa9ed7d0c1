"""Reading one page ahead changes nothing but the time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from stdgraph.exports.source import one_ahead


async def test_pages_come_in_order_and_one_is_read_ahead() -> None:
    read: list[int] = []

    async def pages() -> AsyncIterator[int]:
        for page in range(4):
            read.append(page)
            yield page

    used: list[int] = []
    async for page in one_ahead(pages()):
        while len(read) < min(page + 2, 4):  # noqa: ASYNC110  what is read ahead changes it
            await asyncio.sleep(0)
        assert len(read) - len(used) <= 2
        used.append(page)
    assert used == [0, 1, 2, 3]


async def test_an_error_comes_after_the_pages_before_it() -> None:
    async def pages() -> AsyncIterator[int]:
        yield 1
        raise ValueError("broken")

    ahead = one_ahead(pages())
    assert await anext(ahead) == 1
    with pytest.raises(ValueError, match="broken"):
        await anext(ahead)


async def test_who_stops_early_leaves_nothing_running() -> None:
    stopped = asyncio.Event()

    async def pages() -> AsyncIterator[int]:
        try:
            yield 1
            await asyncio.Event().wait()
            yield 2
        finally:
            stopped.set()

    async with aclosing(one_ahead(pages())) as ahead:
        assert await anext(ahead) == 1
        await asyncio.sleep(0)
    assert stopped.is_set()
