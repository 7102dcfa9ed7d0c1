"""What the contract's operations must answer; the other answers are `progress`, `coverage` and `readiness`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tests.oracle.day import Day
from tests.oracle.gap import KINDS, Gap, Scope, in_scope, standard_gap
from tests.oracle.gap_kinds import BY_KIND
from tests.oracle.items import items_in
from tests.oracle.progress import Progress, is_guessed, of_standards, progress
from tests.oracle.scopes import listed, subsystems_of, subtree

STATUSES = ("PLANNED", "DRAFTING", "PUBLISHED", "WITHDRAWN", "ABANDONED")


@dataclass(frozen=True)
class TreeRow:
    subsystem: str
    """Its id."""
    parent: str | None
    """The code of the subsystem above; None at the top."""
    own: Progress
    total: Progress
    open_gaps: int


def gaps(day: Day, scope: Scope | None = None, kinds: Collection[str] | None = None) -> list[Gap]:
    """The gaps of a scope, worst first."""
    found = [
        gap
        for kind in KINDS
        if kinds is None or kind in kinds
        for gap in BY_KIND[kind](day)
        if in_scope(day, gap, scope or Scope())
    ]
    return sorted(found, key=lambda gap: (-gap.score, -gap.nearness, KINDS.index(gap.kind), gap.id))


def progress_of(day: Day, scope: Scope) -> Progress:
    """The progress of any scope; only a whole system declares anything."""
    if scope == Scope(system=scope.system) and any(s.code == scope.system for s in day.world.systems):
        return progress(day, scope.system or "")
    return of_standards(day, _inside(day, scope), system=_system(scope), places=_places(day, scope))


def _inside(day: Day, scope: Scope) -> list[str]:
    every = listed(day.world, {s.id for s in day.world.subsystems})
    return [key for key in every if in_scope(day, _mention(day, key), scope)]


def _system(scope: Scope) -> str | None:
    return scope.system or (scope.subsystem.split("/", 1)[0] if scope.subsystem else None)


def _places(day: Day, scope: Scope) -> set[str] | None:
    if scope.subsystem:
        return subtree(day.world, *scope.subsystem.split("/", 1))
    return subtree(day.world, scope.system) if scope.system else None


def rows_behind(day: Day, scope: Scope) -> dict[str, list[str]]:
    """The standards that each figure of the progress of a scope counts; for an item the one that stands for it."""
    inside = _inside(day, scope)
    rows = items_in(day, inside, _system(scope))
    told: dict[str, list[str]] = {
        "LISTED": inside,
        "ITEMS": [row.shown for row in rows if row.state != "LEFT"],
        **{f"ITEMS_{state}": [row.shown for row in rows if row.state == state] for state in ("MET", "OPEN", "LEFT")},
        **{name: [s for s in inside if day.status[s] == name] for name in STATUSES},
        **{name: [s for s in inside if day.standing[s] == name] for name in ("IN_FORCE", "UPCOMING", "SUPERSEDED")},
        "IMPRECISE": [s for s in inside if day.is_imprecise(s)],
        "UNDATED": [s for s in inside if (event := day.event[s]) is not None and event.is_undated],
        "INFERRED": [s for s in inside if is_guessed(day, s, _places(day, scope))],
    }
    return told


def _mention(day: Day, standard: str) -> Gap:
    """A gap that stands wherever the standard does."""
    return standard_gap(day, "UNSTARTED", day.standards[standard], "INFO", None, unlocking=False)


def tree(day: Day, system: str) -> list[TreeRow]:
    """A system's subsystems in order, each with its own figures and those of everything below it."""
    parents = {s.id: s.parent for s in day.world.subsystems}
    every_gap = gaps(day)
    return [
        TreeRow(
            subsystem=subsystem,
            parent=parents[subsystem],
            own=of_standards(day, listed(day.world, [subsystem]), system=system, places=[subsystem]),
            total=progress(day, *subsystem.split("/", 1)),
            open_gaps=sum(in_scope(day, gap, Scope(subsystem=subsystem)) for gap in every_gap),
        )
        for subsystem in subsystems_of(day.world, system)
    ]
