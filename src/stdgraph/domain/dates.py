"""Dates as registers know them: a day, a month or a year (ISO 8601 of reduced precision), and the span of days each can mean.

A span is read from both ends: before its earliest day a thing has not happened, from its latest on it has, and in between it
counts as not yet.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from stdgraph.domain.vocabulary import DateBasis

_FORM = re.compile(r"([1-9]\d{3})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)  # a year with a leading zero is a typing error
EXACT = len("2005-03-14")
"""The length of the text of a day."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as it is stated: ``2005``, ``2005-03`` or ``2005-03-14``."""

    text: str

    @property
    def earliest(self) -> date:
        """The first day it can mean."""
        return date.fromisoformat(f"{self.text}-01-01"[:EXACT])

    @property
    def latest(self) -> date:
        """The last day it can mean."""
        first = self.earliest
        if len(self.text) == EXACT:
            return first
        month = first.month if len(self.text) > len("2005") else 12
        return date(first.year, month, monthrange(first.year, month)[1])

    @property
    def day(self) -> date | None:
        """The day, where it is known."""
        return self.earliest if len(self.text) == EXACT else None

    def __str__(self) -> str:
        return self.text


def parse_partial_date(text: str) -> PartialDate:
    """The date that a text states, of the years 1000 to 9999. Raises ValueError that says what is accepted."""
    if _FORM.fullmatch(text):
        found = PartialDate(text)
        try:
            found.earliest  # noqa: B018  raises where there is no such month or day
        except ValueError:
            pass
        else:
            return found
    message = f"invalid date {text!r}: expected YYYY, YYYY-MM or YYYY-MM-DD"
    raise ValueError(message)


def partial_date(value: object) -> PartialDate | None:
    """A stored or stated value, a day or a text, as a date; None for none."""
    return None if value is None else PartialDate(str(value))


def by_the_latest(name: str, value: PartialDate | None) -> dict[str, object]:
    """A date of a relation, a system or a demand as properties: the last day that it can mean, for until then it counts as not yet
    come, and beside it, under the name with ``In``, the month or year where no more is stated. ``issuedOn`` has ``issuedIn``."""
    if value is None:
        return {name: None, within_name(name): None}
    return {name: value.latest, within_name(name): None if value.day else value.text}


def within_name(name: str) -> str:
    """The name of the property that keeps the month or year of a date."""
    return f"{name.removesuffix('On')}In"


@dataclass(frozen=True, slots=True)
class DateSpan:
    """The days on which something happened or is announced: not before ``earliest``, by ``latest``; None where nothing bounds it."""

    earliest: date | None
    latest: date | None
    basis: DateBasis
    text: str | None = None
    """What is stated; None where nothing is."""


def year_span(year: int) -> DateSpan:
    """What the year in a number says of the publication: within that year (GB/T 1.1: the number ends in the year of approval)."""
    return DateSpan(date(year, 1, 1), date(year, 12, 31), DateBasis.NUMBER)
