"""A forecast by simulated runs: each open item goes through the stages that are left, new items keep arriving at the observed rate.

Random numbers come from ``random.Random.random`` alone, which gives one sequence for one seed on every machine and version.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, exp, log, log1p, sqrt
from random import Random
from statistics import NormalDist

from stdgraph.domain.stage_traversal import Coming, Pools, StageTraversals

__all__ = ["FAR", "RUNS", "Arrivals", "Item", "Runs", "quantile", "simulate"]

RUNS = 400
MOST_ITEMS = 1500
"""Items that are taken through every run; of more, evenly chosen ones represent their neighbours."""
FAR = 7305
"""Days ahead that are looked at: 20 years."""
SHARED = 0.1
"""How far all items of one run may be slower or faster together, observed durations given (deviation of the logarithm)."""
SHARED_NORMAL = 0.4
"""The same where any stage rests on normal durations."""

_NORMAL = NormalDist()


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
    """The result of all runs: for each the sorted days until its items are published, and the new items."""

    items: Sequence[Sequence[float]]
    rates: Sequence[float]
    luck: Sequence[float]
    weight: float
    """How many items each simulated one represents."""
    pace: Sequence[float]
    """How much slower or faster than usual all items of a run go."""
    coming: Coming

    def counts(self, days: float) -> list[int]:
        """How many more are published after so many days, run by run."""
        runs = zip(self.items, self.rates, self.luck, self.pace, strict=True)
        return [
            round(self.weight * bisect_right(times, days)) + _poisson(rate * slow * self.coming(days / slow), luck)
            for times, rate, luck, slow in runs
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
    onward = StageTraversals(pools, random)
    every = [item for item in items for _ in range(item.count)]
    step = ceil(len(every) / MOST_ITEMS) or 1
    taken = every[step // 2 :: step]
    columns = [_item(item, onward, random) for item in taken]
    coming = Coming([(share, onward(*start)) for start, share in sorted(arrivals.shares.items())])
    shared = SHARED if onward.observed else SHARED_NORMAL
    pace = [exp(shared * _NORMAL.inv_cdf((n + 0.5) / RUNS)) for n in range(RUNS)]
    rows = zip(*columns, strict=True) if columns else [()] * RUNS
    times = [sorted([days * slow for days in row]) for row, slow in zip(rows, pace, strict=True)]
    rates = [_rate(arrivals, random.random()) for _ in range(RUNS)]
    luck = [random.random() for _ in range(RUNS)]
    return Runs(times, rates, luck, len(every) / len(taken) if taken else 1.0, pace, coming)


def quantile(values: Sequence[int], share: float) -> int:
    """The least of the values that this share of them does not exceed."""
    return sorted(values)[max(ceil(share * len(values)) - 1, 0)]


def _item(item: Item, onward: StageTraversals, random: Random) -> list[float]:
    """Days until one item is published, run by run: the rest of its stage, given its age, and the way from there."""
    parts, draw = onward.parts(item.level, item.stage), random.random
    if item.age < 0:  # it may be anywhere in its stage
        size = len(parts)
        chosen = [parts[int(draw() * size)] for _ in range(RUNS)]
        return [days * draw() + way[int(draw() * len(way))] for days, way in chosen]
    pool = onward.pool(item.level, item.stage)
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
