"""A forecast by simulated runs: each open item goes through the stages that are left, new items keep coming as they did.

Random numbers come from ``random.Random.random`` alone, which gives one sequence for one seed on every machine and version.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, exp, log, log1p, sqrt
from random import Random
from statistics import NormalDist

from stdgraph.model.pools import ABANDONED, NEVER, Pool

RUNS = 400
MOST_ITEMS = 1500
"""Items that are taken through every run; of more, evenly chosen ones stand for their neighbours."""
WALKS = 500
LONGEST = 40
"""Stages after which a walk that is sent back again and again is given up."""
FAR = 7305
"""Days ahead that are looked at: 20 years."""
PUBLISHED = ("60", "90")
SHARED = 0.15
"""How far all items of one run may be slower or faster together, observed durations given (deviation of the logarithm)."""
SHARED_NORMAL = 0.4
"""The same where any stage rests on normal durations."""

_NORMAL = NormalDist()
Pools = Callable[[str, str], Pool]
"""The pool of a level and stage."""


@dataclass(frozen=True, slots=True)
class Item:
    """So many open items of a level that have been in a stage for so many days; -1 where that is unknown."""

    level: str
    stage: str
    age: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Arrivals:
    """New items: how many come a year, how far years differ, and as what (level, first stage) they begin."""

    rate: float = 0.0
    deviation: float = 0.0
    shares: Mapping[tuple[str, str], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Runs:
    """What the runs came to: for each run the sorted days until its items are published, and what comes in new."""

    items: Sequence[Sequence[float]]
    rates: Sequence[float]
    luck: Sequence[float]
    weight: float
    """How many items each stands for."""
    coming: Callable[[float], float]
    """Of one new item a year: how many are published after so many days."""

    def counts(self, days: float) -> list[int]:
        """How many more are published after so many days, run by run."""
        grown = self.coming(days)
        return [
            round(self.weight * bisect_right(times, days)) + _poisson(rate * grown, luck)
            for times, rate, luck in zip(self.items, self.rates, self.luck, strict=True)
        ]

    def reached(self, wanted: int) -> int | None:
        """After how many days half of the runs have so many more; None if not within twenty years."""

        def enough(days: int) -> bool:
            return 2 * sum(count >= wanted for count in self.counts(days)) >= len(self.items)

        if not enough(FAR):
            return None
        low, high = 0, FAR
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if enough(middle) else (middle + 1, high)
        return low


def simulate(items: Sequence[Item], arrivals: Arrivals, pools: Pools, random: Random) -> Runs:
    """Four hundred runs. The order of the items matters to the single number, not to what is likely: give them sorted."""
    onward = _Onward(pools, random)
    every = [item for item in items for _ in range(item.count)]
    step = ceil(len(every) / MOST_ITEMS) or 1
    taken = every[step // 2 :: step]
    columns = [_item(item, onward, random) for item in taken]
    met = {(item.level, item.stage) for item in items}
    shared = SHARED if all(pools(*key).observed for key in met) else SHARED_NORMAL
    pace = [exp(shared * _NORMAL.inv_cdf((n + 0.5) / RUNS)) for n in range(RUNS)]
    rows = zip(*columns, strict=True) if columns else [()] * RUNS
    times = [sorted([days * slow for days in row]) for row, slow in zip(rows, pace, strict=True)]
    starts = [(share, onward(*start)) for start, share in sorted(arrivals.shares.items())]

    def coming(days: float) -> float:
        return sum(
            share * sum(days - one for one in walks if one < days) / len(walks) / 365.25 for share, walks in starts
        )

    rates = [_rate(arrivals, random.random()) for _ in range(RUNS)]
    luck = [random.random() for _ in range(RUNS)]
    return Runs(times, rates, luck, len(every) / len(taken) if taken else 1.0, coming)


def quantile(values: Sequence[int], share: float) -> int:
    """The least of the values that this share of them does not exceed."""
    return sorted(values)[max(ceil(share * len(values)) - 1, 0)]


class _Onward:
    """Days from entering a stage to publication, as equally likely walks through the stages; made once a level and stage."""

    def __init__(self, pools: Pools, random: Random) -> None:
        self.pools = pools
        self._random = random
        self._known: dict[tuple[str, str], list[float]] = {}
        self._parts: dict[tuple[str, str], list[tuple[float, list[float]]]] = {}

    def __call__(self, level: str, stage: str) -> list[float]:
        key = (level, stage)
        if key not in self._known:
            self._known[key] = self._walks(level, stage)
        return self._known[key]

    def parts(self, level: str, stage: str) -> list[tuple[float, list[float]]]:
        """The parts of a pool: the days of the stay, and the walks from there."""
        key = (level, stage)
        if key not in self._parts:
            self._parts[key] = [(days, self(level, after)) for days, after in self.pools(level, stage).parts]
        return self._parts[key]

    def _walks(self, level: str, stage: str) -> list[float]:
        if stage in PUBLISHED:
            return [0.0]
        if stage == ABANDONED or stage > PUBLISHED[-1]:
            return [NEVER]
        return [self._walk(level, stage) for _ in range(WALKS)]

    def _walk(self, level: str, stage: str) -> float:
        draw, total = self._random.random, 0.0
        for _ in range(LONGEST):
            parts = self.pools(level, stage).parts
            days, stage = parts[int(draw() * len(parts))]
            total += days
            if stage in PUBLISHED:
                return total
            if stage == ABANDONED or stage > PUBLISHED[-1]:
                break
        return NEVER


def _item(item: Item, onward: _Onward, random: Random) -> list[float]:
    """Days until one item is published, run by run: the rest of its stage, given its age, and the way from there."""
    parts, draw = onward.parts(item.level, item.stage), random.random
    if item.age < 0:  # it may be anywhere in its stage
        size = len(parts)
        chosen = [parts[int(draw() * size)] for _ in range(RUNS)]
        return [days * draw() + way[int(draw() * len(way))] for days, way in chosen]
    pool = onward.pools(item.level, item.stage)
    first = pool.beyond(item.age)
    size, age = len(parts) - first, item.age
    if size:
        chosen = [parts[first + int(draw() * size)] for _ in range(RUNS)]
        return [days - age + way[int(draw() * len(way))] for days, way in chosen]
    chosen = [parts[int(draw() * len(parts))] for _ in range(RUNS)]
    return [way[int(draw() * len(way))] - pool.mean * log1p(-draw()) for _, way in chosen]


def _rate(arrivals: Arrivals, luck: float) -> float:
    """A yearly rate that may be the true one: lognormal about the observed."""
    if arrivals.rate <= 0:
        return 0.0
    spread = sqrt(log(1 + (arrivals.deviation / arrivals.rate) ** 2))
    return arrivals.rate * exp(spread * _NORMAL.inv_cdf(min(max(luck, 1e-12), 1 - 1e-12)) - spread * spread / 2)


def _poisson(mean: float, luck: float) -> int:
    """The quantile of a Poisson distribution; from 40 on by its approximation after Cornish and Fisher."""
    if mean <= 0:
        return 0
    if mean > 40:
        deviate = _NORMAL.inv_cdf(min(max(luck, 1e-12), 1 - 1e-12))
        return max(0, round(mean + sqrt(mean) * deviate + (deviate * deviate - 1) / 6))
    term = below = exp(-mean)
    count = 0
    while below < luck and term > 0:
        count += 1
        term *= mean / count
        below += term
    return count
