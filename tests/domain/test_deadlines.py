"""Due days: months that end sooner, stages with and without a normal duration, the project's own day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.calendar import add_months, stage_due_on
from stdgraph.domain.stages import STAGES, SUBSTAGES, status_of
from stdgraph.domain.vocabulary import Status

days = st.dates(date(1950, 1, 1), date(2100, 12, 31))
codes = st.builds("{}.{}".format, st.sampled_from(sorted(STAGES)), st.sampled_from(sorted(SUBSTAGES)))


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
def test_stages_with_a_normal_duration_end_after_it(stage: str, due: date | None) -> None:
    entered = date(2024, 1, 15)
    assert stage_due_on(stage, entered, None) == due
    assert stage_due_on(stage, None, None) is None


def test_the_earlier_of_stage_and_project_counts() -> None:
    entered = date(2024, 1, 15)
    assert stage_due_on("20.00", entered, date(2024, 6, 30)) == date(2024, 6, 30)
    assert stage_due_on("20.00", entered, date(2025, 6, 30)) == date(2024, 11, 15)
    assert stage_due_on("20.00", None, date(2025, 6, 30)) == date(2025, 6, 30)
    assert stage_due_on("40.20", entered, date(2025, 6, 30)) == date(2025, 6, 30)


@given(codes, st.none() | days, st.none() | days)
def test_only_what_is_underway_is_due_and_never_after_the_project(
    stage: str, entered_on: date | None, project_due_on: date | None
) -> None:
    due = stage_due_on(stage, entered_on, project_due_on)
    if status_of(stage) not in (Status.PLANNED, Status.DRAFTING):
        assert due is None
    elif project_due_on is not None:
        assert due is not None
        assert due <= project_due_on
