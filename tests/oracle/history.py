"""What happens over time: histories, how long stages last, publications a year, and what targets have gained."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from tests.oracle.answers import progress_of
from tests.oracle.day import Day
from tests.oracle.gap import Scope
from tests.oracle.progress import Progress
from tests.oracle.records import Standard, System, Target, World
from tests.oracle.scopes import listed, subtree
from tests.oracle.stages import Event, events, status_of

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


def history(world: World, scope: Scope, first: date, last: date, interval: str) -> list[tuple[date, Progress]]:
    """The progress of a scope at the end of each interval: that of the day."""
    return [(on, progress_of(Day(world, on), scope)) for on in points(first, last, interval)]


def lasting(standard: Standard, on: date) -> list[Event]:
    """The events that still hold on a day, in the order of their days: an unknown day undoes what was recorded before."""
    told = events(standard)
    unknown = [place for place, event in enumerate(told) if event.on is None]
    told = told[unknown[-1] :] if unknown else told
    by_day = {event.on: event for event in told if event.on is None or event.on <= on}
    return sorted(by_day.values(), key=lambda event: event.on or date.min)


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
    """How many standards were published in which year, up to the day; None for an unknown day."""
    found: Counter[int | None] = Counter()
    for key in standards:
        told = [event for event in lasting(day.standards[key], day.on) if status_of(event.stage) == "PUBLISHED"]
        if told:
            found[told[0].on.year if told[0].on else None] += 1
    return found


@dataclass(frozen=True)
class Standing:
    achieved: int | None
    remaining: int | None
    pace: float | None
    required_pace: float | None
    state: str


def standing(day: Day, system: System, target: Target) -> Standing:
    """How a target stands on a day."""
    since = target.baseline or system.issued_on or system.announced_on
    if target.counts is None or since is None:
        return Standing(None, None, None, None, "NOT_MEASURED")
    gained = sorted(_gained(day, system, target, since))
    pace = len(gained) / ((day.on - since).days / 365.25) if day.on > since else None
    if target.required is None:
        return Standing(len(gained), None, pace, None, "NOT_MEASURED")
    remaining = max(target.required - len(gained), 0)
    left = (target.by - day.on).days if target.by else 0
    needed = 0.0 if remaining == 0 else remaining / (left / 365.25) if left > 0 else None
    return Standing(len(gained), remaining, pace, needed, _state(day.on, target, gained, pace, needed))


def _gained(day: Day, system: System, target: Target, since: date) -> list[date]:
    found = []
    for key in listed(day.world, subtree(day.world, system.code)):
        standard = day.standards[key]
        if target.levels and standard.level not in target.levels:
            continue
        told = [event for event in lasting(standard, day.on) if status_of(event.stage) == "PUBLISHED"]
        if told and told[0].on is not None and told[0].on > since:
            found.append(told[0].on)
    return found


def _state(on: date, target: Target, gained: list[date], pace: float | None, needed: float | None) -> str:
    required = target.required or 0
    if required == 0:
        return "MET"
    if required <= len(gained) and (target.by is None or gained[required - 1] <= target.by):
        return "MET"
    if target.by is not None and on >= target.by:
        return "MISSED"
    if pace is None or needed is None:
        return "NOT_MEASURED"
    return "ON_TRACK" if pace >= needed else "AT_RISK"
