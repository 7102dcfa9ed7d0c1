"""What targets have gained since their baseline, and how that stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tests.oracle.day import Day
from tests.oracle.records import Standard, System, Target, World
from tests.oracle.scopes import listed, subtree
from tests.oracle.spans import number_year
from tests.oracle.stages import events, lasting, status_of


@dataclass(frozen=True)
class Standing:
    achieved: int | None
    imprecise: int | None
    """How many more may count."""
    remaining: int | None
    pace: float | None
    required_pace: float | None
    state: str


def standing(day: Day, system: System, target: Target) -> Standing:
    """How a target stands on a day."""
    since = target.baseline or system.issued_on or system.announced_on
    if target.counts is None or since is None:
        return Standing(None, None, None, None, None, "NOT_MEASURED")
    counted = list(_counted(day, system, target))
    gained = sorted(_gained(day, counted, since))
    possible = sum(_may_be_gained(day, standard, since) for standard in counted) - len(gained)
    pace = len(gained) / ((day.on - since).days / 365.25) if day.on > since else None
    if target.required is None:
        return Standing(len(gained), possible, None, pace, None, "NOT_MEASURED")
    remaining = max(target.required - len(gained), 0)
    left = (target.by - day.on).days if target.by else 0
    needed = 0.0 if remaining == 0 else remaining / (left / 365.25) if left > 0 else None
    return Standing(len(gained), possible, remaining, pace, needed, _state(day.on, since, target, gained, pace, needed))


def _counted(day: Day, system: System, target: Target) -> Iterator[Standard]:
    for key in listed(day.world, subtree(day.world, system.code)):
        standard = day.standards[key]
        if target.counts == "NEW" and is_revision(day.everything, standard):
            continue
        if not target.levels or standard.level in target.levels:
            yield standard


def is_revision(world: World, standard: Standard) -> bool:
    """Whether it replaces another document, or an edition of its series with an earlier year is there."""
    if any(replacement.successor == standard.id for replacement in world.replacements):
        return True
    year = number_year(standard.number)
    return year is not None and any(
        _series(other) == _series(standard) and (number_year(other.number) or year) < year for other in world.standards
    )


def _series(standard: Standard) -> str | None:
    """The number without its year."""
    return (standard.number or "").rpartition(str(number_year(standard.number)))[0] or None


def _gained(day: Day, counted: Iterable[Standard], since: date) -> Iterator[date]:
    for standard in counted:
        told = [event for event in lasting(standard, day.on) if status_of(event.stage) == "PUBLISHED"]
        if told and told[0].span.first > since:
            yield told[0].by


def _may_be_gained(day: Day, standard: Standard, since: date) -> bool:
    """Whether it may have been published after a day and by the day asked about."""
    told = [event.span for event in events(standard) if status_of(event.stage) == "PUBLISHED"]
    return bool(told) and told[0].last > since and told[0].first <= day.on


def _state(on: date, since: date, target: Target, gained: list[date], pace: float | None, needed: float | None) -> str:
    required = target.required or 0
    if required <= len(gained) and (not required or target.by is None or gained[required - 1] <= target.by):
        return "MET"
    if target.by is not None and on >= target.by:
        return "MISSED"
    if pace is None or needed is None:
        return "NOT_MEASURED"
    if pace >= needed:
        return "ON_TRACK"
    return "AT_RISK" if target.by and (on - since) / (target.by - since) >= 0.1 else "NOT_MEASURED"
