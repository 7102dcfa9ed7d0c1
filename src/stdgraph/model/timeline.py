"""The timeline of a standard: its stage on every day, as one sorted list of text ``"YYYY-MM-DD XX.YY"``.

It is what the recorded events say, folded so that a question about any day needs no walk over them. An event whose day is
unknown stands at the front (``UNKNOWN_DAY``) and takes the place of all that was recorded before it: such a fact holds on every
day. Before the first entry nothing has happened yet: the item is on the plan and no more, so it counts as planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from stdgraph.model.stages import status_of
from stdgraph.model.vocabulary import Status

UNKNOWN_DAY = "0001-01-01"


def fold(moves: Iterable[tuple[date | None, str]]) -> list[str]:
    """The timeline of (day, stage) moves given in the order in which they were recorded; of one day the last recorded stands."""
    by_day: dict[str, str] = {}
    for day, stage in moves:
        if day is None:
            by_day = {UNKNOWN_DAY: stage}
        else:
            by_day[day.isoformat()] = stage
    return [f"{day} {stage}" for day, stage in sorted(by_day.items())]


def entry_on(timeline: Sequence[str], day: date) -> str | None:
    """The entry that holds on a day, or None when nothing had happened by then."""
    limit = day_key(day)
    return next((entry for entry in reversed(timeline) if entry <= limit), None)


def stage_on(timeline: Sequence[str], day: date) -> str | None:
    """The stage code on a day, or None before the first entry."""
    entry = entry_on(timeline, day)
    return entry[11:] if entry else None


def status_on(timeline: Sequence[str], day: date) -> Status:
    """The status on a day; planned before the first entry."""
    stage = stage_on(timeline, day)
    return status_of(stage) if stage else Status.PLANNED


def entered_on(timeline: Sequence[str], day: date) -> date | None:
    """The day on which the stage that holds on a day was entered; None when that day is unknown or nothing had happened."""
    entry = entry_on(timeline, day)
    return None if entry is None or is_undated(entry) else date.fromisoformat(entry[:10])


def is_undated(entry: str) -> bool:
    """Whether the day of an entry is unknown."""
    return entry.startswith(UNKNOWN_DAY)


def day_key(day: date) -> str:
    """The text that every entry up to and including a day sorts before."""
    return f"{day.isoformat()} 99.99"
