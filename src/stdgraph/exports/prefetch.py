"""Reading one page ahead: the engine reads the next page while this one is written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def one_ahead(pages: AsyncIterator[T]) -> AsyncIterator[T]:
    """The same pages, each read while the one before it is used: at most two are in memory."""
    reading = asyncio.ensure_future(_next(pages))
    try:
        while (found := await reading) is not None:
            reading = asyncio.ensure_future(_next(pages))
            yield found[0]
    finally:
        reading.cancel()
        with suppress(asyncio.CancelledError, Exception):  # whoever stopped does not want to hear of it
            await reading


async def _next(pages: AsyncIterator[T]) -> tuple[T] | None:
    """The next page, None at the end: a task cannot end by StopAsyncIteration."""
    try:
        return (await anext(pages),)
    except StopAsyncIteration:
        return None
