"""Standing over any order of dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from stdgraph.domain.move_spans import Move
from stdgraph.domain.standing import standing as standing_when
from stdgraph.domain.supersession import Succession, supersession
from stdgraph.domain.timeline import fold, status_on
from stdgraph.domain.vocabulary import Standing, Status
from tests.domain.dates import days, maybe_days, moves

DAY = timedelta(1)
OLD = date(1990, 1, 1)
timelines = moves.map(fold)
successions = st.builds(Succession, timelines, maybe_days, maybe_days)
successors = st.lists(successions, max_size=3)
spans = st.tuples(days, days).map(sorted)


def standing(
    on: date, timeline: list[str], in_force_by: date | None, others: Sequence[Succession] = ()
) -> Standing | None:
    by = supersession(others)
    return standing_when(on, timeline, in_force_by, by and by.latest)


def published(on: date) -> list[str]:
    return fold([Move("60.60", on)])


@given(days, timelines, maybe_days, successors)
def test_exactly_the_published_and_withdrawn_have_a_standing(
    on: date, timeline: list[str], in_force_by: date | None, others: list[Succession]
) -> None:
    found = standing(on, timeline, in_force_by, others)
    match status_on(timeline, on):
        case Status.PUBLISHED:
            assert found in (Standing.UPCOMING, Standing.IN_FORCE, Standing.SUPERSEDED)
        case Status.WITHDRAWN:
            assert found is Standing.WITHDRAWN
        case _:
            assert found is None


@given(days, days, maybe_days, successors)
def test_nothing_is_in_force_before_it_is_published(
    on: date, published_on: date, in_force_by: date | None, others: list[Succession]
) -> None:
    assume(on < published_on)
    assert standing(on, published(published_on), in_force_by, others) is None


@given(days, spans)
def test_published_then_in_force(on: date, span: list[date]) -> None:
    published_on, in_force_by = span
    found = standing(on, published(published_on), in_force_by)
    if on < published_on:
        assert found is None
    else:
        assert found is (Standing.UPCOMING if on < in_force_by else Standing.IN_FORCE)


@given(spans, maybe_days)
def test_the_predecessor_is_in_force_until_the_day_its_successor_takes_force(
    span: list[date], since: date | None
) -> None:
    published_on, in_force_by = span
    assume(since is None or since >= published_on)
    successor = Succession(published(published_on), in_force_by, since)
    takeover = since or in_force_by
    old = published(OLD)
    assert standing(takeover - DAY, old, OLD, [successor]) is Standing.IN_FORCE
    assert standing(takeover, old, OLD, [successor]) is Standing.SUPERSEDED
    assert standing(takeover + DAY, old, OLD, [successor]) is Standing.SUPERSEDED


@given(days, maybe_days, maybe_days, st.sampled_from(["10.00", "20.00", "50.00", "50.98"]))
def test_a_successor_that_is_not_published_takes_nothing_over(
    on: date, in_force_by: date | None, since: date | None, stage: str
) -> None:
    successor = Succession(fold([Move(stage, OLD)]), in_force_by, since)
    assert standing(on, published(OLD), OLD, [successor]) is Standing.IN_FORCE


@given(days, timelines, maybe_days, successors)
def test_the_order_of_successors_does_not_matter_and_more_of_them_never_revive(
    on: date, timeline: list[str], in_force_by: date | None, others: list[Succession]
) -> None:
    found = standing(on, timeline, in_force_by, others)
    assert standing(on, timeline, in_force_by, others[::-1]) is found
    if found is Standing.SUPERSEDED:
        assert standing(on, timeline, in_force_by, [*others, Succession([])]) is found


def test_a_successor_that_was_withdrawn_later_has_still_replaced() -> None:
    timeline = fold([Move("60.60", date(2020, 1, 1)), Move("95.99", date(2022, 1, 1))])
    successor = Succession(timeline, date(2020, 1, 1))
    assert standing(date(2023, 1, 1), published(OLD), OLD, [successor]) is Standing.SUPERSEDED


def test_the_life_of_a_standard() -> None:
    timeline = fold([Move("60.60", date(2012, 12, 31)), Move("95.99", date(2020, 5, 1))])
    new = Succession(published(date(2019, 6, 4)), date(2020, 5, 1))
    on = [date(2012, 12, 30), date(2013, 9, 30), date(2013, 10, 1), date(2020, 4, 30), date(2020, 5, 1)]
    assert [standing(day, timeline, date(2013, 10, 1), [new]) for day in on] == [
        None,
        Standing.UPCOMING,
        Standing.IN_FORCE,
        Standing.IN_FORCE,
        Standing.WITHDRAWN,
    ]
