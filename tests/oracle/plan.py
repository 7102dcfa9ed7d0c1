"""The plan of a day: the catalogue without what has left it by then, everything in the place that it has on the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TypeVar

from tests.oracle.records import Claim, Demand, Listing, Subsystem, System, Target, Tie, World
from tests.oracle.spans import last_day


def stays(world: World, on: date, label: str, key: str) -> bool:
    """Whether something is on the plan on a day."""
    left = world.retired.get((label, key))
    return left is None or on < left


T = TypeVar("T", System, Target, Demand)


def as_it_was(world: World, thing: T, on: date) -> T:
    """What a thing was on a day."""
    key = thing.code if isinstance(thing, System) else thing.id
    label = {System: "StandardsSystem", Target: "Target", Demand: "Demand"}[type(thing)]
    found = next((was for until, was in world.earlier.get((label, key), ()) if on < until), thing)
    assert isinstance(found, type(thing))
    return found


def told(world: World, on: date) -> World:
    """The catalogue with what was said on a day of systems, targets and demands."""
    return replace(
        world,
        systems=tuple(
            replace(as_it_was(world, s, on), targets=tuple(as_it_was(world, t, on) for t in s.targets))
            for s in world.systems
        ),
        demands=tuple(as_it_was(world, d, on) for d in world.demands),
    )


def own_day(world: World, system: System) -> date | None:
    """The day of a system's document, before which nothing of it is on the plan: the one that it bore first."""
    first = as_it_was(world, system, date.min)
    return first.issued_on or first.announced_on


def begun(world: World, on: date) -> set[str]:
    """The codes of the systems whose day has come, or is unknown."""
    return {s.code for s in world.systems if (day := own_day(world, s)) is None or day <= on}


def stands(entry: Listing | Tie, on: date) -> bool:
    """Whether a listing, or what ties one thing to another, has begun by a day and has not ended."""
    return (entry.since is None or entry.since <= on) and (entry.until is None or on < entry.until)


def tied(world: World, on: date, kind: str, key: str, stated: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """What a thing is tied to on a day: what its row states, where nothing else is known."""
    ties = world.ties.get((kind, key))
    if ties is None:
        return stated
    return tuple(dict.fromkeys(tie.end for tie in ties if not tie.wrong and stands(tie, on)))


def all_tied(world: World, on: date, kind: str, key: str, stated: tuple[str, ...]) -> tuple[str, ...]:
    """The same where the other one is always something."""
    return tuple(one for one in tied(world, on, kind, key, stated) if one is not None)


def place_of(world: World, on: date, subsystem: Subsystem) -> Tie:
    """What a subsystem is part of on a day: what its row states, where nothing else is known, in the place that it has in the file."""
    siblings = [s for s in world.subsystems if (s.system, s.parent) == (subsystem.system, subsystem.parent)]
    stated = Tie(subsystem.parent, place=siblings.index(subsystem))
    ties = world.ties.get(("PART_OF", subsystem.id), (stated,))
    return next(tie for tie in ties if not tie.wrong and stands(tie, on))


def placed(world: World, on: date) -> World:
    """The catalogue with everything in its place of a day. Of siblings in the same place the one that left it first comes first."""
    places = {s.id: place_of(world, on, s) for s in world.subsystems}
    return replace(
        world,
        systems=tuple(
            replace(
                s,
                watched=all_tied(world, on, "WATCHES", s.code, s.watched),
                targets=tuple(
                    t for t in s.targets if t.id in tied(world, on, "AIMS_AT", s.code, tuple(t.id for t in s.targets))
                ),
            )
            for s in world.systems
        ),
        subsystems=tuple(
            replace(s, parent=places[s.id].end)
            for s in sorted(
                world.subsystems, key=lambda s: (places[s.id].place, places[s.id].until or date.max, s.code)
            )
        ),
        categories={code: all_tied(world, on, "KIND_OF", code, parents) for code, parents in world.categories.items()},
        committees={
            code: next(iter(tied(world, on, "SUBCOMMITTEE_OF", code, (parent,))), None)
            for code, parent in world.committees.items()
        },
    )


def plan_of(world: World, on: date) -> World:
    """What counts on a day. Standards stay as documents, without the listings, and so do amendments; ``categories`` stay as kinds of each other."""
    world = placed(told(world, on), on)
    amendments = {s.id for s in world.standards if s.amends}
    systems = begun(world, on)
    made = {s.id for s in world.subsystems if s.system in systems and (s.created_on is None or s.created_on <= on)}
    subsystems = {key for key in made if stays(world, on, "Subsystem", key)}
    categories = {code for code in world.categories if stays(world, on, "ProductCategory", code)}
    return replace(
        world,
        systems=tuple(
            replace(
                s,
                watched=tuple(code for code in s.watched if code in categories),
                targets=tuple(target for target in s.targets if stays(world, on, "Target", target.id)),
            )
            for s in world.systems
            if s.code in systems and stays(world, on, "StandardsSystem", s.code)
        ),
        subsystems=tuple(s for s in world.subsystems if s.id in subsystems),
        listings=tuple(
            entry
            for entry in world.listings
            if entry.subsystem in subsystems
            and entry.standard not in amendments
            and stands(entry, on)
            and stays(world, on, "Standard", entry.standard)
        ),
        dependencies=tuple(d for d in world.dependencies if {d.product, d.depends_on} <= categories),
        demands=tuple(
            d
            for d in world.demands
            if d.subsystem in subsystems
            and d.category in categories
            and stays(world, on, "Demand", d.id)
            and (d.on is None or last_day(d.on) <= on)
            and (d.until is None or on < last_day(d.until))
        ),
        claims=tuple(
            c
            for c in world.claims
            if (systems or not world.systems)
            and stays(world, on, c.subject_type, c.subject)
            and _has_begun(c, systems | made)
        ),
    )


def _has_begun(claim: Claim, begun: set[str]) -> bool:
    """Whether the system or subsystem that a claim is about is on the plan."""
    return claim.subject_type not in ("StandardsSystem", "Subsystem") or claim.subject in begun
