"""The plan of a day: the catalogue without what has left it by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.oracle.records import Claim, Listing, System, World
from tests.oracle.spans import last_day


def stays(world: World, on: date, label: str, key: str) -> bool:
    """Whether something is on the plan on a day."""
    left = world.retired.get((label, key))
    return left is None or on < left


def own_day(system: System) -> date | None:
    """The day of a system's document, before which nothing of it is on the plan."""
    return system.issued_on or system.announced_on


def begun(world: World, on: date) -> set[str]:
    """The codes of the systems whose day has come, or is unknown."""
    return {s.code for s in world.systems if (day := own_day(s)) is None or day <= on}


def stands(entry: Listing, on: date) -> bool:
    """Whether a listing has begun by a day and has not ended."""
    return (entry.since is None or entry.since <= on) and (entry.until is None or on < entry.until)


def plan_of(world: World, on: date) -> World:
    """What counts on a day. Standards stay as documents, without the listings, and so do amendments; ``categories`` stay as kinds of each other."""
    amendments = {s.id for s in world.standards if s.amends}
    systems = begun(world, on)
    subsystems = {s.id for s in world.subsystems if s.system in systems and stays(world, on, "Subsystem", s.id)}
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
            if (systems or not world.systems) and stays(world, on, c.subject_type, c.subject) and _has_begun(c, systems)
        ),
    )


def _has_begun(claim: Claim, systems: set[str]) -> bool:
    """Whether the system that a claim is about, or about a subsystem of, is on the plan."""
    of_system = claim.subject_type in ("StandardsSystem", "Subsystem")
    return not of_system or claim.subject.partition("/")[0] in systems
