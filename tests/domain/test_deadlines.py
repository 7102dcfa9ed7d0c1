"""Due days: months that end sooner, stages with and without a normal duration, the project's own day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.calendar import add_months, project_due_on, project_months, stage_due_on
from stdgraph.domain.timeline import drafting_since

days = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 8, 31), 0, date(2024, 8, 31)),
    ],
)
def test_months_are_added_and_clamped(day: date, months: int, due: date) -> None:
    assert add_months(day, months) == due


@given(days, st.integers(0, 600))
def test_the_month_counts_and_the_day_is_kept_or_the_months_last(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)


@given(days, days, st.integers(0, 60))
def test_the_order_of_days_is_kept(one: date, other: date, months: int) -> None:
    assert add_months(min(one, other), months) <= add_months(max(one, other), months)


@pytest.mark.parametrize(
    ("stage", "due"),
    [
        ("10.00", date(2024, 4, 15)),
        ("20.00", date(2024, 11, 15)),
        ("30.20", date(2024, 3, 15)),
        ("00.00", None),
        ("40.00", None),
        ("50.00", None),
    ],
)
def test_a_stage_with_a_normal_duration_ends_after_it(stage: str, due: date | None) -> None:
    assert stage_due_on(stage, date(2024, 1, 15)) == due


@pytest.mark.parametrize("stage", ["60.00", "60.60", "90.20", "95.99", "20.98"])
def test_no_other_stage_has_a_normal_end(stage: str) -> None:
    assert stage_due_on(stage, date(2024, 1, 15)) is None


@pytest.mark.parametrize(
    ("level", "nature", "months"),
    [
        ("NATIONAL", "RECOMMENDED", 18),
        ("NATIONAL", "GUIDANCE", 18),
        ("NATIONAL", "MANDATORY", 24),
        ("NATIONAL", None, None),
        ("INDUSTRY", "RECOMMENDED", None),
        ("GROUP", None, None),
        (None, "RECOMMENDED", None),
    ],
)
def test_the_rules_limit_national_standards_by_their_nature(
    level: str | None, nature: str | None, months: int | None
) -> None:
    assert project_months(level, nature) == months


@pytest.mark.parametrize(
    ("stage", "own", "due"),
    [
        ("20.00", None, date(2025, 7, 15)),
        ("30.92", None, date(2025, 7, 15)),
        ("40.99", None, date(2025, 7, 15)),
        ("10.99", None, None),
        ("50.00", None, None),
        ("60.60", None, None),
        ("40.98", None, None),
        ("00.00", date(2026, 1, 1), date(2026, 1, 1)),
        ("40.20", date(2026, 1, 1), date(2026, 1, 1)),
        ("40.20", date(2024, 6, 1), date(2024, 6, 1)),
        ("50.00", date(2026, 1, 1), None),
        ("20.98", date(2026, 1, 1), None),
    ],
)
def test_a_project_is_due_by_its_own_day_else_by_the_rules_until_it_is_submitted(
    stage: str, own: date | None, due: date | None
) -> None:
    assert project_due_on(stage, date(2024, 1, 15), own, 18) == due


def test_without_a_beginning_or_a_limit_only_the_own_day_counts() -> None:
    assert project_due_on("30.00", None, None, 18) is None
    assert project_due_on("30.00", date(2024, 1, 15), None, None) is None
    assert project_due_on("30.00", None, date(2025, 1, 1), None) == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("timeline", "since"),
    [
        ([], None),
        (["2024-01-01 10.00", "2024-03-01 20.00", "2024-05-01 30.00", "2024-09-01 20.00"], date(2024, 3, 1)),
        (["2024-01-01 10.00", "2024-05-01 40.00"], date(2024, 5, 1)),
        (["2024-12-31 20.00~2024-01-01 2024", "2025-05-01 30.00"], date(2024, 12, 31)),
        (["2024-04-01 20.00?0001-01-01", "2024-05-01 30.00"], date(2024, 5, 1)),
        (["2026-11-23 30.00?0001-01-01"], None),
        (["2024-01-01 10.98", "2025-01-01 60.60"], None),
    ],
)
def test_drafting_begins_with_the_first_dated_entry_into_it(timeline: list[str], since: date | None) -> None:
    assert drafting_since(timeline) == since
