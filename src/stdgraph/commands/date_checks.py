"""What the dates of a document must agree with: each other, and the year in its number."""

from __future__ import annotations

from collections.abc import Mapping

from stdgraph.commands.outcomes import Message
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.numbers import year_of
from stdgraph.domain.stored_state import stated_date


def dates_in_conflict(standard: Mapping[str, object]) -> tuple[str, Message] | None:
    """The first field whose date cannot be, with the reason; None where all agree as far as they are known."""
    published, in_force = stated_date(standard, "publishedOn"), stated_date(standard, "inForceOn")
    if published is not None and in_force is not None and in_force.latest < published.earliest:
        return "inForceOn", Message(
            f"实施日期（{in_force}）早于发布日期（{published}）",
            f"in-force date {in_force} precedes publication date {published}",
        )
    number = standard.get("number")
    year = year_of(number) if isinstance(number, str) else None
    if year is None:
        return None
    if published is not None and not published_in(year, published):
        return "publishedOn", Message(
            f"发布日期（{published}）与编号“{number}”的年份不符，应为 {year} 年或次年",
            f"publication date {published} contradicts number {number}: expected {year} or {year + 1}",
        )
    if in_force is not None and in_force.latest.year < year:
        return "inForceOn", Message(
            f"实施日期（{in_force}）早于编号“{number}”的年份",
            f"in-force date {in_force} precedes the year of number {number}",
        )
    return None


def published_in(year: int, published: PartialDate) -> bool:
    """Whether a document whose number ends in a year can have been published then: in that year or, approved late in it, the next."""
    return published.latest.year >= year and published.earliest.year <= year + 1
