"""The state of a standard as it is stored: its status and standing on a day, and the days between which time alone changes neither, nor
whether it is on the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from stdgraph.domain.standing import standing
from stdgraph.domain.timeline import entry_day, status_on
from stdgraph.domain.vocabulary import Standing, Status

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StandardState:
    """Status and standing from one day on (None: since ever) until another one (None: as far as is recorded)."""

    status: Status
    standing: Standing | None
    since: date | None
    until: date | None


def state_on(
    day: date,
    timeline: Sequence[str],
    in_force_by: date | None,
    superseded_by: date | None = None,
    leaves: date | None = None,
) -> StandardState:
    """The state on a day, by the rules of ``status_on`` and ``standing``; ``leaves`` is the day from which on it is off the plan."""

    def stands(on: date) -> tuple[Status, Standing | None, bool]:
        off_plan = leaves is not None and leaves <= on
        return status_on(timeline, on), standing(on, timeline, in_force_by, superseded_by), off_plan

    days = (in_force_by, superseded_by, leaves)
    turns = sorted({*map(entry_day, timeline), *(one for one in days if one is not None)})
    now = stands(day)
    since = next((on for on in reversed(turns) if on <= day and on > date.min and stands(on - _DAY) != now), None)
    until = next((on for on in turns if on > day and stands(on) != now), None)
    return StandardState(*now[:2], since, until)
