"""What is observed of a system's past: stage stays and first entries, and the duration samples and arrivals estimated from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean, variance
from typing import TypedDict

from stdgraph.domain.duration_samples import FOLLOWING, DurationSamples, pool, tempo_of
from stdgraph.domain.forecast import Arrivals
from stdgraph.domain.scope import ScopeFilter
from stdgraph.progress.revisions import is_revision
from stdgraph.progress.stage_durations import StageStay, load_stage_stays
from stdgraph.progress.tally import compute_progress
from stdgraph.store.plan_cypher import is_item, on_plan
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, is_undated

WINDOW = 5
"""Years before the day in which new items are counted."""

STARTS = (
    "UNWIND $systems AS code MATCH (x:Subsystem {system: code})<-[:LISTED_IN]-(s:Standard) "
    f"WHERE {on_plan('x')} AND {on_plan('s')} AND {is_item('s')} WITH DISTINCT code, s "
    f"WITH code, s.level AS level, {is_revision('s')} AS revision, [e IN s.timeline WHERE e <= $onKey][0] AS entry "
    f"WHERE entry IS NOT NULL AND NOT {is_undated('entry')} "
    "WITH code, level, revision, substring(entry, 11, 2) AS stage, "
    "toInteger(duration.inDays(date(substring(entry, 0, 10)), $on).days / 365.25) AS years "
    "WITH code, level, revision, stage, years, count(*) AS count RETURN code, level, revision, stage, years, count"
)


class StartRow(TypedDict):
    """How many items of a system and level started in a stage, by whole years before the day."""

    code: str
    level: str | None
    revision: bool
    stage: str
    years: int
    count: int


@dataclass(frozen=True, slots=True, order=True)
class ItemStart:
    """How many items of a level started in a stage, by whole years before the day."""

    level: str
    stage: str
    years: int
    count: int
    revision: bool = False
    """Whether they revise other documents."""


@dataclass(frozen=True, slots=True)
class SystemObservations:
    """The observations in one system by a day, in an order that does not depend on the engine."""

    stays: Sequence[StageStay] = ()
    starts: Sequence[ItemStart] = ()
    items: int = 0
    """Items on the plan."""
    declared: int | None = None
    """Items that the system's document declares; None where it gives no number."""


async def load_observations(tx: Transaction, systems: Sequence[str], on: date) -> dict[str, SystemObservations]:
    """The observations in each system by a day. Five statements, none for no system."""
    if not systems:
        return {}
    scopes = [ScopeFilter(system=system) for system in systems]
    stays = await load_stage_stays(tx, scopes, on, revisions=True)
    progress = await compute_progress(tx, scopes, on)
    starts: dict[str, list[ItemStart]] = {system: [] for system in systems}
    for row in await tx.table(StartRow, STARTS, systems=list(systems), **day_parameters(on)):
        start = ItemStart(row["level"] or "", row["stage"], row["years"], row["count"], row["revision"])
        starts[row["code"]].append(start)
    return {
        system: SystemObservations(found, sorted(starts[system]), figures["items"], figures["declared"])
        for system, found, figures in zip(systems, stays, progress, strict=True)
    }


def estimate_arrivals(starts: Sequence[ItemStart]) -> Arrivals:
    """The new items of the last five years: their yearly mean, its deviation, and the levels and stages in which they started.

    The deviation covers the variation between years beyond chance, and the uncertainty of a sample of five years.
    Where the first item came later, only the years since then count.
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


class ObservedSamples:
    """The duration samples of one system: of the level where enough was observed, else of all levels, else normal durations at the
    tempo of the system."""

    def __init__(self, observed: Sequence[StageStay]) -> None:
        self._observed = observed
        self._made: dict[tuple[str, str], DurationSamples] = {}
        self._every = {
            stage: pool(stage, _samples(stay for stay in observed if stay.stage == stage)) for stage in FOLLOWING
        }
        self._tempo = tempo_of(self._every)

    def __call__(self, level: str, stage: str) -> DurationSamples:
        """The samples of a level and stage."""
        key = (level, stage)
        if key not in self._made:
            of_level = _samples(stay for stay in self._observed if (stay.stage, stay.level) == key[::-1])
            same, every = pool(stage, of_level, self._tempo), self._every[stage]
            self._made[key] = every if every.observed and not same.observed else same
        return self._made[key]

    def used(self) -> Mapping[tuple[str, str], DurationSamples]:
        """All samples that were asked for, by level and stage."""
        return dict(sorted(self._made.items()))


def _samples(found: Iterable[StageStay]) -> Iterator[tuple[int, str, int]]:
    return ((stay.days, stay.next, stay.count) for stay in found)
