"""The order in which to close a chain: greedy, each step judged by the steps before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.network import adjacency, reachable
from stdgraph.domain.vocabulary import CellState, Language
from stdgraph.progress.readiness import NEARNESS, ClosingStep, explain_step, order_steps

MISSING, IN_FORCE = CellState.MISSING, CellState.IN_FORCE
OPEN = tuple(NEARNESS)


def summary(found: list[ClosingStep]) -> list[tuple[str, int, int, int]]:
    return [(step.code, step.unlocks, step.completes, step.score) for step in found]


def test_what_others_rest_on_comes_first() -> None:
    states = dict.fromkeys("ABCD", MISSING)
    following = {"A": ["B", "C"], "B": ["D"]}
    assert summary(order_steps(states, following)) == [
        ("D", 3, 1, 30),
        ("B", 2, 1, 20),
        ("C", 2, 1, 20),
        ("A", 1, 1, 10),
    ]


def test_the_step_that_ends_the_waiting_of_what_is_in_force_completes_that_too() -> None:
    states = {"A": IN_FORCE, "B": MISSING, "C": MISSING, "D": MISSING}
    following = {"A": ["B", "C"], "D": []}
    # B and C: A and itself each, 20; by code B first, which leaves A waiting for C alone
    assert summary(order_steps(states, following)) == [("B", 2, 1, 20), ("C", 2, 2, 20), ("D", 1, 1, 10)]


def test_of_two_that_tie_the_one_that_completes_more_comes_first() -> None:
    states = {"A": MISSING, "B": MISSING, "X": IN_FORCE, "Y": MISSING}
    following = {"X": ["B"], "Y": ["A"]}
    # A: itself and Y; B: itself and X, which waits for nothing else
    assert summary(order_steps(states, following))[:2] == [("B", 2, 2, 20), ("A", 2, 1, 20)]


def test_a_cycle_is_complete_with_its_last_member() -> None:
    states = dict.fromkeys("ABC", MISSING) | {"B": CellState.DRAFTING}
    following = {"A": ["B"], "B": ["C"], "C": ["A"]}
    assert summary(order_steps(states, following)) == [("B", 3, 0, 33), ("A", 3, 0, 30), ("C", 3, 3, 30)]


def test_a_chain_that_is_complete_has_no_steps() -> None:
    assert order_steps({}, {}) == []
    assert order_steps({"A": IN_FORCE, "B": IN_FORCE}, {"A": ["B"]}) == []


CODES = "ABCDEFGH"
chains = st.tuples(
    st.dictionaries(st.sampled_from(CODES), st.sampled_from((IN_FORCE, *OPEN))),
    st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)), max_size=20).map(adjacency),
)


@given(chains)
def test_every_step_is_the_best_of_those_left(chain: tuple[dict[str, CellState], dict[str, list[str]]]) -> None:
    states, following = chain
    within = {code: [one for one in following.get(code, ()) if one in states] for code in states}
    own = {code: reachable([code], within) for code in states}
    done = {code for code, state in states.items() if state is IN_FORCE}

    def judged(code: str) -> tuple[int, int, str]:
        resting = [member for member in states if code in own[member]]
        completes = sum(not own[member] <= done and own[member] <= done | {code} for member in resting)
        return -(10 * len(resting) + NEARNESS[states[code]]), -completes, code

    found = order_steps(states, following)
    for step in found:
        assert (-step.score, -step.completes, step.code) == min(judged(code) for code in states if code not in done)
        done.add(step.code)
    assert done == set(states)
    assert sum(step.completes for step in found) == sum(
        any(states[one] is not IN_FORCE for one in members) for members in own.values()
    )


@given(chains)
def test_what_a_member_rests_on_comes_before_it_unless_they_rest_on_each_other(
    chain: tuple[dict[str, CellState], dict[str, list[str]]],
) -> None:
    states, following = chain
    within = {code: [one for one in following.get(code, ()) if one in states] for code in states}
    place = {step.code: n for n, step in enumerate(order_steps(states, following))}
    for code in place:
        for other in reachable([code], within) & place.keys() - {code}:
            if code not in reachable([other], within):
                assert place[other] < place[code]


STEP = ClosingStep("A", CellState.DRAFTING, 3, 1)


@pytest.mark.parametrize(
    ("following", "en", "zh"),
    [
        (None, "3 members rest on it, itself included; it completes the chain of 1.", "自身链条齐备。"),
        (ClosingStep("B", MISSING, 2, 1), "more than on “Bee” (2).", "多于“Bee”的 2 项。"),
        (ClosingStep("B", MISSING, 3, 1), "nearer to being in force (being drafted before missing).", "更接近现行"),
        (ClosingStep("B", CellState.DRAFTING, 3, 0), "completes more (1 against 0).", "能使更多项齐备（1 比 0）。"),
        (
            ClosingStep("C", CellState.DRAFTING, 3, 1),
            "it ties with “C” in everything, so they are ordered by code.",
            "按代码排序。",
        ),
    ],
)
def test_the_reason_says_why_it_stands_before_the_next(following: ClosingStep | None, en: str, zh: str) -> None:
    names = {"B": "Bee"}
    assert explain_step(STEP, following, names, Language.EN).endswith(en)
    assert zh in explain_step(STEP, following, names, Language.ZH)
    assert explain_step(ClosingStep("A", MISSING, 1, 0), None, {}, Language.EN).startswith("1 member rests on it")
