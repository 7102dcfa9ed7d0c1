"""The moves of a standard and the span of days in which each was made.

What is stated of a move is a day, a month, a year or nothing. What is not stated exactly is bounded by what is known besides: the
year in the number, the moves before and after it, and the day on which the source spoke.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from stdgraph.domain.dates import DateSpan, PartialDate, partial_date, year_span
from stdgraph.domain.stages import status_of
from stdgraph.domain.vocabulary import DateBasis, Status

ISSUED = (Status.PUBLISHED, Status.WITHDRAWN)
PUBLICATION = "60"


@dataclass(frozen=True, slots=True)
class Move:
    """Entering a stage (``XX.YY``) on a day, or ``within`` a month or a year; neither where nothing is stated."""

    stage: str
    on: date | None = None
    within: str | None = None

    @classmethod
    def at(cls, stage: str, stated: PartialDate | None) -> Move:
        """Entering a stage on the date that is stated."""
        day = stated.day if stated else None
        return cls(stage, day, str(stated) if stated and day is None else None)

    @property
    def stated(self) -> PartialDate | None:
        """What is stated of its day."""
        return partial_date(self.on if self.on is not None else self.within)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A move with the days between which it was made, and what these rest on."""

    move: Move
    earliest: date
    latest: date
    basis: DateBasis

    @property
    def span(self) -> DateSpan:
        """The same for answers, where no bound is None."""
        low = None if self.earliest == date.min else self.earliest
        high = None if self.latest == date.min else self.latest
        text = str(self.move.stated) if self.basis is DateBasis.STATED else None
        return DateSpan(low, high, self.basis, text)


def resolve(moves: Iterable[Move], year: int | None = None, stated_on: date | None = None) -> list[Resolved]:
    """Each move with its span, in the order in which they were recorded.

    Of a move of which nothing is stated: a publication happened in the year of the number, anything at the latest by the day on
    which its source spoke, not before what was recorded before it, and not after what was recorded after it. A publication that
    is stated for a time before the year of the number is not followed: nothing is published before that year. With neither a
    year nor ``stated_on`` it has happened on every day.
    """
    found: list[Resolved] = []
    for move in moves:
        low = max((one.earliest for one in found), default=date.min)
        found.append(_resolved(move, low, year, stated_on))
    high = date.max
    for place in range(len(found) - 1, -1, -1):
        one = found[place]
        if one.move.on is None and high < one.latest:
            found[place] = replace(one, earliest=min(one.earliest, high), latest=high)
        high = min(high, found[place].latest)
    return found


def _resolved(move: Move, low: date, year: int | None, stated_on: date | None) -> Resolved:
    number = None if year is None else year_span(year)
    stated = move.stated
    if stated is not None and not contradicts_year(move.stage, stated, year):
        if move.on is not None:
            return Resolved(move, move.on, move.on, DateBasis.STATED)
        first = date.min if number is None or number.earliest is None else number.earliest
        bound = max(low, first) if status_of(move.stage) in ISSUED else low
        return Resolved(move, min(max(stated.earliest, bound), stated.latest), stated.latest, DateBasis.STATED)
    move = Move(move.stage)
    if number is None or number.earliest is None or number.latest is None or status_of(move.stage) not in ISSUED:
        latest = stated_on or low
        basis = DateBasis.NONE if low == date.min else DateBasis.ORDER
        return Resolved(move, min(low, latest), latest, basis)
    first = max(low, number.earliest)
    if move.stage[:2] == PUBLICATION:
        latest = number.latest if stated_on is None or stated_on < first else min(number.latest, stated_on)
        return Resolved(move, first, max(first, latest), DateBasis.NUMBER)
    return Resolved(move, first, max(first, stated_on or first), DateBasis.ORDER)


def contradicts_year(stage: str, stated: PartialDate, year: int | None) -> bool:
    """Whether a stage of issued documents would have been entered before the year in the number."""
    return year is not None and status_of(stage) in ISSUED and stated.latest.year < year
