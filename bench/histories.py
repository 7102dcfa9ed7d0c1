"""Generated histories of which the future is known: worlds that keep the forecast's assumptions, and worlds that break them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp
from random import Random

from stdgraph.progress.observations import ItemStart, SystemObservations
from stdgraph.progress.stage_durations import StageStay

Path = list[tuple[float, str]]
"""Days and the stages entered on them; day 0 is the cut, what comes after it is not shown to the forecast."""

YEAR = 365.25
MEDIANS = {"00": 150.0, "20": 300.0, "30": 90.0, "40": 150.0, "50": 100.0}
ORDER = ("00", "20", "30", "40", "50", "60")
LEVEL = "NATIONAL"


@dataclass(frozen=True, slots=True)
class World:
    """How items come and go. Factors after the cut are what nobody could know."""

    spread: float = 0.5
    loss: float = 0.02
    """Abandoned, of each stage."""
    returns: float = 0.0
    """Sent back to drafting, of stage 40."""
    growth: float = 0.0
    """By how much more come each year."""
    batches: float = 0.0
    """Days between the days on which anything is approved for publication."""
    yearly_plan: bool = False
    """Whether all items of a year come on one day."""
    years: float = 15.0
    """Since when there is a record."""
    slower: float = 1.0
    """Durations after the cut."""
    more: float = 1.0
    """New items after the cut."""
    only_published: bool = False
    """Whether the register shows publications alone."""
    pace: float = 1.0
    """Durations as a part of the medians."""


WORLDS: dict[str, World] = {
    "as assumed": World(),
    "heavy tails": World(spread=1.2),
    "sent back": World(returns=0.3),
    "yearly plan, quarterly approval": World(yearly_plan=True, batches=91.0),
    "publications only": World(only_published=True),
    "growing 15 % a year": World(growth=0.15),
    "one year old": World(years=1.0),
    "one year old, twice as fast": World(years=1.0, pace=0.5),
    "slower by half after the cut": World(slower=1.5),
    "campaign: half more, a third faster": World(slower=0.67, more=1.5),
}


def paths(world: World, rate: float, ahead: float, random: Random) -> list[Path]:
    """Every item of a world from its beginning until some days after the cut."""
    found: list[Path] = []
    year = -world.years - (8 if world.years > 8 else 0)
    while year * YEAR < ahead:
        expected = rate * (1 + world.growth) ** year * (world.more if year >= 0 else 1.0)
        begun = random.random()
        for _ in range(_poisson(expected, random)):
            start = (year + (begun if world.yearly_plan else random.random())) * YEAR
            found.append(_path(world, start, random))
        year += 1
    return [path for path in found if path[0][0] < ahead]


def _path(world: World, start: float, random: Random) -> Path:
    day, stage = start, ORDER[0]
    path: Path = [(day, stage)]
    while stage != ORDER[-1]:
        day += _lasting(world, stage, day, random)
        if random.random() < world.loss:
            return [*path, (day, "98")]
        back = stage == "40" and random.random() < world.returns
        stage = "20" if back else ORDER[ORDER.index(stage) + 1]
        if stage == ORDER[-1] and world.batches:
            day += world.batches - day % world.batches
        path.append((day, stage))
    return path


def _lasting(world: World, stage: str, day: float, random: Random) -> float:
    """How long a stage entered on a day lasts: what is left at the cut takes the other pace."""
    days = max(1.0, world.pace * MEDIANS[stage] * exp(random.gauss(0, world.spread)))
    before = min(max(-day, 0.0), days)
    return before + (days - before) * world.slower


def observed(world: World, found: Sequence[Path]) -> SystemObservations:
    """What a catalogue would have seen of it by the cut."""
    stays: Counter[tuple[str, str, int]] = Counter()
    starts: Counter[tuple[str, int]] = Counter()
    for whole in found:
        path = [(day, stage) for day, stage in whole if day < 0]
        if world.only_published:
            path = [(day, stage) for day, stage in path if stage == ORDER[-1]]
        if not path:
            continue
        starts[path[0][1], int(-path[0][0] / YEAR)] += 1
        for (entered, stage), (left, after) in pairwise(path):
            stays[stage, after, int(left) - int(entered)] += 1
        if path[-1][1] not in ("60", "98"):
            stays[path[-1][1], "", -int(path[-1][0])] += 1
    return SystemObservations(
        sorted(StageStay(stage, after, days, LEVEL, count) for (stage, after, days), count in stays.items()),
        sorted(ItemStart(LEVEL, stage, years, count) for (stage, years), count in starts.items()),
    )


def published(found: Sequence[Path], days: float) -> int:
    """How many are published from the cut until so many days after it."""
    return sum(path[-1][1] == ORDER[-1] and 0 <= path[-1][0] <= days for path in found)


def _poisson(mean: float, random: Random) -> int:
    count, day = 0, random.expovariate(1.0)
    while day < mean:
        count += 1
        day += random.expovariate(1.0)
    return count
