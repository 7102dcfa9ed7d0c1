"""The time zone in which the days of the catalogue turn, and the latest day that the catalogue has seen.

Both are the catalogue's: a process learns them when it opens it, and goes by the machine's zone until then.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

LOCALTIME = Path("/etc/localtime")
"""Where systems say which zone they are in: a link into their copy of the time zone database."""


@dataclass(slots=True)
class _Turn:
    zone: str | None = None
    latest: date = date.min


_turn = _Turn()


def is_zone(name: str) -> bool:
    """Whether the time zone database has a zone of this name, such as ``Asia/Shanghai``."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # not a path below the database, a folder of it, nothing there
        return False
    return True


def adopt(name: str, day: date | None = None) -> None:
    """Go by the zone of the catalogue that was opened; ``day`` is the latest that it has seen, None where it has seen none."""
    _turn.zone, _turn.latest = name, day or date.min


def meet(day: date | None) -> None:
    """Learn of a day to which the catalogue has turned; an earlier one, or None, changes nothing."""
    if day is not None and day > _turn.latest:
        _turn.latest = day


def name() -> str:
    """The name of the zone in force."""
    return _turn.zone or system_zone()


def day(instant: datetime) -> date:
    """The calendar day of an instant in the zone in force; never one before the latest that the catalogue has seen."""
    return max(local(instant).date(), _turn.latest)


def local(instant: datetime) -> datetime:
    """An instant as clocks show it in the zone in force."""
    return instant.astimezone(ZoneInfo(name()))


def end_of_day(day: date) -> datetime:
    """The instant at which a calendar day ends in the zone in force, in UTC. Raises OverflowError for the last day of all."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(name())).astimezone(UTC)


_UTC = ("Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu")
"""Further names of UTC: images link to any of them."""


@cache
def system_zone() -> str:
    """The name of the machine's zone: ``TZ``, else where ``/etc/localtime`` leads, else the zone of its offset, of whole hours."""
    variable = os.environ.get("TZ", "").removeprefix(":")
    if variable and is_zone(variable):
        return variable
    _, found, linked = str(LOCALTIME.resolve()).partition("/zoneinfo/")
    if found and not variable and is_zone(linked):
        return "UTC" if linked in _UTC else linked
    hours = round((datetime.now(UTC).astimezone().utcoffset() or timedelta()) / timedelta(hours=1))
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"  # POSIX counts westwards
