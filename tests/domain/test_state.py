"""The stored state holds from its first day to its last, and neither day could be another."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given

from stdgraph.domain.standing import standing
from stdgraph.domain.state import state_on
from stdgraph.domain.timeline import fold, status_on
from tests.domain.dates import FIRST, days, maybe_days, partial_moves

timelines = partial_moves.map(fold)
DAYS = [FIRST + timedelta(n) for n in range(-2, 400)]


@given(days, timelines, maybe_days, maybe_days)
def test_it_holds_between_its_days_and_not_beside_them(
    on: date, timeline: list[str], in_force_by: date | None, superseded_by: date | None
) -> None:
    def pair(day: date) -> tuple[object, object]:
        return status_on(timeline, day), standing(day, timeline, in_force_by, superseded_by)

    state = state_on(on, timeline, in_force_by, superseded_by)
    for day in DAYS:
        if (state.since is None or day >= state.since) and (state.until is None or day < state.until):
            assert pair(day) == (state.status, state.standing) == pair(on)
    assert state.since is None or (state.since <= on and pair(state.since - timedelta(1)) != pair(on))
    assert state.until is None or (state.until > on and pair(state.until) != pair(on))
