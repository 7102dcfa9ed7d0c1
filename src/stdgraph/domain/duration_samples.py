"""How long a stage may still take: observed durations, or normal ones where too few were observed.

Observed stays are weighed as Kaplan and Meier do (J. Am. Stat. Assoc. 53, 1958): items still in the stage count, too,
or the long stays would be missing. A stay that outlasts everything observed ends at the mean rate of leaving.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import exp, inf, log
from statistics import NormalDist

from stdgraph.domain.stages import STAGES

ENOUGH = 20
"""Completed stays from which on the observed durations of a stage are used."""

SHARES = 500
"""Into how many equally likely parts a distribution is cut."""

ASSUMED_MONTHS = {"00": 12, "40": 6, "50": 3}
"""For stages of which GB/T 16733-1997 states no normal duration."""

FOLLOWING = dict(zip(("00", "10", "20", "30", "40", "50"), ("10", "20", "30", "40", "50", "60"), strict=True))
NORMAL_MONTHS = {stage: STAGES[stage].normal_months or ASSUMED_MONTHS[stage] for stage in FOLLOWING}
"""Median months where too little was observed."""

SPREAD = 0.6
"""Spread of normal durations (standard deviation of their logarithm): one in ten takes more than 2.2 times the median."""

LOSS = 50
"""One in so many stays ends in abandonment where too little was observed."""

ABANDONED = "98"
"""The stage after an abandoned one."""

NEVER = inf
"""The days until an event that never happens."""


@dataclass(frozen=True)
class DurationSamples:
    """The stays in one stage as equally likely (days, next stage) parts, shortest first."""

    parts: tuple[tuple[float, str], ...]
    mean: float
    """Mean days until the stage is left, for what has outlasted every part."""
    observed: int = 0
    """How many completed stays it rests on; 0 for normal durations."""
    tempo: float = 1.0
    """By how much normal durations were stretched."""

    @property
    def median(self) -> float:
        """The days that half of the parts do not exceed."""
        return self.parts[(len(self.parts) - 1) // 2][0]

    @cached_property
    def days(self) -> list[float]:
        """The days of the parts."""
        return [days for days, _ in self.parts]

    def beyond(self, age: int) -> int:
        """The place of the first part that lasts longer than an age."""
        return bisect_right(self.days, age)


def pool(stage: str, stays: Iterable[tuple[int, str, int]], tempo: float = 1.0) -> DurationSamples:
    """The pool of a stage from its stays as (days, next stage or nothing while it lasts, count); unknown days are -1 and left out.

    Where they are too few it is the normal one, at a tempo.
    """
    known = sorted((days, not after, after, count) for days, after, count in stays if days >= 0 and count > 0)
    observed = sum(count for _, open_, _, count in known if not open_)
    return _weighed(known, observed) if observed >= ENOUGH else normal(stage, tempo)


def normal(stage: str, tempo: float = 1.0) -> DurationSamples:
    """A stage as it normally goes, by the table of durations; at a tempo of 2 it takes twice as long."""
    centre = log(tempo * NORMAL_MONTHS[stage] * 365.25 / 12)
    spread = NormalDist(centre, SPREAD)
    days = [exp(spread.inv_cdf((n + 0.5) / SHARES)) for n in range(SHARES)]
    parts = tuple((one, ABANDONED if n % LOSS == LOSS // 2 else FOLLOWING[stage]) for n, one in enumerate(days))
    return DurationSamples(parts, sum(days) / SHARES, tempo=tempo)


def tempo_of(pools: Mapping[str, DurationSamples]) -> float:
    """How much longer than normally the stages lasted that were observed, by their medians; with one more that went as it normally does."""
    ratios = [log(max(pool.median, 1.0) / normal(stage).median) for stage, pool in pools.items() if pool.observed]
    return exp(sum(ratios) / (len(ratios) + 1))


def _weighed(known: list[tuple[int, bool, str, int]], observed: int) -> DurationSamples:
    """Parts in the proportion of the Kaplan-Meier weights; at one age, leaving comes before staying on."""
    at_risk = sum(count for *_, count in known)
    mean = max(1.0, sum(days * count for days, *_, count in known) / observed)
    surviving, weights = 1.0, list[tuple[float, str, float]]()
    for days, open_, after, count in known:
        if not open_:
            share = surviving * count / at_risk
            weights.append((float(days), after, share))
            surviving -= share
        at_risk -= count
    if surviving > 1e-9:
        weights += _tail(known[-1][0], mean, surviving, known)
    return DurationSamples(_parts(weights), mean, observed)


def _tail(
    last: int, mean: float, surviving: float, known: list[tuple[int, bool, str, int]]
) -> list[tuple[float, str, float]]:
    """What outlasts everything observed, in twenty parts, going where the observed went."""
    after: Counter[str] = Counter()
    for _, open_, stage, count in known:
        if not open_:
            after[stage] += count
    total = sum(after.values())
    return [
        (last - mean * log(1 - (n + 0.5) / 20), stage, surviving / 20 * count / total)
        for n in range(20)
        for stage, count in sorted(after.items())
    ]


def _parts(weights: list[tuple[float, str, float]]) -> tuple[tuple[float, str], ...]:
    total = sum(weight for *_, weight in weights)
    parts: list[tuple[float, str]] = []
    seen = 0.0
    for days, after, weight in weights:
        seen += weight / total
        while len(parts) < SHARES and (len(parts) + 0.5) / SHARES <= seen:
            parts.append((days, after))
    while len(parts) < SHARES:
        parts.append(weights[-1][:2])
    return tuple(parts)
