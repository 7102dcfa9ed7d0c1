"""Which days a date can mean, and which days a thing of which nobody states the day can have happened on."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

Stated = date | str
"""A day, or the text of a month (``2005-03``) or a year (``2005``)."""


@dataclass(frozen=True)
class Span:
    first: date
    """Not before this day."""
    last: date
    """On this day at the latest."""
    stated: Stated | None
    """What the source says, where that is followed."""


def first_day(stated: Stated) -> date:
    if isinstance(stated, date):
        return stated
    year, month = _parts(stated)
    return date(year, month or 1, 1)


def last_day(stated: Stated) -> date:
    if isinstance(stated, date):
        return stated
    year, month = _parts(stated)
    return date(year, month or 12, calendar.monthrange(year, month or 12)[1])


def _parts(text: str) -> tuple[int, int | None]:
    year, _, month = text.partition("-")
    return int(year), int(month) if month else None


def number_year(number: str | None) -> int | None:
    """The year at the end of a number."""
    found = re.search(r"[-:](\d{4})(?:\(\w+\))?$", number or "")
    return int(found[1]) if found else None


def spans(stated: list[tuple[str, Stated | None]], number: str | None, told_on: date | None) -> list[Span]:
    """For what happened one after the other, kind (``PUBLISHED``, ``REVIEWED``, ``WITHDRAWN`` or other) and what is stated, when it did.

    Nothing is published or withdrawn before the year of its number, a publication of which nothing is stated fell in that year,
    whatever has no date had happened when the source spoke, and nothing happens before what comes before it.
    """
    year = number_year(number)
    found: list[Span] = []
    for kind, said in stated:
        issued = kind in ("PUBLISHED", "REVIEWED", "WITHDRAWN")
        floor = max([date.min, *(span.first for span in found)])
        if issued and year is not None:
            if said is not None and last_day(said).year < year:
                said = None
            if said is None or not isinstance(said, date):
                floor = max(floor, date(year, 1, 1))
        if said is None:
            found.append(_unstated(kind, floor, year if issued else None, told_on))
        else:
            last = last_day(said)
            first = last if isinstance(said, date) else min(max(first_day(said), floor), last)
            found.append(Span(first, last, said))
    for place in reversed(range(len(found) - 1)):
        later, one = found[place + 1], found[place]
        if not isinstance(one.stated, date) and later.last < one.last:
            found[place] = Span(min(one.first, later.last), later.last, one.stated)
    return found


def _unstated(kind: str, floor: date, year: int | None, told_on: date | None) -> Span:
    if kind == "PUBLISHED" and year is not None:
        end = date(year, 12, 31)
        last = end if told_on is None or told_on < floor else min(end, told_on)
    else:
        last = told_on or floor
    return Span(floor if year is not None else min(floor, last), max(floor, last) if year is not None else last, None)
