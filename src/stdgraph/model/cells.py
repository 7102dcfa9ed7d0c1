"""Cells of the coverage matrix (subsystem x product category): which state the standards in a cell bring it to.

Ladder 团标-行标-国标: a group or enterprise standard in force fills a cell only as far as GROUP_ONLY.
"""

from __future__ import annotations

from collections.abc import Collection

from stdgraph.model.vocabulary import CellState

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
