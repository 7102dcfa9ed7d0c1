"""Cells: the best of what several standards bring."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.standing import LIVE, best
from stdgraph.domain.vocabulary import CellState

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
