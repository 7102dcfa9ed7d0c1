"""By when a project should have submitted its document for approval (报批)."""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.day import Day
from tests.oracle.records import Standard
from tests.oracle.stages import events, status_of

MONTHS = {"RECOMMENDED": 18, "GUIDANCE": 18, "MANDATORY": 24}
"""From the start of drafting to submission, of national standards (SAMR, 2025-04)."""


def due_on(day: Day, standard: Standard) -> date | None:
    """The project's own day, else that of the rules; None for what is not open, or submitted by the day."""
    event = day.event[standard.id]
    if event is None or event.stage[:2] not in ("00", "10", "20", "30", "40") or event.stage.endswith(".98"):
        return None
    if standard.due_on is not None:
        return standard.due_on
    started = min((e.by for e in events(standard) if drafts(e.stage) and not e.is_undated), default=None)
    months = MONTHS.get(standard.nature or "") if standard.level == "NATIONAL" else None
    if event.stage[:2] < "20" or started is None or months is None:
        return None
    return months_later(started, months)


def drafts(stage: str) -> bool:
    return status_of(stage) == "DRAFTING"


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has no such day."""
    month = day.month - 1 + months
    first = date(day.year + month // 12, month % 12 + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))
