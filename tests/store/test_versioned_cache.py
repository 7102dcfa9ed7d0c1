"""What is remembered, for how long, and what is let go."""

from __future__ import annotations

import asyncio
import time

import pytest

from stdgraph.store.memory import OVERHEAD
from stdgraph.store.versioned_cache import STABLE_AFTER, VersionedCache


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


class Maker:
    """Makes a new answer each time."""

    def __init__(self) -> None:
        self.made = 0

    async def __call__(self) -> list[int]:
        self.made += 1
        return [self.made]


async def recall(held: VersionedCache, key: str, version: int | None, make: Maker) -> list[int]:
    return await held.recall("r", key, version, make, len)


async def test_a_version_that_was_just_seen_may_be_seen_in_part(clock: Clock) -> None:
    held, make = VersionedCache(), Maker()
    assert await recall(held, "a", 1, make) == [1]
    clock.now += STABLE_AFTER - 0.01
    assert await recall(held, "a", 1, make) == [2]
    clock.now += 0.01
    assert await recall(held, "a", 1, make) == [3]
    assert await recall(held, "a", 1, make) == [3]


async def test_another_version_is_another_answer(clock: Clock) -> None:
    held, make = VersionedCache(), Maker()
    await recall(held, "a", 1, make)
    clock.now += STABLE_AFTER
    assert await recall(held, "a", 1, make) == [2]
    assert await recall(held, "a", 2, make) == [3]
    clock.now += STABLE_AFTER
    assert await recall(held, "a", 2, make) == [4]
    assert await recall(held, "b", 2, make) == [5]
    assert await recall(held, "a", 2, make) == [4]


async def test_nothing_is_kept_where_there_is_no_version(clock: Clock) -> None:
    held, make = VersionedCache(), Maker()
    for expected in (1, 2):
        assert await recall(held, "a", None, make) == [expected]
        clock.now += STABLE_AFTER


async def test_what_was_not_asked_for_longest_goes_first(clock: Clock) -> None:
    held, make = VersionedCache(3 * (OVERHEAD + 1)), Maker()
    await recall(held, "a", 1, make)
    clock.now += STABLE_AFTER
    for key in "abc":
        await recall(held, key, 1, make)
    assert await recall(held, "a", 1, make) == [2]
    await recall(held, "d", 1, make)
    assert await recall(held, "a", 1, make) == [2], "b went"
    assert await recall(held, "b", 1, make) == [6]
    assert await recall(held, "d", 1, make) == [5]


async def test_what_several_ask_for_at_once_is_made_once() -> None:
    held, make, begun, may_end = VersionedCache(), Maker(), asyncio.Event(), asyncio.Event()

    async def slowly() -> list[int]:
        begun.set()
        await may_end.wait()
        return await make()

    first = asyncio.create_task(held.once("a", slowly))
    await begun.wait()
    others = [asyncio.create_task(held.once("a", make)) for _ in range(3)]
    assert await held.once("b", make) == [1]
    may_end.set()
    assert await asyncio.gather(first, *others) == [[2]] * 4
    assert await held.once("a", make) == [3], "nothing is kept"


@pytest.mark.parametrize("end", [asyncio.CancelledError, LookupError])
async def test_what_somebody_did_not_finish_is_made_by_the_next(end: type[BaseException]) -> None:
    held, make, begun, may_end = VersionedCache(), Maker(), asyncio.Event(), asyncio.Event()

    async def fail() -> list[int]:
        begun.set()
        await may_end.wait()
        raise end

    async def take_a_while() -> list[int]:
        await asyncio.sleep(0)
        return await make()

    first = asyncio.create_task(held.once("a", fail))
    await begun.wait()
    others = [asyncio.create_task(held.once("a", take_a_while)) for _ in range(3)]
    await asyncio.sleep(0)
    may_end.set()
    with pytest.raises(end):
        await first
    assert [sum(await other) for other in others] == [1, 1, 1]
