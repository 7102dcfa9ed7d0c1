"""Dates as they are known: a day, a month, a year, or the bounds that follow from other facts."""

from __future__ import annotations

from datetime import date
from typing import cast

import strawberry

from stdgraph.domain import calendar
from stdgraph.domain.answers import Answer
from stdgraph.domain.vocabulary import DateBasis
from stdgraph.graphql.scalars import Day, require_days
from stdgraph.graphql.types.fields import plain


@strawberry.type(
    description="What is known of a date. Before `earliest` it has not come, from `latest` on it has; in between it counts as not yet, "
    "and figures say in `imprecise` how many rest on such a day."
)
class KnownDate:
    """The span of days that a date can mean."""

    text: str | None = plain("What is stated: `2005`, `2005-03` or `2005-03-14`; null where nothing is.")
    earliest: Day | None = plain("The first day it can be; null where nothing bounds it.")
    latest: Day | None = plain("The last day it can be; null where nothing bounds it.")
    basis: DateBasis = plain(
        "STATED by a source; the year in the NUMBER; the ORDER of what must precede it; NONE: only that it has happened."
    )


def known_date(row: Answer, span: str, stated: str) -> KnownDate | None:
    """The span of a date of a standard; None where it has none."""
    basis = row[f"{span}Basis"]
    if basis is None:
        return None
    day, within = row[f"{stated}On"], row[f"{stated}In"]
    text = (within if day is None else str(day)) if basis == DateBasis.STATED else None
    found = {
        "text": text,
        "earliest": row[f"{span}Earliest"],
        "latest": row[f"{span}Latest"],
        "basis": DateBasis(basis),
    }
    return cast("KnownDate", found)


def asked_day(on: date | None) -> date:
    """The day that a field asks about; today if none is given. Raises BadInput for a month or a year."""
    if type(on) is date:  # as it is for each of many rows
        return on
    require_days({"on": on})
    return on or calendar.today()
