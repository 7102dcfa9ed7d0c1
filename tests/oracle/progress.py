"""How far a scope has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tests.oracle.day import Day
from tests.oracle.scopes import listed, subtree
from tests.oracle.stages import may_have_changed


@dataclass(frozen=True)
class Progress:
    listed: int
    declared: int | None
    unitemised: int | None
    planned: int
    drafting: int
    published: int
    in_force: int
    upcoming: int
    superseded: int
    withdrawn: int
    abandoned: int
    undated: int
    imprecise: int
    status_imprecise: int
    """Those of them whose status, not only their standing, may be another one."""
    completion: float | None
    by_level: dict[str | None, Counter[str]]
    """For each level the number of standards in each status."""
    by_stage: Counter[str | None]


def progress(day: Day, system: str, code: str | None = None) -> Progress:
    """The progress of a system, or of one subsystem with everything below it."""
    declared = next((s.declared for s in day.world.systems if s.code == system), None) if code is None else None
    return of_standards(day, listed(day.world, subtree(day.world, system, code)), declared)


def of_standards(day: Day, standards: Iterable[str], declared: int | None = None) -> Progress:
    """The progress of a set of standards."""
    standards = set(standards)
    status = Counter(day.status[s] for s in standards)
    standing = Counter(day.standing[s] for s in standards)
    by_level: dict[str | None, Counter[str]] = {}
    for standard in standards:
        by_level.setdefault(day.standards[standard].level, Counter())[day.status[standard]] += 1
    whole = max(declared or 0, len(standards))
    return Progress(
        listed=len(standards),
        declared=declared,
        unitemised=None if declared is None else max(declared - len(standards), 0),
        planned=status["PLANNED"],
        drafting=status["DRAFTING"],
        published=status["PUBLISHED"],
        in_force=standing["IN_FORCE"],
        upcoming=standing["UPCOMING"],
        superseded=standing["SUPERSEDED"],
        withdrawn=status["WITHDRAWN"],
        abandoned=status["ABANDONED"],
        undated=sum(1 for s in standards if (event := day.event[s]) is not None and event.is_undated),
        imprecise=sum(1 for s in standards if day.is_imprecise(s)),
        status_imprecise=sum(1 for s in standards if may_have_changed(day.standards[s], day.on)),
        completion=status["PUBLISHED"] / whole if whole else None,
        by_level=by_level,
        by_stage=Counter(day.stage[s] for s in standards),
    )
