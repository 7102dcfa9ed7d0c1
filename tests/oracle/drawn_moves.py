"""What was in another place before, or will be: subsystems that are moved, categories and committees that get other parents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from tests.calendar_day import TODAY
from tests.oracle.drawn_days import NEVER, known_days, terms
from tests.oracle.plan import placed
from tests.oracle.records import Subsystem, Tie, World

T = TypeVar("T")

MAX_DEPTH = 4
"""How far down a tree reaches today: what asks for a tree of branches asks no further."""


def places_of(world: World, subsystem: Subsystem) -> tuple[Tie, ...]:
    """What a subsystem was, is and will be part of."""
    stated = (Tie(subsystem.parent),)
    return tuple(tie for tie in world.ties.get(("PART_OF", subsystem.id), stated) if not tie.wrong)


@st.composite
def moved(draw: st.DrawFn, world: World) -> World:
    """The catalogue with another past, or future, of what belongs where: of little or of nothing."""
    if draw(st.booleans()):
        return world
    ties: dict[tuple[str, str], tuple[Tie, ...]] = {}
    for subsystem in draw(chosen(list(world.subsystems), 3)):
        others = [s.code for s in world.subsystems if s.system == subsystem.system and s != subsystem]
        found = {**ties, ("PART_OF", subsystem.id): draw(places([None, *others], subsystem.parent))}
        if is_tree(replace(world, ties=found)):
            ties = found
    for code in draw(chosen(list(world.committees), 2)):
        others = [other for other in world.committees if other != code]
        ties["SUBCOMMITTEE_OF", code] = tuple(t for t in draw(places([None, *others], None)) if t.end is not None)
    for code in draw(chosen(list(world.categories), 3)):
        ties["KIND_OF", code] = draw(spells_with([other for other in world.categories if other != code]))
    for system in draw(chosen(list(world.systems), 1)):
        ties["WATCHES", system.code] = draw(spells_with(list(world.categories)))
        ties["AIMS_AT", system.code] = draw(spells_with([target.id for target in system.targets]))
    return draw(made_later(replace(world, ties=ties)))


def chosen(items: list[T], most: int) -> st.SearchStrategy[list[T]]:
    """Some of the things, none perhaps."""
    return st.lists(st.sampled_from(items), max_size=most, unique=True) if items else st.just([])


@st.composite
def places(draw: st.DrawFn, ends: list[str | None], last: str | None) -> tuple[Tie, ...]:
    """One place after the other, on every day one, and one in which it never was."""
    turns = sorted(draw(st.lists(known_days, max_size=3, unique=True)))
    held = [*(draw(st.sampled_from(ends)) for _ in turns), last]
    found = [
        Tie(end, since, until, place=draw(st.integers(0, 2)))
        for end, since, until in zip(held, [None, *turns], [*turns, None], strict=True)
    ]
    return (*found, *(Tie(end, wrong=True) for end in draw(st.lists(st.sampled_from(ends), max_size=1))))


@st.composite
def spells_with(draw: st.DrawFn, ends: list[str]) -> tuple[Tie, ...]:
    """Ties to several things, each for one spell or for two."""
    found = []
    for end in draw(chosen(ends, 4)):
        since, until = draw(terms)
        found.append(Tie(end, since, until, wrong=draw(st.booleans()) and until is not None))
        if until is not None and draw(st.booleans()):
            found.append(Tie(end, until + timedelta(days=draw(st.sampled_from((0, 1, 700))))))
    return tuple(found)


def is_tree(world: World) -> bool:
    """Whether nothing ever stands below itself, nor, today, further down than the seed's trees do."""
    turns = {day for ties in world.ties.values() for tie in ties for day in (tie.since, tie.until) if day is not None}
    for on in {date.min, TODAY} | turns:
        parents = {s.id: s.parent and f"{s.system}/{s.parent}" for s in placed(world, on).subsystems}
        for subsystem in parents:
            steps, above = 1, parents[subsystem]
            while above is not None:
                steps, above = steps + 1, parents[above]
                if steps > len(parents) or (on == TODAY and steps > MAX_DEPTH):
                    return False
    return True


@st.composite
def made_later(draw: st.DrawFn, world: World) -> World:
    """The catalogue with subsystems that were made later than their system, and no subsystem before what it is part of."""
    made: dict[str, date] = {}
    for subsystem in draw(chosen(list(world.subsystems), 2)):
        made[subsystem.id] = draw(known_days)
    before: dict[str, date] = {}
    while before != made:
        before = dict(made)
        for subsystem in world.subsystems:
            for tie in places_of(world, subsystem):
                above = before.get(f"{subsystem.system}/{tie.end}")
                if above is not None and (tie.since or NEVER) < above:
                    made[subsystem.id] = max(above, made.get(subsystem.id, NEVER))
    return replace(world, subsystems=tuple(replace(s, created_on=made.get(s.id)) for s in world.subsystems))
