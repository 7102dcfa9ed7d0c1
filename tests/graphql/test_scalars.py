"""Days, instants and durations: what is read, what is refused, and that no value does anything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stdgraph.errors import BadInput
from stdgraph.graphql.scalars import parse_date, parse_duration, parse_instant

FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
VALUES = (
    st.text()
    | st.text(alphabet="0123456789-+:TZPYMWD. ", max_size=40)
    | st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}\Z")
    | st.from_regex(r"\AP([0-9]+Y)?([0-9]+M)?([0-9]+D)?\Z")
    | st.integers()
    | st.floats()
    | st.lists(st.text())
    | st.none()
)


@given(st.datetimes(timezones=st.just(UTC)), OFFSETS)
@example(LAST, timezone(-timedelta(hours=23, minutes=59)))
@example(FIRST, timezone(timedelta(hours=14)))
@example(LAST, UTC)
@example(FIRST, UTC)
def test_an_instant_is_read_where_utc_has_its_year(clock: datetime, offset: timezone) -> None:
    instant = clock.replace(tzinfo=offset)
    since_the_first = clock - FIRST - offset.utcoffset(None)
    if timedelta() <= since_the_first <= LAST - FIRST:
        read = parse_instant(instant.isoformat())
        assert read == instant
        assert read.tzinfo is UTC
    else:
        with pytest.raises(BadInput, match="expected the years 1 to 9999 in UTC"):
            parse_instant(instant.isoformat())


@given(st.dates())
def test_a_day_is_read_from_the_year_1000_on(day: date) -> None:
    if day.year >= 1000:
        assert parse_date(day.isoformat()) == day
    else:
        with pytest.raises(ValueError, match="from 1000-01-01 on"):
            parse_date(day.isoformat())


@given(st.integers(0, 100), st.integers(0, 1200), st.integers(0, 5200), st.integers(0, 36600))
def test_a_duration_counts_365_days_a_year_and_30_a_month(years: int, months: int, weeks: int, days: int) -> None:
    assert parse_duration(f"P{years}Y{months}M{weeks}W{days}D").days == 365 * years + 30 * months + 7 * weeks + days


@pytest.mark.parametrize(
    ("parse", "kind"), [(parse_date, "date"), (parse_instant, "instant"), (parse_duration, "duration")]
)
@given(value=VALUES)
@example(value="9999-12-31T23:59:59-23:59")
@example(value="0001-01-01T00:00:00+14:00")
@example(value="P" + "9" * 5000 + "D")
def test_any_other_value_is_refused_in_one_way(parse: Callable[[object], object], kind: str, value: object) -> None:
    try:
        parse(value)
    except (ValueError, BadInput) as error:
        assert str(error).startswith(f"invalid {kind} ")  # noqa: PT017  most values are refused, some are read
