"""Review: national, industry and local standards are reviewed within five years (Standardization Law, Art. 29), as ISO does."""

from __future__ import annotations

from datetime import date

from stdgraph.model.vocabulary import Level

REVIEW_YEARS = 5
REVIEWED = (Level.NATIONAL, Level.INDUSTRY, Level.LOCAL, Level.INTERNATIONAL)
"""Levels with a review period of five years. The one figure seen for group standards (3 years) has no authoritative source."""

HELD = ("90.60", "90.93")
"""Stages that end a review with the document standing as it is."""


def review_due_on(level: Level | None, published_on: date | None, last_reviewed_on: date | None = None) -> date | None:
    """The day by which a review is due; None without a rule for the level or without a known day to count from."""
    base = max(filter(None, (published_on, last_reviewed_on)), default=None)
    if level not in REVIEWED or base is None:
        return None
    return years_later(base)


def years_later(day: date, years: int = REVIEW_YEARS) -> date:
    """The same day some years on; 28 February for a 29th that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
