"""Turns: several clients ask as fast as they are answered, for a while; the ways to an answer take turns in one run."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bench.sampling import percentile

Asking = Callable[[], Awaitable[int]]
"""Asks once and gives the size of the answer. Raises IndexError where nothing is left to ask."""


@dataclass(slots=True)
class Taken:
    """What turns of one way took."""

    times: list[float] = field(default_factory=list)
    """Seconds of each answer."""
    seconds: float = 0.0
    """Of all turns together."""
    size: int = 0
    """Of all answers together."""
    processor: float = 0.0
    """Seconds of the answering process."""
    engine: float = 0.0
    """Processor seconds of the engine meanwhile."""

    def add(self, other: Taken) -> None:
        """A further turn."""
        self.times += other.times
        self.seconds += other.seconds
        self.size += other.size
        self.processor += other.processor
        self.engine += other.engine

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def each(self, amount: float) -> float | None:
        """Of an amount of all turns the share of one answer, in thousandths."""
        return 1000 * amount / len(self.times) if self.times else None

    def milliseconds(self, share: float) -> float | None:
        """What this share of the answers took at most; None where there was none."""
        return 1000 * percentile(sorted(self.times), share) if self.times else None


class Way(Protocol):
    """One way to the answer of a question."""

    async def turn(self, clients: int, seconds: float) -> Taken:
        """Ask with so many clients for so long."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to look."""

    turns: int = 3
    seconds: float = 1.5
    warm: float = 1.0
    clients: tuple[int, ...] = (1, 16)
    """How many ask at once: few at first, then a crowd."""


async def ask_for(askings: Sequence[Asking], seconds: float) -> Taken:
    """Each of the clients asks until the time is over, or nothing is left to ask."""
    found = Taken()
    begun = time.perf_counter()

    async def one(asking: Asking) -> None:
        while (before := time.perf_counter()) < begun + seconds:
            try:
                size = await asking()
            except IndexError:
                return
            found.times.append(time.perf_counter() - before)
            found.size += size

    await asyncio.gather(*map(one, askings))
    found.seconds = time.perf_counter() - begun
    return found


async def in_turn(
    ways: Sequence[Way | None], clients: int, pace: Pace, engine: Callable[[], float]
) -> list[Taken | None]:
    """What each way took, turn by turn; None for a way that there is not. ``engine`` tells the engine's processor seconds so far."""
    found = [None if way is None else Taken() for way in ways]
    for _ in range(pace.turns):
        for way, taken in zip(ways, found, strict=True):
            if way is not None and taken is not None:
                before = engine()
                taken.add(await way.turn(clients, pace.seconds))
                taken.engine += engine() - before
    return found
