"""Cells of the coverage matrix (subsystem x product category): which state the standards in a cell bring it to.

Ladder 团标-行标-国标: a group or enterprise standard in force fills a cell only as far as GROUP_ONLY.
"""

from __future__ import annotations

from collections.abc import Iterable

from stdgraph.model.vocabulary import CellState, Level, Standing, Status

LIVE: tuple[CellState, ...] = (
    CellState.IN_FORCE,
    CellState.UPCOMING,
    CellState.DRAFTING,
    CellState.PLANNED,
    CellState.GROUP_ONLY,
)
"""The states that a standard can bring to a cell, best first."""


def contribution(status: Status, standing: Standing | None, level: Level | None) -> CellState | None:
    """What one standard brings to a cell; None when it brings nothing (superseded, withdrawn, abandoned)."""
    if status is Status.PLANNED:
        return CellState.PLANNED
    if status is Status.DRAFTING:
        return CellState.DRAFTING
    if standing is Standing.UPCOMING:
        return CellState.UPCOMING
    if standing is not Standing.IN_FORCE:
        return None
    return CellState.GROUP_ONLY if level in (Level.GROUP, Level.ENTERPRISE) else CellState.IN_FORCE


def best(states: Iterable[CellState], *, demanded: bool) -> CellState:
    """The state of a cell: the best of what its standards bring; with none, MISSING if demanded and EMPTY if not."""
    present = set(states)
    return next((s for s in LIVE if s in present), CellState.MISSING if demanded else CellState.EMPTY)
