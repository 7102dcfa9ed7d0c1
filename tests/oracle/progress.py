"""How far a scope has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tests.oracle.day import Day
from tests.oracle.items import items_in
from tests.oracle.scopes import listed, subtree
from tests.oracle.stages import may_have_changed

LEVELS = ("NATIONAL", "INDUSTRY", "LOCAL", "GROUP", "ENTERPRISE", "INTERNATIONAL", "OTHER", None)


@dataclass(frozen=True)
class Progress:
    items: int
    items_met: int
    items_open: int
    items_left: int
    inferred: int
    statistics: list[tuple[str | None, int, int]]
    """Level, items on the plan, items met."""
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
    below = subtree(day.world, system, code)
    return of_standards(day, listed(day.world, below), declared, system=system, places=below)


def of_standards(
    day: Day,
    standards: Iterable[str],
    declared: int | None = None,
    *,
    system: str | None = None,
    places: Iterable[str] | None = None,
) -> Progress:
    """The progress of a set of standards as they stand in some subsystems (all), in the items of a system (all)."""
    standards = set(standards)
    rows = items_in(day, standards, system)
    state = Counter(row.state for row in rows)
    levels = Counter((day.standards[row.shown].level, row.state) for row in rows)
    items = state["MET"] + state["OPEN"]
    status = Counter(day.status[s] for s in standards)
    standing = Counter(day.standing[s] for s in standards)
    by_level: dict[str | None, Counter[str]] = {}
    for standard in standards:
        by_level.setdefault(day.standards[standard].level, Counter())[day.status[standard]] += 1
    whole = max(declared or 0, items)
    wanted = None if places is None else set(places)
    return Progress(
        items=items,
        items_met=state["MET"],
        items_open=state["OPEN"],
        items_left=state["LEFT"],
        inferred=sum(1 for s in standards if is_guessed(day, s, wanted)),
        statistics=[
            (level, levels[level, "MET"] + levels[level, "OPEN"], levels[level, "MET"])
            for level in LEVELS
            if levels[level, "MET"] + levels[level, "OPEN"]
        ],
        listed=len(standards),
        declared=declared,
        unitemised=None if declared is None else max(declared - items, 0),
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
        completion=state["MET"] / whole if whole else None,
        by_level=by_level,
        by_stage=Counter(day.stage[s] for s in standards),
    )


def is_guessed(day: Day, standard: str, places: set[str] | None) -> bool:
    """Whether it stands there on a compiler's judgement alone."""
    said = {
        entry.membership
        for entry in day.world.listings
        if entry.standard == standard and (places is None or entry.subsystem in places)
    }
    return "INFERRED" in said and "STATED" not in said
