"""Forecasts of targets: simulated runs based on what the catalogue observed.

The random numbers are seeded by the target, the day and all observations, in a fixed order: the same catalogue and day give the
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
from stdgraph.domain.targets import Measured, TargetDefinition
from stdgraph.domain.vocabulary import ForecastMethod, TargetCounts
from stdgraph.progress import assumptions
from stdgraph.progress.observations import (
    ItemStart,
    ObservedSamples,
    SystemObservations,
    estimate_arrivals,
    load_observations,
)
from stdgraph.progress.stage_durations import StageStay
from stdgraph.store.session import Transaction


async def compute_forecasts(tx: Transaction, targets: Sequence[Measured], on: date) -> list[Answer]:
    """The forecast of each target on a day, its assumptions as pairs of sentences, Chinese and English. Five statements at most."""
    systems = sorted({one.target.system for one in targets if _method(one) is ForecastMethod.MONTE_CARLO})
    observed = await load_observations(tx, systems, on)
    return [
        await asyncio.to_thread(
            forecast_target, one, observed.get(one.target.system, SystemObservations())
        )  # up to a second of work
        for one in targets
    ]


def forecast_target(one: Measured, observed: SystemObservations) -> Answer:
    """How likely it is that a target is met, given the observations in its system.

    The numbers are null where nothing is counted; ``pace`` and ``requiredPace`` are those of the target; ``probability`` and the
    quantiles are also null where the target states no day.
    """
    match _method(one):
        case ForecastMethod.NONE:
            return _answer(one, ForecastMethod.NONE, assumptions.explain_not_measured(one))
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


def _answer(
    one: Measured, method: ForecastMethod, sentences: Sequence[assumptions.Sentence], **found: object
) -> Answer:
    empty = dict.fromkeys(("probability", "p10", "p50", "p90", "reachedOnP50"))
    paces = {"pace": one.pace, "requiredPace": one.required_pace}
    return {**empty, **found, **paces, "method": method, "assumptions": [list(pair) for pair in sentences]}


def _counted(one: Measured) -> Answer:
    by = one.target.by or one.on
    count = sum(found for day, found in one.days.items() if day <= by)
    return _answer(
        one,
        ForecastMethod.COUNTED,
        assumptions.explain_counted(one),
        probability=float(count >= (one.target.required or 0)),
        **dict.fromkeys(("p10", "p50", "p90"), count),
        reachedOnP50=one.reached_on,
    )


def _simulated(one: Measured, observed: SystemObservations) -> Answer:
    runs, items, arrivals, samples = simulate_target(one, observed)
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
    sentences = [
        *assumptions.explain_scope(one, observed.items, observed.declared),
        *assumptions.explain_simulated(one, items, _left_out(one, observed), arrivals, samples.used()),
    ]
    return _answer(one, ForecastMethod.MONTE_CARLO, sentences, **found, reachedOnP50=reached)


def simulate_target(one: Measured, observed: SystemObservations) -> tuple[Runs, list[Item], Arrivals, ObservedSamples]:
    """The runs of a target, with the items, arrivals and duration samples they are based on."""
    items = [
        Item(stay.level, stay.stage, stay.days, stay.count)
        for stay in _open_stays(observed)
        if _counts(one.target, stay)
    ]
    arrivals = estimate_arrivals([start for start in observed.starts if _counts(one.target, start)])
    samples = ObservedSamples(observed.stays)
    random = Random(hashlib.sha256(_seed(one, observed).encode()).digest())  # noqa: S311  reproducible, not secret
    return simulate(items, arrivals, samples, random), items, arrivals, samples


def _seed(one: Measured, observed: SystemObservations) -> str:
    """The text that seeds the random numbers. It is spelled out because a forecast must not change when a class is renamed."""
    stays = ", ".join(
        f"Stay(stage={stay.stage!r}, next={stay.next!r}, days={stay.days}, level={stay.level!r}, count={stay.count})"
        for stay in observed.stays
    )
    starts = ", ".join(
        f"Start(level={start.level!r}, stage={start.stage!r}, years={start.years}, count={start.count})"
        for start in observed.starts
    )
    return f"({one.target.id!r}, {one.target.system!r}, {one.on.isoformat()!r}, [{stays}], [{starts}])"


def _open_stays(observed: SystemObservations) -> list[StageStay]:
    return [stay for stay in observed.stays if not stay.next and stay.stage in FOLLOWING]


def _counts(target: TargetDefinition, one: StageStay | ItemStart) -> bool:
    """Whether standards of this level and kind count towards a target."""
    if target.counts is TargetCounts.NEW and one.revision:
        return False
    return not target.levels or one.level in target.levels


def _left_out(one: Measured, observed: SystemObservations) -> assumptions.LeftOut:
    """Open items that do not count: those of undecided level where the target names levels, and revisions where it counts new standards."""
    levels, new_only = one.target.levels, one.target.counts is TargetCounts.NEW
    undecided = revisions = 0
    for stay in _open_stays(observed):
        if new_only and stay.revision:
            revisions += stay.count if not levels or stay.level in levels else 0
        elif levels and not stay.level:
            undecided += stay.count
    return assumptions.LeftOut(undecided, revisions)
