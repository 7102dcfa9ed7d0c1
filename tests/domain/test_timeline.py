"""The timeline agrees with walking over the moves, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.stages import status_of
from stdgraph.domain.timeline import UNKNOWN_DAY, entered_on, entry_on, fold, is_undated, stage_on, status_on
from stdgraph.domain.vocabulary import Status
from tests.domain.dates import codes, days, moves

Moves = list[tuple[date | None, str]]


def last_move(recorded: Moves, on: date) -> tuple[date | None, str] | None:
    """The latest day not after ``on``, of one day the last recorded; an unknown day undoes what was recorded before."""
    undated = [rank for rank, (day, _) in enumerate(recorded) if day is None]
    recorded = recorded[undated[-1] :] if undated else recorded
    past = [(day or date.min, rank) for rank, (day, _) in enumerate(recorded) if day is None or day <= on]
    return recorded[max(past)[1]] if past else None


@given(moves, days)
def test_it_says_what_a_walk_over_the_moves_says(recorded: Moves, on: date) -> None:
    timeline = fold(recorded)
    last = last_move(recorded, on)
    if last is None:
        assert (entry_on(timeline, on), stage_on(timeline, on), entered_on(timeline, on)) == (None, None, None)
        assert status_on(timeline, on) is Status.PLANNED
    else:
        assert (entered_on(timeline, on), stage_on(timeline, on)) == last
        assert status_on(timeline, on) is status_of(last[1])


@given(moves)
def test_it_is_sorted_and_holds_one_entry_a_day(recorded: Moves) -> None:
    timeline = fold(recorded)
    assert timeline == sorted(timeline)
    assert len({entry[:10] for entry in timeline}) == len(timeline) <= len({day for day, _ in recorded})


@given(moves, st.randoms(use_true_random=False))
def test_the_order_of_recording_matters_within_a_day_only(recorded: Moves, random: Random) -> None:
    dated: Moves = [(day, stage) for day, stage in recorded if day]
    shuffled = list(dict(dated).items())
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(dated)


@given(moves, codes, days)
def test_an_unknown_day_holds_on_every_day_whatever_was_recorded_before(recorded: Moves, stage: str, on: date) -> None:
    timeline = fold([*recorded, (None, stage)])
    assert timeline == [f"{UNKNOWN_DAY} {stage}"]
    assert is_undated(timeline[0])
    assert stage_on(timeline, on) == stage
    assert entered_on(timeline, on) is None


@given(codes, days, codes)
def test_a_dated_move_recorded_after_an_unknown_day_holds_from_its_day(before: str, on: date, after: str) -> None:
    timeline = fold([(None, before), (on, after)])
    assert stage_on(timeline, on - timedelta(1)) == before
    assert stage_on(timeline, on) == after


def test_a_stage_is_entered_on_its_day_and_not_before() -> None:
    timeline = fold([(date(2024, 1, 2), "20.00"), (date(2024, 5, 6), "60.60")])
    assert timeline == ["2024-01-02 20.00", "2024-05-06 60.60"]
    assert stage_on(timeline, date(2024, 1, 1)) is None
    assert stage_on(timeline, date(2024, 1, 2)) == "20.00"
    assert stage_on(timeline, date(2024, 5, 5)) == "20.00"
    assert stage_on(timeline, date(2024, 5, 6)) == "60.60"
