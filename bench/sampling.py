"""Sampling: two ways to get the same answer, timed in turns, so that what disturbs the machine disturbs both."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

Way = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to look: counts, and seconds at which to stop before the count is reached."""

    warm: int = 200
    samples: int = 300
    warm_seconds: float = 5.0
    sample_seconds: float = 9.0
    clients: int = 16
    crowd_seconds: float = 1.5


async def nothing() -> None:
    """What happens between samples where nothing else is given."""


async def in_turns(ways: Sequence[Way], effort: Effort, before: Way = nothing) -> list[list[float]]:
    """Seconds that each way took, sorted, after a warm-up: as many samples of one as of the other. ``before`` each goes unmeasured."""
    until = time.perf_counter() + effort.warm_seconds
    for _ in range(effort.warm):
        for way in ways:
            await before()
            await way()
        if time.perf_counter() > until:
            break
    taken: list[list[float]] = [[] for _ in ways]
    until = time.perf_counter() + effort.sample_seconds
    for _ in range(effort.samples):
        for way, times in zip(ways, taken, strict=True):
            await before()
            begun = time.perf_counter()
            await way()
            times.append(time.perf_counter() - begun)
        if time.perf_counter() > until:
            break
    return [sorted(times) for times in taken]


async def per_second(crowds: Sequence[Sequence[Way]], effort: Effort) -> list[tuple[float, int]]:
    """Answers a second of each crowd, its members asking at once in two turns, and how many answers there were."""
    answers, seconds = [0] * len(crowds), [0.0] * len(crowds)
    for _ in range(2):
        for n, crowd in enumerate(crowds):
            begun = time.perf_counter()
            until = begun + effort.crowd_seconds
            answers[n] += sum(await asyncio.gather(*(_until(way, until) for way in crowd)))
            seconds[n] += time.perf_counter() - begun
    return [(count / spent, count) for count, spent in zip(answers, seconds, strict=True)]


async def _until(way: Way, end: float) -> int:
    count = 0
    while time.perf_counter() < end:
        await way()
        count += 1
    return count


def percentile(times: Sequence[float], share: float) -> float:
    """The value that this share of the sorted values does not exceed."""
    return times[max(0, math.ceil(share * len(times)) - 1)]
