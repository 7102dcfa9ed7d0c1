"""StageTraversals from a stage to publication: pools of durations, one after the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import accumulate
from random import Random

from stdgraph.domain.duration_samples import ABANDONED, NEVER, DurationSamples

WALKS = 500
LONGEST = 40
"""Stages after which a walk that is sent back again and again is given up."""

PUBLISHED = ("60", "90")
Pools = Callable[[str, str], DurationSamples]
"""The pool of a level and stage."""


class StageTraversals:
    """Days from entering a stage to publication, as equally likely walks through the stages; made once a level and stage."""

    def __init__(self, pools: Pools, random: Random) -> None:
        self._random = random
        self._ask = pools
        self._pools: dict[tuple[str, str], DurationSamples] = {}
        self._known: dict[tuple[str, str], list[float]] = {}
        self._parts: dict[tuple[str, str], list[tuple[float, list[float]]]] = {}

    def __call__(self, level: str, stage: str) -> list[float]:
        """The walks that begin with entering a stage."""
        key = (level, stage)
        if key not in self._known:
            self._known[key] = self._made(level, stage)
        return self._known[key]

    @property
    def observed(self) -> bool:
        """Whether every stage that was walked through rests on what was observed."""
        return all(pool.observed for pool in self._pools.values())

    def pool(self, level: str, stage: str) -> DurationSamples:
        """The pool of a level and stage."""
        key = (level, stage)
        found = self._pools.get(key)
        if found is None:
            found = self._pools[key] = self._ask(level, stage)
        return found

    def parts(self, level: str, stage: str) -> list[tuple[float, list[float]]]:
        """The parts of a pool: the days of the stay, and the walks from there."""
        key = (level, stage)
        if key not in self._parts:
            self._parts[key] = [(days, self(level, after)) for days, after in self.pool(level, stage).parts]
        return self._parts[key]

    def _made(self, level: str, stage: str) -> list[float]:
        if stage in PUBLISHED:
            return [0.0]
        if _is_over(stage):
            return [NEVER]
        return [self._walk(level, stage) for _ in range(WALKS)]

    def _walk(self, level: str, stage: str) -> float:
        draw, total = self._random.random, 0.0
        for _ in range(LONGEST):
            parts = self.pool(level, stage).parts
            days, stage = parts[int(draw() * len(parts))]
            total += days
            if stage in PUBLISHED:
                return total
            if _is_over(stage):
                break
        return NEVER


def _is_over(stage: str) -> bool:
    """Whether nothing is published from here: abandoned, or withdrawn already."""
    return stage == ABANDONED or stage > PUBLISHED[-1]


class Coming:
    """Of new items that begin at one a year, shared out among walks: how many are published after so many days."""

    def __init__(self, shares: Sequence[tuple[float, Sequence[float]]]) -> None:
        self._sorted = []
        for share, walks in shares:
            ends = sorted(walks)
            self._sorted.append((share / len(ends) / 365.25, ends, [0.0, *accumulate(ends)]))

    def __call__(self, days: float) -> float:
        """Each walk brings what began long enough ago."""
        total = 0.0
        for share, ends, sums in self._sorted:
            over = bisect_left(ends, days)
            total += share * (over * days - sums[over])
        return total
