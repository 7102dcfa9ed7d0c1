"""What targets have gained since their baseline, and how that stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.oracle.day import Day
from tests.oracle.records import System, Target
from tests.oracle.scopes import listed, subtree
from tests.oracle.stages import lasting, status_of


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
        if told and told[0].span.first > since:
            found.append(told[0].by)
    return found


def _state(on: date, target: Target, gained: list[date], pace: float | None, needed: float | None) -> str:
    required = target.required or 0
    if required <= len(gained) and (not required or target.by is None or gained[required - 1] <= target.by):
        return "MET"
    if target.by is not None and on >= target.by:
        return "MISSED"
    if pace is None or needed is None:
        return "NOT_MEASURED"
    return "ON_TRACK" if pace >= needed else "AT_RISK"
