"""By when a project should leave its stage."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import cache

from stdgraph.model.stages import STAGES, status_of
from stdgraph.model.vocabulary import Status

OPEN = (Status.PLANNED, Status.DRAFTING)
"""Only items that are still on their way have a deadline."""


def add_months(day: date, months: int) -> date:
    """The same day some months on; the month's last where that month has no such day (31 January + 1)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, _last_day(year, month + 1)))


@cache
def _last_day(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def stage_due_on(stage: str, entered_on: date | None, project_due_on: date | None) -> date | None:
    """The earlier of the stage's normal end (GB/T 16733) and the project's own due day (项目周期), as far as known.

    None where neither is, and for what is published, withdrawn or abandoned.
    """
    if status_of(stage) not in OPEN:
        return None
    months = STAGES[stage[:2]].normal_months
    stage_end = add_months(entered_on, months) if entered_on is not None and months is not None else None
    return min(filter(None, (stage_end, project_due_on)), default=None)
