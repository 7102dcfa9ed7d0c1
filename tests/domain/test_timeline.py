"""The timeline agrees with walking over the moves, day by day, and what is known better never changes what was certain."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from stdgraph.domain.dates import PartialDate
from stdgraph.domain.move_spans import Move, resolve
from stdgraph.domain.stages import status_of
from stdgraph.domain.timeline import (
    entered_on,
    entry_earliest,
    entry_on,
    entry_stage,
    fold,
    imprecise_spans,
    is_exact,
    is_undated,
    possible_stage_on,
    stage_on,
    status_on,
    unfold,
)
from stdgraph.domain.vocabulary import Status
from tests.domain.dates import codes, days, moves, partial_moves


def is_imprecise_on(timeline: list[str], day: date) -> bool:
    return any(start <= day.isoformat() < end for start, end in imprecise_spans(timeline))


years = st.none() | st.integers(1980, 2030)
told = st.none() | days


@given(st.lists(st.builds(Move, codes, days), max_size=8), days)
def test_of_known_days_it_says_what_a_walk_over_the_moves_says(recorded: list[Move], on: date) -> None:
    timeline = fold(recorded)
    past = [(move.on, rank) for rank, move in enumerate(recorded) if move.on is not None and move.on <= on]
    if not past:
        assert (entry_on(timeline, on), stage_on(timeline, on), entered_on(timeline, on)) == (None, None, None)
        assert status_on(timeline, on) is Status.PLANNED
    else:
        last = recorded[max(past)[1]]
        assert (entered_on(timeline, on), stage_on(timeline, on)) == (last.on, last.stage)
        assert status_on(timeline, on) is status_of(last.stage)


@given(partial_moves, years, told)
def test_it_is_sorted_and_holds_one_entry_a_day(recorded: list[Move], year: int | None, stated_on: date | None) -> None:
    timeline = fold(recorded, year, stated_on)
    assert timeline == sorted(timeline)
    assert len({entry[:10] for entry in timeline}) == len(timeline) <= len(recorded)


@given(partial_moves, years, told)
def test_nothing_can_have_happened_before_what_stands_before_it(
    recorded: list[Move], year: int | None, stated_on: date | None
) -> None:
    bounds = [entry_earliest(entry) for entry in fold(recorded, year, stated_on)]
    assert bounds == sorted(bounds)


@given(partial_moves, years, told)
def test_it_unfolds_to_moves_that_fold_to_it(recorded: list[Move], year: int | None, stated_on: date | None) -> None:
    timeline = fold(recorded, year, stated_on)
    again = fold(unfold(timeline), year, stated_on)
    assert [entry_stage(entry) for entry in fold(unfold(again), year, stated_on)] == [entry_stage(e) for e in again]


@given(moves, st.randoms(use_true_random=False))
def test_the_order_of_recording_matters_within_a_day_only(recorded: list[Move], random: Random) -> None:
    by_day = {move.on: move for move in recorded if move.on is not None}
    shuffled = list(by_day.values())
    random.shuffle(shuffled)
    assert fold(shuffled) == fold([move for move in recorded if move.on is not None])


@given(partial_moves, st.integers(1980, 2030), told, days)
def test_nothing_is_issued_before_the_year_in_its_number(
    recorded: list[Move], year: int, stated_on: date | None, on: date
) -> None:
    assume(on.year < year)
    status = status_on(fold(recorded, year, stated_on), on)
    assert status not in (Status.PUBLISHED, Status.WITHDRAWN) or any(
        move.on is not None and move.on.year >= year and move.on <= on for move in recorded
    )


@given(days, st.sampled_from([len("2005"), len("2005-03")]), codes, days, years)
def test_a_date_that_is_known_better_changes_nothing_outside_what_it_could_mean(
    day: date, length: int, stage: str, on: date, year: int | None
) -> None:
    vague = PartialDate(day.isoformat()[:length])
    before, after = fold([Move.at(stage, vague)], year), fold([Move(stage, day)], year)
    if not vague.earliest <= on < vague.latest:
        assert stage_on(before, on) == stage_on(after, on) or (year is not None and day.year < year)
    else:
        assert is_imprecise_on(before, on) or year is not None or status_of(stage) is Status.PLANNED


@given(partial_moves, years, told, days)
def test_where_it_is_precise_what_may_have_happened_has(
    recorded: list[Move], year: int | None, stated_on: date | None, on: date
) -> None:
    timeline = fold(recorded, year, stated_on)
    if not is_imprecise_on(timeline, on):
        assert status_of(possible_stage_on(timeline, on) or "00.00") is status_on(timeline, on)


@given(codes, days, codes)
def test_what_nobody_dates_had_happened_by_the_next_known_day(before: str, on: date, after: str) -> None:
    told_on = on - timedelta(30)
    assert fold([Move(before), Move(after, on)], stated_on=on + timedelta(365)) == [f"{on} {after}"]
    timeline = fold([Move(before), Move(after, on)], stated_on=told_on)
    assert [stage_on(timeline, day) for day in (told_on, on)] == [before, after]
    assert possible_stage_on(timeline, told_on - timedelta(1)) == before


def test_a_publication_of_unknown_day_was_in_the_year_of_its_number() -> None:
    timeline = fold([Move("60.60"), Move("95.99")], 2002, date(2026, 11, 23))
    assert timeline == ["2002-12-31 60.60?2002-01-01", "2026-11-23 95.99?2002-01-01"]
    assert all(map(is_undated, timeline))
    assert stage_on(timeline, date(1990, 1, 1)) is None
    assert stage_on(timeline, date(2002, 12, 31)) == "60.60"
    assert is_imprecise_on(timeline, date(2010, 1, 1))
    assert stage_on(timeline, date(2026, 11, 23)) == "95.99"


def test_a_stated_year_before_that_of_the_number_is_not_followed() -> None:
    (one,) = resolve([Move("60.60", within="2001")], 2002, date(2026, 11, 23))
    assert (one.earliest, one.latest, one.basis) == (date(2002, 1, 1), date(2002, 12, 31), "NUMBER")


def test_a_month_is_kept_as_it_is_stated() -> None:
    timeline = fold([Move("60.60", within="2005-03")])
    assert timeline == ["2005-03-31 60.60~2005-03-01 2005-03"]
    assert unfold(timeline) == (Move("60.60", within="2005-03"),)
    assert not is_exact(timeline[0])


def test_a_stage_is_entered_on_its_day_and_not_before() -> None:
    timeline = fold([Move("20.00", date(2024, 1, 2)), Move("60.60", date(2024, 5, 6))])
    assert timeline == ["2024-01-02 20.00", "2024-05-06 60.60"]
    assert stage_on(timeline, date(2024, 1, 1)) is None
    assert stage_on(timeline, date(2024, 1, 2)) == "20.00"
    assert stage_on(timeline, date(2024, 5, 5)) == "20.00"
    assert stage_on(timeline, date(2024, 5, 6)) == "60.60"
