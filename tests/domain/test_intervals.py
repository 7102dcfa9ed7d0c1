"""Intervals: their ends, against the calendar walked day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.calendar import MONTHS, TEXT, end_of, ends
from stdgraph.domain.vocabulary import Interval

days = st.dates(date(1999, 1, 1), date(2030, 12, 31))
intervals = st.sampled_from(Interval)


@pytest.mark.parametrize(
    ("interval", "end"),
    [
        (Interval.DAY, date(2024, 2, 14)),
        (Interval.WEEK, date(2024, 2, 18)),
        (Interval.MONTH, date(2024, 2, 29)),
        (Interval.QUARTER, date(2024, 3, 31)),
        (Interval.YEAR, date(2024, 12, 31)),
    ],
)
def test_where_the_interval_of_a_day_ends(interval: Interval, end: date) -> None:
    assert end_of(date(2024, 2, 14), interval) == end == end_of(end, interval)


@given(days, st.integers(0, 400), intervals)
def test_every_end_is_told_once_and_the_last_day_is_the_last_point(
    first: date, length: int, interval: Interval
) -> None:
    last = first + timedelta(days=length)
    span = [first + timedelta(days=n) for n in range(length + 1)]
    assert list(ends(first, last, interval)) == [day for day in span if day in (end_of(day, interval), last)]


@given(days, days, intervals)
def test_the_text_of_a_day_tells_in_which_interval_it_lies(one: date, other: date, interval: Interval) -> None:
    """Of months and years by themselves; a quarter is told by those of its months that are over."""
    width = TEXT[interval]
    if interval in MONTHS and interval is not Interval.QUARTER:
        same = one.isoformat()[:width] == other.isoformat()[:width]
        assert same == (end_of(one, interval) == end_of(other, interval))
    assert (one <= end_of(other, interval)) == (one.isoformat()[:width] <= end_of(other, interval).isoformat()[:width])


def test_nothing_lies_between_days_the_wrong_way_round() -> None:
    assert list(ends(date(2024, 1, 2), date(2024, 1, 1), Interval.DAY)) == []


@pytest.mark.parametrize("interval", Interval)
def test_the_calendar_ends_without_a_fall(interval: Interval) -> None:
    assert list(ends(date.max, date.max, interval)) == [date.max]
    assert end_of(date.max, interval) == date.max
