"""Whether the chain behind a product is complete in a subsystem."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.oracle.cells import cell
from tests.oracle.day import Day
from tests.oracle.records import World
from tests.oracle.spans import Stated


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
    imprecise: int
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
        imprecise=sum(any(map(day.is_imprecise, member.standards)) for member in members.values()),
        ratio=in_force / len(states) if states else None,
        complete=bool(states) and in_force == len(states),
    )


@dataclass(frozen=True)
class Step:
    code: str
    unlocks: int
    completes: int
    score: int
    standards: list[str]


NEARNESS = {"UPCOMING": 4, "DRAFTING": 3, "GROUP_ONLY": 2, "PLANNED": 1, "MISSING": 0}


def steps(day: Day, chain: Readiness) -> list[Step]:
    """The open members of a chain, at every step the best of all that are left: the whole of it is computed anew each time."""
    own = {code: _within(day.world, code, set(chain.members)) for code in chain.members}
    done = {code for code, member in chain.members.items() if member.state == "IN_FORCE"}
    found: list[Step] = []
    while len(done) < len(chain.members):
        best = min(
            (_step(day, chain, own, done, code) for code in chain.members.keys() - done),
            key=lambda step: (-step.score, -step.completes, step.code),
        )
        found.append(best)
        done.add(best.code)
    return found


def _within(world: World, code: str, members: set[str]) -> set[str]:
    """A member and all it rests on by way of members alone."""
    found = {code}
    while more := {d.depends_on for d in world.dependencies if d.product in found and d.depends_on in members} - found:
        found |= more
    return found


def _step(day: Day, chain: Readiness, own: dict[str, set[str]], done: set[str], code: str) -> Step:
    resting = [member for member in own if code in own[member]]
    completes = sum(own[member] <= done | {code} and not own[member] <= done for member in resting)
    score = 10 * len(resting) + NEARNESS[chain.members[code].state]
    return Step(code, len(resting), completes, score, _filling(day, chain.members[code]))


def _filling(day: Day, member: Member) -> list[str]:
    """By state, then in-force day, then stage, the furthest first, then id."""
    found = [key for key in member.standards if day.brings[key] in ("UPCOMING", "DRAFTING", "PLANNED")]
    found = sorted(sorted(found), key=lambda key: day.stage[key] or "", reverse=True)
    found.sort(key=lambda key: _exact(day.standards[key].in_force_on) or date.max)
    return sorted(found, key=lambda key: -NEARNESS[day.brings[key] or "MISSING"])


def _exact(stated: Stated | None) -> date | None:
    return stated if isinstance(stated, date) else None


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
