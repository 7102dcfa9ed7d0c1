"""The plan of a day: the catalogue without what has left it by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.oracle.records import World


def stays(world: World, on: date, label: str, key: str) -> bool:
    """Whether something is on the plan on a day."""
    left = world.retired.get((label, key))
    return left is None or on < left


def plan_of(world: World, on: date) -> World:
    """What counts on a day. Standards stay as documents, without the listings, and so do amendments; ``categories`` stay as kinds of each other."""
    amendments = {s.id for s in world.standards if s.amends}
    if not world.retired and not amendments:
        return world
    subsystems = {s.id for s in world.subsystems if stays(world, on, "Subsystem", s.id)}
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
            if stays(world, on, "StandardsSystem", s.code)
        ),
        subsystems=tuple(s for s in world.subsystems if s.id in subsystems),
        listings=tuple(
            entry
            for entry in world.listings
            if entry.subsystem in subsystems
            and entry.standard not in amendments
            and stays(world, on, "Standard", entry.standard)
        ),
        dependencies=tuple(d for d in world.dependencies if {d.product, d.depends_on} <= categories),
        demands=tuple(
            d
            for d in world.demands
            if d.subsystem in subsystems and d.category in categories and stays(world, on, "Demand", d.id)
        ),
        claims=tuple(c for c in world.claims if stays(world, on, c.subject_type, c.subject)),
    )
