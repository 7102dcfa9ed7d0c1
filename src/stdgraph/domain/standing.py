"""Standing: what a published document is worth on a day, and the state to which standards bring a cell of the coverage matrix.

Both are computed from dates, never stored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from stdgraph.domain.timeline import status_on
from stdgraph.domain.vocabulary import CellState, Standing, Status


@dataclass(frozen=True, slots=True)
class Succession:
    """One successor that replaces a document as a whole: its timeline and dates, and the day the source gives for the change."""

    timeline: Sequence[str]
    in_force_by: date | None = None
    """The day by which it takes force."""
    since: date | None = None

    def has_taken_over(self, on: date) -> bool:
        """Whether the successor was published and had replaced the document by a day; an unknown day holds on every day."""
        if status_on(self.timeline, on) not in (Status.PUBLISHED, Status.WITHDRAWN):
            return False
        day = self.since or self.in_force_by
        return day is None or day <= on


def standing(
    on: date,
    timeline: Sequence[str],
    in_force_by: date | None,
    successors: Iterable[Succession] = (),
) -> Standing | None:
    """The standing on a day; None for what was not published by then, or was abandoned."""
    match status_on(timeline, on):
        case Status.WITHDRAWN:
            return Standing.WITHDRAWN
        case Status.PUBLISHED:
            if in_force_by is not None and in_force_by > on:
                return Standing.UPCOMING
            taken = any(successor.has_taken_over(on) for successor in successors)
            return Standing.SUPERSEDED if taken else Standing.IN_FORCE
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
