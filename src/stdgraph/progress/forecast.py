"""Forecasts of targets: what the catalogue observed, put into simulated runs.

The random numbers are seeded by the target, the day and all that was observed, in one order: the same catalogue and day give the
same forecast on every engine.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from stdgraph.domain.answers import Answer
from stdgraph.domain.duration_samples import FOLLOWING
from stdgraph.domain.forecast import Arrivals, Item, Runs, quantile, simulate
from stdgraph.domain.targets import Measured
from stdgraph.domain.vocabulary import ForecastMethod
from stdgraph.progress import assumptions
from stdgraph.progress.observations import Observed, Pools, arrivals_of, observe
from stdgraph.store.session import Transaction


async def forecasts(tx: Transaction, targets: Sequence[Measured], on: date) -> list[Answer]:
    """The forecast of each target on a day, its assumptions as pairs of sentences, Chinese and English. Two statements at most."""
    systems = sorted({one.target.system for one in targets if _method(one) is ForecastMethod.MONTE_CARLO})
    observed = await observe(tx, systems, on)
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


def _undecided(one: Measured, observed: Observed) -> int:
    """Open items whose level is not decided, where the target names levels."""
    if not one.target.levels:
        return 0
    return sum(stay.count for stay in observed.stays if not stay.next and not stay.level and stay.stage in FOLLOWING)
