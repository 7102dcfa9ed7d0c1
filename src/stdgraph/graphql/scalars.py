"""Scalars: days, instants and durations as ISO 8601 text."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, NewType

import strawberry

_DAY = re.compile(r"[1-9]\d{3}-\d\d-\d\d", re.ASCII)  # a year that begins with a zero is a slip of the pen
_DURATION = re.compile(r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


def _date(text: Any) -> date:
    if isinstance(text, str) and _DAY.fullmatch(text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    message = f"{text!r} is no day: expected YYYY-MM-DD, from 1000-01-01 on"
    raise ValueError(message)


def _instant(text: Any) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        instant = None
    if instant is None or instant.tzinfo is None:
        message = f"{text!r} is no instant: expected ISO 8601 with an offset, such as 2024-10-01T08:00:00+08:00"
        raise ValueError(message)
    return instant


def _duration(text: Any) -> timedelta:
    form = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if form is None:
        message = f"{text!r} is no duration: expected ISO 8601 in years, months, weeks and days, such as P90D"
        raise ValueError(message)
    years, months, weeks, days = (int(part or 0) for part in form.groups())
    if years > 100 or months > 1200 or weeks > 5200 or days > 36600:
        message = f"{text!r} is longer than a hundred years"
        raise ValueError(message)
    return timedelta(days=365 * years + 30 * months + 7 * weeks + days)


Day = NewType("Day", date)
Instant = NewType("Instant", datetime)
Span = NewType("Span", timedelta)

SCALARS: dict[object, Any] = {
    Day: strawberry.scalar(
        name="Date",
        description="A calendar day, `YYYY-MM-DD`.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        serialize=str,
        parse_value=_date,
    ),
    Instant: strawberry.scalar(
        name="DateTime",
        description="An instant, ISO 8601 with offset.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        serialize=lambda value: value.iso_format() if hasattr(value, "iso_format") else value.isoformat(),
        parse_value=_instant,
    ),
    Span: strawberry.scalar(
        name="Duration",
        description="A length of time, ISO 8601 (`P90D`). A month counts as 30 days, a year as 365.",
        serialize=lambda value: f"P{value.days}D",
        parse_value=_duration,
    ),
}
