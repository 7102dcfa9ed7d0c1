"""Targets: what is achieved, remains and is needed a year, and the state at each border."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.targets import Measured, TargetDefinition
from stdgraph.domain.vocabulary import TargetCounts, TargetState

BASE, BY = date(2024, 1, 1), date(2026, 1, 1)
TARGET = TargetDefinition("T1", "X2024", TargetCounts.PUBLISHED, 4, BY, (), BASE)


def standing(target: TargetDefinition, on: date, *days: date) -> Measured:
    return Measured(target, on, {day: days.count(day) for day in days})


def test_halfway_with_half_is_on_track_and_with_less_at_risk() -> None:
    half = BASE + timedelta(days=365)
    on_track = standing(TARGET, half, date(2024, 5, 1), date(2024, 5, 1))
    assert (on_track.achieved, on_track.remaining, on_track.state) == (2, 2, TargetState.ON_TRACK)
    assert on_track.pace == pytest.approx(2 * 365.25 / 365)
    assert on_track.required_pace == pytest.approx(2 * 365.25 / 366)
    assert standing(TARGET, half, date(2024, 5, 1)).state is TargetState.AT_RISK


@pytest.mark.parametrize(
    ("last", "on", "state"),
    [
        (BY - timedelta(days=1), BY, TargetState.MET),
        (BY, BY, TargetState.MET),
        (BY + timedelta(days=1), BY + timedelta(days=9), TargetState.MISSED),
        (BY - timedelta(days=1), BY + timedelta(days=9), TargetState.MET),
    ],
)
def test_the_day_decides(last: date, on: date, state: TargetState) -> None:
    found = standing(TARGET, on, date(2024, 5, 1), date(2024, 5, 2), date(2025, 5, 1), last)
    assert (found.state, found.reached_on, found.required_pace) == (state, last, 0.0)


def test_too_few_on_the_day_is_missed() -> None:
    found = standing(TARGET, BY, date(2024, 5, 1))
    assert (found.state, found.required_pace, found.reached_on) == (TargetState.MISSED, None, None)


@pytest.mark.parametrize(
    "changed",
    [{"counts": None}, {"required": None}, {"baseline": None}, {"by": None}],
    ids=lambda changed: next(iter(changed)),
)
def test_what_cannot_be_compared_is_not_measured(changed: dict[str, None]) -> None:
    found = standing(replace(TARGET, **changed), date(2025, 1, 1), date(2024, 5, 1))  # type: ignore[arg-type]
    assert found.state is TargetState.NOT_MEASURED


def test_nothing_is_said_before_time_has_passed() -> None:
    found = standing(TARGET, BASE)
    assert (found.achieved, found.pace, found.state) == (0, None, TargetState.NOT_MEASURED)


def test_a_pace_that_falls_short_says_nothing_until_a_tenth_of_the_time_has_passed() -> None:
    tenth = BASE + timedelta(days=74)
    early = standing(TARGET, tenth - timedelta(days=1))
    assert (early.is_early, early.falls_short, early.state) == (True, True, TargetState.NOT_MEASURED)
    assert standing(TARGET, tenth).state is TargetState.AT_RISK
    enough = standing(TARGET, BASE + timedelta(days=9), date(2024, 1, 5))
    assert (enough.is_early, enough.state) == (True, TargetState.ON_TRACK)


def test_a_target_of_none_is_met_from_the_start() -> None:
    assert standing(replace(TARGET, required=0), BASE).state is TargetState.MET
    late = standing(replace(TARGET, required=0, by=BASE), BY, date(2024, 5, 1))
    assert (late.state, late.reached_on) == (TargetState.MET, BASE)


@given(
    st.lists(st.dates(BASE + timedelta(days=1), BY + timedelta(days=200)), max_size=9),
    st.dates(BASE, BY + timedelta(days=200)),
)
def test_the_numbers_hold_together(days: list[date], on: date) -> None:
    found = standing(TARGET, on, *(day for day in days if day <= on))
    assert found.achieved is not None
    assert found.remaining == max(4 - found.achieved, 0)
    assert (found.reached_on is not None) == (found.remaining == 0)
    ended = found.state in (TargetState.MET, TargetState.MISSED)
    assert ended == (on >= BY or found.remaining == 0)
    if found.state in (TargetState.ON_TRACK, TargetState.AT_RISK):
        assert found.pace is not None
        assert found.required_pace is not None
        assert (found.pace >= found.required_pace) == (found.state is TargetState.ON_TRACK)
