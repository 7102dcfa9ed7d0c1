"""What rests on a standard, and what would become of the catalogue without some of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from tests.oracle.day import Day
from tests.oracle.scopes import applies, dependents
from tests.oracle.stages import force_span


@dataclass(frozen=True)
class Impact:
    dependent_categories: int
    transitive_dependents: int
    dependents: dict[str, int]
    """Standards still alive that use it, and how many steps away each is."""
    losing: set[str]
    affected: dict[str, int]
    """Categories that depend on those that lose, and how many steps away each is."""


def impact(day: Day, standard: str) -> Impact:
    """Of a standard by id."""
    world = day.world
    concerned = {code for code in day.categories if applies(world, day.standards[standard], code)}
    alive = {key for key, status in day.status.items() if status not in ("WITHDRAWN", "ABANDONED")}
    every = _steps({standard}, [(use.used, use.user) for use in world.uses])
    living = _steps({standard}, [(use.used, use.user) for use in world.uses if use.user in alive])
    losing = {code for code in concerned if _in_force(day, code) == {standard}}
    affected = _steps(losing, [(d.depends_on, d.product) for d in world.dependencies])
    return Impact(len(dependents(world, concerned)), len(every), living, losing, affected)


def _in_force(day: Day, category: str) -> set[str]:
    return {
        key
        for key, standard in day.standards.items()
        if day.standing[key] == "IN_FORCE" and applies(day.world, standard, category)
    }


def _steps(starts: set[str], pairs: list[tuple[str, str]]) -> dict[str, int]:
    """Everything that the pairs lead to from the starts, these left out, with the number of steps."""
    found = dict.fromkeys(starts, 0)
    steps = 0
    while steps in found.values():
        here = {key for key, distance in found.items() if distance == steps}
        steps += 1
        for start, end in pairs:
            if start in here:
                found.setdefault(end, steps)
    return {key: distance for key, distance in found.items() if key not in starts}


def unrecorded(day: Day, inside: Collection[str]) -> tuple[int, int]:
    """How many of some standards nobody recorded a reference of, and how many they are."""
    recorded = {reference.standard for reference in day.everything.references}
    return len(set(inside) - recorded), len(set(inside))


def without(day: Day, withdrawn: Collection[str]) -> Day:
    """The same day of a catalogue in which those of the standards that are published on it are withdrawn on it.

    That tells nothing of when one took force: what may not have done so by then is not known to have.
    """
    standards = tuple(
        replace(standard, stage="95.99", withdrawn_on=day.on, force=force_span(standard))
        if standard.id in withdrawn and day.status[standard.id] == "PUBLISHED"
        else standard
        for standard in day.everything.standards
    )
    return Day(replace(day.everything, standards=standards), day.on)
