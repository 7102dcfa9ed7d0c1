"""Cells: what one standard brings, and the best of what several bring."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.model.cells import LIVE, best, contribution
from stdgraph.model.vocabulary import CellState, Level, Standing, Status

states = st.lists(st.sampled_from(LIVE), max_size=6)


@given(states, st.booleans(), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(present: list[CellState], demanded: bool, random: Random) -> None:
    shuffled = present * 2
    random.shuffle(shuffled)
    assert best(shuffled, demanded=demanded) is best(present, demanded=demanded)


@given(states, st.sampled_from(LIVE), st.booleans())
def test_one_more_standard_never_makes_a_cell_worse(present: list[CellState], more: CellState, demanded: bool) -> None:
    order = list(CellState)
    before, after = best(present, demanded=demanded), best([*present, more], demanded=demanded)
    assert order.index(after) <= order.index(before)
    assert after in (before, more)


@pytest.mark.parametrize(("better", "worse"), list(pairwise(LIVE)))
def test_the_ladder(better: CellState, worse: CellState) -> None:
    assert best([worse, better], demanded=True) is better


def test_an_empty_cell_is_missing_only_where_demanded() -> None:
    assert best([], demanded=True) is CellState.MISSING
    assert best([], demanded=False) is CellState.EMPTY


@pytest.mark.parametrize("level", [None, *Level])
def test_only_group_and_enterprise_standards_fill_a_cell_as_far_as_group_only(level: Level | None) -> None:
    low = level in (Level.GROUP, Level.ENTERPRISE)
    found = contribution(Status.PUBLISHED, Standing.IN_FORCE, level)
    assert found is (CellState.GROUP_ONLY if low else CellState.IN_FORCE)
    assert contribution(Status.PUBLISHED, Standing.UPCOMING, level) is CellState.UPCOMING
    assert contribution(Status.DRAFTING, None, level) is CellState.DRAFTING
    assert contribution(Status.PLANNED, None, level) is CellState.PLANNED


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        (Status.PUBLISHED, Standing.SUPERSEDED),
        (Status.WITHDRAWN, Standing.WITHDRAWN),
        (Status.ABANDONED, None),
    ],
)
def test_what_is_over_brings_nothing(status: Status, standing: Standing | None) -> None:
    assert contribution(status, standing, Level.NATIONAL) is None
