"""Review days: five years on, the leap day, levels without a rule."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.calendar import REVIEWED, review_due_on
from stdgraph.domain.vocabulary import Level

days = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize("level", [level for level in (None, *Level) if level not in REVIEWED])
def test_a_level_without_a_rule_has_no_review_day(level: Level | None) -> None:
    assert review_due_on(level, date(2020, 1, 1), date(2021, 1, 1)) is None


@pytest.mark.parametrize("level", REVIEWED)
def test_without_a_known_day_none_is_due(level: Level) -> None:
    assert review_due_on(level, None) is None


@pytest.mark.parametrize(
    ("published_on", "due"),
    [
        (date(2019, 6, 4), date(2024, 6, 4)),
        (date(2020, 2, 29), date(2025, 2, 28)),
        (date(2019, 2, 28), date(2024, 2, 28)),
    ],
)
def test_five_years_after_publication(published_on: date, due: date) -> None:
    assert review_due_on(Level.NATIONAL, published_on) == due


@given(st.sampled_from(REVIEWED), days, days)
def test_the_later_of_publication_and_review_counts(level: Level, one: date, other: date) -> None:
    due = review_due_on(level, one, other)
    assert due == review_due_on(level, other, one) == review_due_on(level, max(one, other))
    assert due == review_due_on(level, None, max(one, other))
    assert due is not None
    assert (due.year, due.month) == (max(one, other).year + 5, max(one, other).month)
