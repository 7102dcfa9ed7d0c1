"""What happens over time: histories, how long stages last, publications a year."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date, timedelta
from statistics import median

from tests.oracle.answers import progress_of
from tests.oracle.day import Day
from tests.oracle.gap import Scope
from tests.oracle.progress import Progress
from tests.oracle.records import World
from tests.oracle.stages import lasting, status_of

MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}


def points(first: date, last: date, interval: str) -> list[date]:
    """Every day of the span that ends an interval, and the last one."""
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in span if day == last or _ends(day, interval)]


def _ends(day: date, interval: str) -> bool:
    if interval == "DAY":
        return True
    if interval == "WEEK":
        return day.weekday() == 6
    following = day + timedelta(days=1)
    return following.day == 1 and day.month % MONTHS[interval] == 0


def history(
    world: World, scope: Scope, first: date, last: date, interval: str, *, on_day: bool = False
) -> list[tuple[date, Progress]]:
    """The progress of a scope at the end of each interval: that of the day, by the rows of the last one or of the day."""
    return [
        (on, progress_of(Day(world, on, plan=on if on_day else last), scope)) for on in points(first, last, interval)
    ]


def durations(day: Day, standards: set[str]) -> dict[str, tuple[float, int]]:
    """By stage the median days until another stage was entered, and of how many stays."""
    found: dict[str, list[int]] = {}
    for key in standards:
        told = lasting(day.standards[key], day.on)
        for before, after in itertools.pairwise(told):
            leads_on = before.stage[:2] != after.stage[:2] and not after.stage.endswith(".98")
            if before.on is not None and after.on is not None and leads_on:
                found.setdefault(before.stage[:2], []).append((after.on - before.on).days)
    return {stage: (float(median(days)), len(days)) for stage, days in sorted(found.items())}


def publications(day: Day, standards: set[str]) -> Counter[int | None]:
    """How many standards were published in which year, up to the day; None where it may have been in either of two."""
    found: Counter[int | None] = Counter()
    for key in standards:
        told = [event for event in lasting(day.standards[key], day.on) if status_of(event.stage) == "PUBLISHED"]
        if told:
            span = told[0].span
            found[span.last.year if span.first.year == span.last.year else None] += 1
    return found
