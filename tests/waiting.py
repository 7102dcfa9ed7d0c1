"""Waiting for a condition, in place of sleeping for a while and hoping: slow machines take longer, and pass all the same."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

T = TypeVar("T")
PATIENT = 120.0
"""Seconds after which a test gives up on something that never happens. What works takes a fraction of it on any machine."""

PAUSE = 0.02


async def eventually(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a condition holds. Raises TimeoutError when it never does."""
    async with asyncio.timeout(PATIENT):
        while not await condition():  # noqa: ASYNC110  another process or task changes it
            await asyncio.sleep(PAUSE)


def wait_for(attempt: Callable[[], T | None], never: Callable[[], str]) -> T:
    """The first result that is not None, without a loop of events. Raises AssertionError with ``never()`` when none comes."""
    deadline = time.monotonic() + PATIENT
    while time.monotonic() < deadline:
        found = attempt()
        if found is not None:
            return found
        time.sleep(PAUSE)
    raise AssertionError(never())


async def seconds_of(work: Awaitable[object]) -> float:
    """How long some work takes here and now: what is to fall in the midst of it again is placed by that, and nothing is judged by it."""
    begun = time.monotonic()
    await work
    return time.monotonic() - begun


async def instant_between() -> datetime:
    """An instant after everything recorded so far and before everything recorded from now on; records hold milliseconds."""
    start = _milliseconds()
    while _milliseconds() == start:  # noqa: ASYNC110  the clock changes it
        await asyncio.sleep(0)
    at = datetime.now(UTC)
    while _milliseconds() == _of(at):  # noqa: ASYNC110
        await asyncio.sleep(0)
    return at


def _milliseconds() -> int:
    return _of(datetime.now(UTC))


def _of(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
