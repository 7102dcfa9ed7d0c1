"""Scalars: days, instants and durations as ISO 8601 text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any, NewType

import strawberry

from stdgraph.domain.dates import PartialDate, parse_partial_date
from stdgraph.errors import BadInput

_DAY = re.compile(r"[1-9]\d{3}-\d\d-\d\d", re.ASCII)  # a year with a leading zero is a typing error
_MONTH_OR_YEAR = re.compile(r"[1-9]\d{3}(-\d\d)?", re.ASCII)
_DURATION = re.compile(r"P(?=.)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?", re.ASCII)
_LONGEST = (100, 1200, 5200, 36600)
"""Most years, months, weeks and days of a duration."""


def parse_date(text: object) -> date | PartialDate:
    """A day of the years 1000 to 9999, or a month or a year, which only inputs of dates take that a register may know less exactly:
    ``require_days`` refuses it elsewhere. Raises ValueError."""
    if isinstance(text, str) and _DAY.fullmatch(text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    elif isinstance(text, str) and _MONTH_OR_YEAR.fullmatch(text):
        return parse_partial_date(text)
    message = f"invalid date {text!r}: expected YYYY-MM-DD, from 1000-01-01 on"
    raise ValueError(message)


def require_days(given: Mapping[str, object]) -> None:
    """Raises BadInput where an argument is a month or a year and only a day means something."""
    for name, value in given.items():
        _require_days(name, value)


def _require_days(path: str, value: object) -> None:
    if isinstance(value, PartialDate):
        raise BadInput(f"{path}: invalid date {str(value)!r}: expected YYYY-MM-DD")
    if isinstance(value, Mapping):
        for name, below in value.items():
            _require_days(f"{path}.{name}", below)
    elif isinstance(value, list):
        for below in value:
            _require_days(path, below)


def parse_instant(text: object) -> datetime:
    """An instant in UTC. Raises ValueError, and BadInput for one outside the years 1 to 9999 in UTC, which only arithmetic finds."""
    if isinstance(text, str):
        with suppress(ValueError):
            instant = datetime.fromisoformat(text)
            if instant.tzinfo is not None:
                return _in_utc(instant, text)
    message = f"invalid instant {text!r}: expected ISO 8601 with an offset, such as 2024-10-01T08:00:00+08:00"
    raise ValueError(message)


def _in_utc(instant: datetime, text: str) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise BadInput(f"invalid instant {text!r}: expected the years 1 to 9999 in UTC") from None


def parse_duration(text: object) -> timedelta:
    """A length of time of at most a hundred years per unit; a month counts as 30 days, a year as 365. Raises ValueError."""
    form = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if form is None:
        message = f"invalid duration {text!r}: expected ISO 8601 in years, months, weeks and days, such as P90D"
        raise ValueError(message)
    years, months, weeks, days = parts = [int(part or 0) for part in form.groups()]
    if any(part > most for part, most in zip(parts, _LONGEST, strict=True)):
        message = f"invalid duration {text!r}: expected at most a hundred years"
        raise ValueError(message)
    return timedelta(days=365 * years + 30 * months + 7 * weeks + days)


Day = NewType("Day", date)
Instant = NewType("Instant", datetime)
Span = NewType("Span", timedelta)

SCALARS: dict[object, Any] = {
    Day: strawberry.scalar(
        name="Date",
        description="A calendar day, `YYYY-MM-DD`. Inputs that say so take `YYYY-MM` and `YYYY` as well.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        serialize=str,
        parse_value=parse_date,
    ),
    Instant: strawberry.scalar(
        name="DateTime",
        description="An instant, ISO 8601 with offset.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        serialize=lambda value: value.iso_format() if hasattr(value, "iso_format") else value.isoformat(),
        parse_value=parse_instant,
    ),
    Span: strawberry.scalar(
        name="Duration",
        description="A length of time, ISO 8601 (`P90D`). A month counts as 30 days, a year as 365.",
        serialize=lambda value: f"P{value.days}D",
        parse_value=parse_duration,
    ),
}
