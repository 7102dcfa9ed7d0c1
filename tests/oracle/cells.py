"""Cells: a subsystem and a product category, and how far the standards in it have come."""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracle.day import Day
from tests.oracle.scopes import applies, listed, subtree

BEST_FIRST = ("IN_FORCE", "UPCOMING", "DRAFTING", "PLANNED", "GROUP_ONLY")


@dataclass(frozen=True)
class Cell:
    state: str
    demanded: bool
    standards: frozenset[str]
    """Those that bring a state to the cell."""


def cell(day: Day, subsystem: str, category: str, *, demanded: bool | None = None) -> Cell:
    """The cell of a subsystem (by id) and a category; `demanded` overrides what the demands say."""
    below = subtree(day.world, *subsystem.split("/", 1))
    if demanded is None:
        demanded = any(d.category == category and d.subsystem in below for d in day.world.demands)
    bringing = frozenset(
        standard
        for standard in listed(day.world, below)
        if day.brings[standard] is not None and applies(day.world, day.standards[standard], category)
    )
    states = {day.brings[standard] for standard in bringing}
    empty = "MISSING" if demanded else "EMPTY"
    return Cell(next((state for state in BEST_FIRST if state in states), empty), demanded, bringing)
