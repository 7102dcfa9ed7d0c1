"""Forecasts of targets: what the catalogue observed, put into simulated runs.

The random numbers are seeded by the target, the day and all that was observed, in one order: the same catalogue and day give the
same forecast on every engine.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from statistics import mean, variance

from stdgraph.graph.door import Transaction
from stdgraph.graph.states import day_parameters
from stdgraph.model.answers import Answer
from stdgraph.model.forecast import Arrivals, Item, Runs, quantile, simulate
from stdgraph.model.pools import ENOUGH, FOLLOWING, Pool, pool
from stdgraph.model.scope import Scope
from stdgraph.model.targets import Measured
from stdgraph.model.timeline import UNKNOWN_DAY
from stdgraph.model.vocabulary import ForecastMethod
from stdgraph.progress import assumptions
from stdgraph.progress.stays import Stay, stays

WINDOW = 5
"""Years back from the day in which new items are counted."""

STARTS = (
    "UNWIND $systems AS code MATCH (:Subsystem {system: code})<-[:LISTED_IN]-(s:Standard) WITH DISTINCT code, s "
    "WITH code, s.level AS level, [e IN s.timeline WHERE e <= $onKey][0] AS entry "
    f"WHERE entry IS NOT NULL AND NOT entry STARTS WITH '{UNKNOWN_DAY}' "
    "WITH code, level, substring(entry, 11, 2) AS stage, "
    "toInteger(duration.inDays(date(substring(entry, 0, 10)), $on).days / 365.25) AS years "
    "WITH code, level, stage, years, count(*) AS count RETURN code, level, stage, years, count"
)


@dataclass(frozen=True, slots=True, order=True)
class Start:
    """So many items of one level that began in a stage so many whole years ago."""

    level: str
    stage: str
    years: int
    count: int


@dataclass(frozen=True, slots=True)
class Observed:
    """What the catalogue saw in one system by a day, in one order whatever the engine."""

    stays: Sequence[Stay] = ()
    starts: Sequence[Start] = ()


async def forecasts(tx: Transaction, targets: Sequence[Measured], on: date) -> list[Answer]:
    """The forecast of each target on a day, its assumptions as pairs of sentences, Chinese and English. Two statements at most."""
    systems = sorted({one.target.system for one in targets if _method(one) is ForecastMethod.MONTE_CARLO})
    observed = await _observed(tx, systems, on)
    return [
        await asyncio.to_thread(forecast, one, observed.get(one.target.system, Observed()))  # a second of work at worst
        for one in targets
    ]


def forecast(one: Measured, observed: Observed) -> Answer:
    """How likely a target is met, by what was observed in its system.

    The numbers are null where nothing is counted; ``probability`` and the quantiles, too, where the target states no day.
    """
    match _method(one):
        case ForecastMethod.NONE:
            return _answer(ForecastMethod.NONE, assumptions.not_measured(one))
        case ForecastMethod.COUNTED:
            return _counted(one)
        case _:
            return _simulated(one, observed)


def _method(one: Measured) -> ForecastMethod:
    if one.remaining is None:
        return ForecastMethod.NONE
    if one.target.by is not None and one.on >= one.target.by:
        return ForecastMethod.COUNTED
    return ForecastMethod.MONTE_CARLO


def _answer(method: ForecastMethod, told: Sequence[tuple[str, str]], **found: object) -> Answer:
    empty = dict.fromkeys(("probability", "p10", "p50", "p90", "reachedOnP50"))
    return {**empty, **found, "method": method, "assumptions": [list(pair) for pair in told]}


def _counted(one: Measured) -> Answer:
    by = one.target.by or one.on
    count = sum(found for day, found in one.days.items() if day <= by)
    return _answer(
        ForecastMethod.COUNTED,
        assumptions.counted(one),
        probability=float(count >= (one.target.required or 0)),
        **dict.fromkeys(("p10", "p50", "p90"), count),
        reachedOnP50=one.reached_on,
    )


def _simulated(one: Measured, observed: Observed) -> Answer:
    runs, items, arrivals, pools = runs_of(one, observed)
    achieved, required = one.achieved or 0, one.target.required or 0
    found: dict[str, object] = {}
    if one.target.by is not None:
        counts = [achieved + more for more in runs.counts((one.target.by - one.on).days)]
        found = {
            "probability": sum(count >= required for count in counts) / len(counts),
            **{name: quantile(counts, share) for name, share in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9))},
        }
    days = runs.reached(required - achieved) if one.reached_on is None else None
    reached = one.reached_on or (None if days is None else one.on + timedelta(days=days))
    told = assumptions.simulated(one, items, _undecided(one, observed), arrivals, pools.used())
    return _answer(ForecastMethod.MONTE_CARLO, told, **found, reachedOnP50=reached)


def runs_of(one: Measured, observed: Observed) -> tuple[Runs, list[Item], Arrivals, Pools]:
    """The runs of a target with what went into them."""
    wanted = set(one.target.levels)
    items = [
        Item(stay.level, stay.stage, stay.days, stay.count)
        for stay in observed.stays
        if not stay.next and stay.stage in FOLLOWING and (not wanted or stay.level in wanted)
    ]
    arrivals = arrivals_of([start for start in observed.starts if not wanted or start.level in wanted])
    pools = Pools(observed.stays)
    seed = repr((one.target.id, one.target.system, one.on.isoformat(), observed.stays, observed.starts))
    random = Random(hashlib.sha256(seed.encode()).digest())  # noqa: S311  no secret: the same answer each time
    return simulate(items, arrivals, pools, random), items, arrivals, pools


def arrivals_of(starts: Sequence[Start]) -> Arrivals:
    """The new items of the last five years: their yearly mean, its deviation, and as what they began.

    The deviation holds what years differ by beyond chance, and that five years are no more than a sample.
    Where the first item came later, the years since then count.
    """
    found = [start for start in starts if start.years < WINDOW]
    total = sum(start.count for start in found)
    if not total:
        return Arrivals()
    span = min(WINDOW, max(start.years for start in starts) + 1)
    yearly = [sum(start.count for start in found if start.years == year) for year in range(span)]
    rate = mean(yearly)
    beyond_chance = max(variance(yearly) - rate, 0.0) if span > 1 else 0.0
    shares: dict[tuple[str, str], float] = {}
    for start in found:
        key = (start.level, start.stage)
        shares[key] = shares.get(key, 0.0) + start.count / total
    return Arrivals(rate, (beyond_chance + rate / span) ** 0.5, shares)


class Pools:
    """The pools of one system: of the level where enough was observed, else of all levels, else normal durations."""

    def __init__(self, observed: Sequence[Stay]) -> None:
        self._observed = observed
        self._made: dict[tuple[str, str], Pool] = {}

    def __call__(self, level: str, stage: str) -> Pool:
        """The pool of a level and stage."""
        key = (level, stage)
        if key not in self._made:
            found = [stay for stay in self._observed if stay.stage == stage]
            same = pool(stage, ((stay.days, stay.next, stay.count) for stay in found if stay.level == level))
            self._made[key] = (
                same if same.observed else pool(stage, ((stay.days, stay.next, stay.count) for stay in found))
            )
        return self._made[key]

    def used(self) -> Mapping[tuple[str, str], Pool]:
        """Every pool that was asked for, by level and stage."""
        return dict(sorted(self._made.items()))


def _undecided(one: Measured, observed: Observed) -> int:
    """Open items whose level is not decided, where the target names levels."""
    if not one.target.levels:
        return 0
    return sum(stay.count for stay in observed.stays if not stay.next and not stay.level and stay.stage in FOLLOWING)


async def _observed(tx: Transaction, systems: Sequence[str], on: date) -> dict[str, Observed]:
    if not systems:
        return {}
    lasting = await stays(tx, [Scope(system=system) for system in systems], on)
    columns = ("code", "level", "stage", "years", "count")
    begun: dict[str, list[Start]] = {system: [] for system in systems}
    for row in await tx.table(columns, STARTS, systems=list(systems), **day_parameters(on)):
        begun[row["code"]].append(Start(row["level"] or "", row["stage"], row["years"], row["count"]))
    return {system: Observed(found, sorted(begun[system])) for system, found in zip(systems, lasting, strict=True)}


__all__ = ["ENOUGH", "Observed", "Pools", "Start", "arrivals_of", "forecast", "forecasts", "runs_of"]
