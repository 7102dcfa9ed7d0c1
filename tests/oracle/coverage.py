"""The coverage matrix of a system: subsystems down, product categories across."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tests.oracle.cells import Cell, cell
from tests.oracle.day import Day
from tests.oracle.scopes import depth_of, listed, subsystems_of, subtree


@dataclass(frozen=True)
class Summary:
    demanded: int
    met: int
    upcoming: int
    drafting: int
    planned: int
    group_only: int
    missing: int
    empty: int
    imprecise: int


@dataclass(frozen=True)
class Coverage:
    rows: list[str]
    columns: list[str]
    cells: dict[tuple[str, str], Cell]
    summary: Summary


def coverage(day: Day, system: str, depth: int) -> Coverage:
    """The matrix of a system with the subsystems (by id) down to a depth."""
    rows = [s for s in subsystems_of(day.world, system) if depth_of(day.world, s) <= depth]
    across = columns(day, system)
    cells = {(row, column): cell(day, row, column) for row in rows for column in across}
    empty = sum(1 for c in cells.values() if c.state == "EMPTY")
    return Coverage(rows, across, cells, _summary(day, system, empty))


def columns(day: Day, system: str) -> list[str]:
    """The categories that are demanded in a system, that a listed standard names itself, or that the system watches."""
    world = day.world
    own = subtree(world, system)
    demanded = {d.category for d in world.demands if d.subsystem in own}
    watched = {code for s in world.systems if s.code == system for code in s.watched}
    named = {code for standard in listed(world, own) for code in day.standards[standard].categories}
    return sorted(demanded | watched | named & day.categories)


def _summary(day: Day, system: str, empty: int) -> Summary:
    pairs = {(d.subsystem, d.category) for d in day.world.demands if d.subsystem in subtree(day.world, system)}
    cells = [cell(day, subsystem, category) for subsystem, category in pairs]
    states = Counter(one.state for one in cells)
    return Summary(
        demanded=len(pairs),
        met=states["IN_FORCE"],
        upcoming=states["UPCOMING"],
        drafting=states["DRAFTING"],
        planned=states["PLANNED"],
        group_only=states["GROUP_ONLY"],
        missing=states["MISSING"],
        empty=empty,
        imprecise=sum(any(map(day.is_imprecise, one.standards)) for one in cells),
    )
