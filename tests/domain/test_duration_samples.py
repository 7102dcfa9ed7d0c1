"""Pools of durations: what was observed comes back, what lasts longer than was seen is not forgotten."""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.duration_samples import ABANDONED, ENOUGH, FOLLOWING, NORMAL_MONTHS, SHARES, normal, pool, tempo_of

observed = st.lists(
    st.tuples(st.integers(-1, 900), st.sampled_from(("", "30", "60", ABANDONED)), st.integers(1, 9)), max_size=30
)


@given(observed)
def test_parts_are_sorted_and_rest_on_enough(stays: list[tuple[int, str, int]]) -> None:
    made = pool("20", stays)
    ended = sum(count for days, after, count in stays if days >= 0 and after)
    assert made.observed == (ended if ended >= ENOUGH else 0)
    assert len(made.parts) == SHARES
    assert made.days == sorted(made.days)
    assert made.mean > 0
    assert {after for _, after in made.parts} <= {"30", "60", ABANDONED}


def test_without_open_stays_it_is_what_was_observed() -> None:
    made = pool("20", [(100, "30", 50), (200, "30", 25), (300, ABANDONED, 25)])
    assert [sum(one == days for one in made.days) for days in (100, 200, 300)] == [250, 125, 125]
    assert made.beyond(150) == 250
    assert made.beyond(300) == SHARES, "nothing lasted longer"


def test_items_that_are_still_there_make_it_longer() -> None:
    """Kaplan and Meier by hand: 20 left at day 100 of 40 at risk; 10 of the 10 left by then leave at day 300."""
    made = pool("20", [(100, "30", 20), (200, "", 10), (300, "30", 10)])
    assert sum(one <= 100 for one in made.days) == SHARES // 2
    assert sum(one == 300 for one in made.days) == SHARES // 2


def test_what_outlasts_everything_goes_on() -> None:
    made = pool("20", [(100, "30", 30), (500, "", 30)])
    assert sum(one > 500 for one in made.days) == SHARES // 2
    assert median(one for one in made.days if one > 500) > 800


def test_the_tempo_of_what_was_observed() -> None:
    """Two stages at half the normal median, and one more as normal: the cube root of a quarter."""
    half = {stage: pool(stage, [(round(normal(stage).median / 2), "60", 50)]) for stage in ("10", "20")}
    tempo = tempo_of({**half, "50": normal("50")})
    assert tempo == pytest.approx(0.25 ** (1 / 3), rel=0.02)
    assert normal("50", tempo).median == pytest.approx(tempo * normal("50").median)
    assert tempo_of({"50": normal("50")}) == 1


@pytest.mark.parametrize("stage", FOLLOWING)
def test_normal_durations(stage: str) -> None:
    made = normal(stage)
    assert median(made.days) == pytest.approx(NORMAL_MONTHS[stage] * 365.25 / 12, rel=0.01)
    assert sum(after == ABANDONED for _, after in made.parts) == SHARES // 50
    assert made.observed == 0
