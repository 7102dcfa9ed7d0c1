"""Intervals of the calendar: the days on which they end."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from stdgraph.model.vocabulary import Interval

MONTHS = {Interval.MONTH: 1, Interval.QUARTER: 3, Interval.YEAR: 12}
"""How many months the intervals last that are made of months."""

TEXT = {Interval.DAY: 10, Interval.WEEK: 10, Interval.MONTH: 7, Interval.QUARTER: 7, Interval.YEAR: 4}
"""How much of a day's ISO text decides in which interval it lies: ``2024-10``, for instance, of a day of a month."""


def end_of(day: date, interval: Interval) -> date:
    """The last day of the interval in which a day lies; weeks end on Sunday (ISO 8601), quarters with March, June and so on."""
    if interval is Interval.DAY:
        return day
    if interval is Interval.WEEK:
        return date.fromordinal(min(day.toordinal() + 7 - day.isoweekday(), date.max.toordinal()))
    months = MONTHS[interval]
    month = -(-day.month // months) * months
    return date(day.year, month, monthrange(day.year, month)[1])


def ends(first: date, last: date, interval: Interval) -> Iterator[date]:
    """The end of each interval from that of ``first`` on; the last day is ``last`` itself. None where ``first`` comes after."""
    if first > last:
        return
    end = end_of(first, interval)
    while end < last:
        yield end
        end = end_of(end + timedelta(days=1), interval)
    yield last
