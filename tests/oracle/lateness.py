"""By when an open item should have left its stage."""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.day import Day
from tests.oracle.records import Standard

MONTHS = {"10": 3, "20": 10, "30": 2}
"""GB/T 16733-1997 names a normal duration for these stages only."""


def due_on(day: Day, standard: Standard) -> date | None:
    """The earlier of the stage's normal end and the project's own day; None for what is not open."""
    event = day.event[standard.id]
    if event is None or day.status[standard.id] not in ("PLANNED", "DRAFTING"):
        return None
    months = MONTHS.get(event.stage[:2])
    ends = [months_later(event.by, months)] if months is not None else []
    if standard.due_on is not None:
        ends.append(standard.due_on)
    return min(ends, default=None)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has no such day."""
    month = day.month - 1 + months
    first = date(day.year + month // 12, month % 12 + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))
