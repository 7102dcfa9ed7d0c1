"""What must hold within a row of standards.csv: a degree for each adoption, dates in order and fitting the stage."""

from __future__ import annotations

from stdgraph.datasets.places import Place
from stdgraph.datasets.problems import Problems
from stdgraph.datasets.rows import StandardRow
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.numbers import contradictions, year_of
from stdgraph.domain.stages import status_of
from stdgraph.domain.vocabulary import Status


def check_standard(place: Place, row: StandardRow, problems: Problems) -> None:
    """Add what is wrong within the row."""
    degrees, adopted = len(row.adoption_degree), len(row.adopts)
    if degrees and degrees != adopted:
        message = f"{degrees} degrees for {adopted} adopted standards (expected one each, or none)"
        problems.add(place, "adoption_degree", message)
    _check_order(place, "in_force_on", row.published_on, row.in_force_on, problems)
    _check_order(place, "withdrawn_on", row.published_on, row.withdrawn_on, problems)
    _check_year(place, row, problems)
    _check_stage(place, row, problems)
    for one in contradictions(row.number or row.plan_number, row.level, row.nature):
        message = (
            f"{one.given.lower()} contradicts {one.number}, which says {one.said.lower()} (expected {one.said.lower()})"
        )
        problems.add(place, one.field, message)


def _check_year(place: Place, row: StandardRow, problems: Problems) -> None:
    """The year in the number: a date of which only the year is known may precede it, as registers have them, and is not followed."""
    year = year_of(row.number) if row.number else None
    if year is None:
        return
    days = (("published_on", row.published_on), ("in_force_on", row.in_force_on), ("withdrawn_on", row.withdrawn_on))
    for column, stated in days:
        early = stated is not None and stated.latest.year < year and len(stated.text) > len("2005")
        late = column == "published_on" and stated is not None and stated.earliest.year > year + 1
        if early or late:
            expected = f"{year} or {year + 1}" if column == "published_on" else f"{year} or later"
            problems.add(place, column, f"{stated} contradicts number {row.number!r} (expected {expected})")


def _check_stage(place: Place, row: StandardRow, problems: Problems) -> None:
    status = status_of(row.stage)
    issued = status in (Status.PUBLISHED, Status.WITHDRAWN)
    for column, day in (("published_on", row.published_on), ("in_force_on", row.in_force_on)):
        if day and not issued:
            problems.add(place, column, f"{day} at stage {row.stage} (expected an empty field before stage 60)")
    if row.withdrawn_on and status is not Status.WITHDRAWN:
        message = f"{row.withdrawn_on} at stage {row.stage} (expected an empty field before stage 95)"
        problems.add(place, "withdrawn_on", message)
    if row.stage_on and row.stage[:2] in ("60", "95"):
        column = "published_on" if row.stage[:2] == "60" else "withdrawn_on"
        message = f"{row.stage_on} at stage {row.stage} (expected an empty field: {column} holds that date)"
        problems.add(place, "stage_on", message)


def _check_order(
    place: Place, column: str, published: PartialDate | None, day: PartialDate | None, problems: Problems
) -> None:
    if published and day and published.earliest > day.latest:
        message = f"{day} is before published_on {published} (expected that date or a later one)"
        problems.add(place, column, message)
