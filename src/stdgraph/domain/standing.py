"""Standing: what a published document is worth on a day, and the state to which standards bring a cell of the coverage matrix.

Both are computed from dates.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from stdgraph.domain.timeline import status_on
from stdgraph.domain.vocabulary import CellState, Standing, Status


def standing(
    on: date,
    timeline: Sequence[str],
    in_force_by: date | None,
    superseded_by: date | None = None,
) -> Standing | None:
    """The standing on a day; None for what was not published by then, or was abandoned.

    ``superseded_by`` is the day by which others have replaced the whole document (``supersession``); None: nothing has.
    """
    match status_on(timeline, on):
        case Status.WITHDRAWN:
            return Standing.WITHDRAWN
        case Status.PUBLISHED:
            if in_force_by is not None and in_force_by > on:
                return Standing.UPCOMING
            return Standing.SUPERSEDED if superseded_by is not None and superseded_by <= on else Standing.IN_FORCE
        case _:
            return None


LIVE: tuple[CellState, ...] = (
    CellState.IN_FORCE,
    CellState.UPCOMING,
    CellState.DRAFTING,
    CellState.PLANNED,
    CellState.GROUP_ONLY,
)
"""The states that a standard can bring to a cell, best first."""


def best(states: Collection[CellState], *, demanded: bool) -> CellState:
    """The state of a cell: the best of what its standards bring; with none, MISSING if demanded and EMPTY if not."""
    if not states:
        return CellState.MISSING if demanded else CellState.EMPTY
    return next(state for state in LIVE if state in states)
