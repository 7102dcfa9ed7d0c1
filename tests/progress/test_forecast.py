"""Forecasts of targets from what a catalogue observed: what goes into the runs, the stated assumptions, and reproducibility."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stdgraph.domain.answers import Answer
from stdgraph.domain.targets import Measured, TargetDefinition
from stdgraph.domain.vocabulary import ForecastMethod, TargetCounts
from stdgraph.progress.forecast import forecast_target, simulate_target
from stdgraph.progress.observations import ItemStart, ObservedSamples, SystemObservations, estimate_arrivals
from stdgraph.progress.stage_durations import StageStay

ON, BY = date(2025, 1, 1), date(2026, 1, 1)
TARGET = TargetDefinition("T1", "X2024", TargetCounts.PUBLISHED, 10, BY, ("NATIONAL",), date(2024, 1, 1))
SEEN = [StageStay("20", "60", days, "NATIONAL", 5) for days in range(100, 200, 10)]


def open_items(count: int, level: str = "NATIONAL", days: int = 30) -> StageStay:
    return StageStay("20", "", days, level, count)


def english(answer: Answer) -> str:
    return " ".join(pair[1] for pair in answer["assumptions"])


def test_enough_open_items_make_it_sure_and_too_few_impossible() -> None:
    many = forecast_target(Measured(TARGET, ON, {}), SystemObservations([*SEEN, open_items(20)]))
    assert many["probability"] > 0.99
    assert ON < many["reachedOnP50"] < BY
    few = forecast_target(Measured(TARGET, ON, {}), SystemObservations([*SEEN, open_items(9)]))
    assert (few["probability"], few["reachedOnP50"]) == (0.0, None)
    assert few["p10"] <= few["p50"] <= few["p90"] <= 9


def test_what_was_achieved_counts() -> None:
    found = forecast_target(Measured(TARGET, ON, {date(2024, 6, 1): 7}), SystemObservations([*SEEN, open_items(9)]))
    assert found["p10"] >= 7
    assert found["probability"] > 0.99


def test_only_the_levels_of_the_target_count_and_those_left_out_are_told() -> None:
    seen = SystemObservations([*SEEN, open_items(20, "GROUP"), open_items(3, "")])
    found = forecast_target(Measured(TARGET, ON, {}), seen)
    assert found["p90"] == 0
    assert "left out because their level is not decided: 3" in english(found)
    assert "Durations observed" not in english(found)


def test_revisions_are_in_no_run_where_new_standards_count() -> None:
    revising = [replace(open_items(20), revision=True), replace(open_items(3, "GROUP"), revision=True)]
    seen = SystemObservations([*SEEN, *revising], [ItemStart("NATIONAL", "60", 1, 50, revision=True)])
    both = forecast_target(Measured(TARGET, ON, {}), seen)
    assert both["probability"] > 0.99
    assert "Revisions of existing standards are counted as well." in english(both)
    found = forecast_target(Measured(replace(TARGET, counts=TargetCounts.NEW), ON, {}), seen)
    assert (found["probability"], found["p90"]) == (0.0, 0)
    assert "a revision and is not" in english(found)
    assert "left out because they are revisions: 20" in english(found)


def test_the_assumptions_say_how_complete_the_catalogue_is_and_that_it_is_early() -> None:
    def told(on: date, **observed: int) -> str:
        return english(forecast_target(Measured(TARGET, on, {}), SystemObservations(**observed)))  # type: ignore[arg-type]

    assert "the document declares 285 items, 109 are on the plan" in told(ON, items=109, declared=285)
    assert "the document declares no number" in told(ON, items=109)
    assert "too early" not in told(ON)
    assert "it is too early to judge the pace" in told(date(2024, 2, 1))


def test_the_pace_needed_stands_beside_the_pace_seen() -> None:
    found = forecast_target(Measured(TARGET, ON, {date(2024, 6, 1): 4}), SystemObservations())
    assert (found["pace"], found["requiredPace"]) == (pytest.approx(4 * 365.25 / 366), pytest.approx(6 * 365.25 / 365))
    reached = forecast_target(Measured(TARGET, BY, {date(2024, 6, 1): 10}), SystemObservations())
    assert (reached["method"], reached["requiredPace"]) == (ForecastMethod.COUNTED, 0.0)


def test_the_assumptions_say_where_durations_come_from() -> None:
    assert "20 (50)" in english(forecast_target(Measured(TARGET, ON, {}), SystemObservations([*SEEN, open_items(1)])))
    scarce = english(forecast_target(Measured(TARGET, ON, {}), SystemObservations([open_items(1)])))
    assert "20 (10 months), 30 (2 months), 40 (6 months), 50 (3 months)" in scarce


def test_a_level_without_enough_stays_takes_those_of_all_levels() -> None:
    samples = ObservedSamples([*SEEN, StageStay("20", "60", 900, "GROUP", 19)])
    assert samples("NATIONAL", "20").observed == 50
    assert samples("GROUP", "20").observed == 69
    assert samples("GROUP", "30").observed == 0


def test_new_items_come_as_in_the_last_five_years() -> None:
    starts = [ItemStart("NATIONAL", "60", years, 6) for years in range(8)]
    found = estimate_arrivals(starts)
    assert (found.rate, found.shares) == (6, {("NATIONAL", "60"): 1.0})
    assert found.deviation == pytest.approx((6 / 5) ** 0.5), "years do not differ: all that is left is the sample"
    assert estimate_arrivals(starts[5:]).rate == 0, "all of it is long ago"
    assert estimate_arrivals(starts[:2]).rate == 6, "two years of records are two years"
    two = SystemObservations([], [ItemStart("NATIONAL", "60", 0, 30), ItemStart("GROUP", "60", 0, 500)])
    assert forecast_target(Measured(TARGET, ON, {}), two)["p50"] == pytest.approx(30, abs=3)


def test_without_a_day_only_the_day_of_reaching_is_told() -> None:
    target = TargetDefinition("T1", "X2024", TargetCounts.PUBLISHED, 10, None, (), date(2024, 1, 1))
    found = forecast_target(Measured(target, ON, {}), SystemObservations([*SEEN, open_items(20)]))
    assert [found[name] for name in ("probability", "p10", "p50", "p90")] == [None] * 4
    assert found["reachedOnP50"] > ON


def test_once_its_day_has_come_it_is_counted() -> None:
    days = {date(2024, 6, 1): 9, BY + timedelta(days=1): 1}
    found = forecast_target(Measured(TARGET, BY + timedelta(days=9), days), SystemObservations())
    assert (found["method"], found["probability"], found["p50"]) == (ForecastMethod.COUNTED, 0.0, 9)
    assert found["reachedOnP50"] == BY + timedelta(days=1)


def test_the_same_catalogue_and_day_tell_the_same() -> None:
    """Another target has luck of its own."""
    seen = SystemObservations([*SEEN, open_items(12), open_items(4, days=-1)], [ItemStart("NATIONAL", "20", 1, 4)])
    one = forecast_target(Measured(TARGET, ON, {}), seen)
    assert one == forecast_target(Measured(TARGET, ON, {}), seen)
    counts = simulate_target(Measured(TARGET, ON, {}), seen)[0].counts(100)
    other = TargetDefinition("T2", "X2024", TargetCounts.PUBLISHED, 10, BY, ("NATIONAL",), date(2024, 1, 1))
    assert counts != simulate_target(Measured(other, ON, {}), seen)[0].counts(100)
