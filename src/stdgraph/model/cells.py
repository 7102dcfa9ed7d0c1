"""Cells of the coverage matrix (subsystem x product category): which state the standards in a cell bring it to.

Ladder 团标-行标-国标: a group or enterprise standard in force fills a cell only as far as GROUP_ONLY.
"""

from __future__ import annotations

from collections.abc import Iterable

from stdgraph.model.vocabulary import CellState

LIVE: tuple[CellState, ...] = (
    CellState.IN_FORCE,
    CellState.UPCOMING,
    CellState.DRAFTING,
    CellState.PLANNED,
    CellState.GROUP_ONLY,
)
"""The states that a standard can bring to a cell, best first."""


def best(states: Iterable[CellState], *, demanded: bool) -> CellState:
    """The state of a cell: the best of what its standards bring; with none, MISSING if demanded and EMPTY if not."""
    present = set(states)
    return next((s for s in LIVE if s in present), CellState.MISSING if demanded else CellState.EMPTY)
