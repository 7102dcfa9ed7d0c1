"""Whether the chain behind a product is complete in a subsystem."""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracle.cells import cell
from tests.oracle.day import Day
from tests.oracle.records import World


@dataclass(frozen=True)
class Member:
    depth: int
    state: str
    standards: frozenset[str]


@dataclass(frozen=True)
class Readiness:
    members: dict[str, Member]
    in_force: int
    underway: int
    group_only: int
    missing: int
    ratio: float | None
    complete: bool

    @property
    def total(self) -> int:
        return len(self.members)


def readiness(day: Day, product: str, subsystem: str, max_depth: int | None = None) -> Readiness:
    """A product's chain as far as `max_depth` steps away, and the state of each member in a subsystem (by id)."""
    members: dict[str, Member] = {}
    for category, depth in distances(day.world, product).items():
        if max_depth is None or depth <= max_depth:
            found = cell(day, subsystem, category, demanded=True)
            members[category] = Member(depth, found.state, found.standards)
    states = [member.state for member in members.values()]
    in_force = states.count("IN_FORCE")
    return Readiness(
        members=members,
        in_force=in_force,
        underway=sum(states.count(state) for state in ("UPCOMING", "DRAFTING", "PLANNED")),
        group_only=states.count("GROUP_ONLY"),
        missing=states.count("MISSING"),
        ratio=in_force / len(states) if states else None,
        complete=in_force == len(states),
    )


def distances(world: World, product: str) -> dict[str, int]:
    """Everything a product depends on with its shortest distance, the product itself left out."""
    found = {product: 0}
    depth = 0
    while depth in found.values():
        near = {category for category, distance in found.items() if distance == depth}
        depth += 1
        for dependency in world.dependencies:
            if dependency.product in near:
                found.setdefault(dependency.depends_on, depth)
    del found[product]
    return found
