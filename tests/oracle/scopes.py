"""Trees and forests: subtrees of a system, kinds of a category, committees below a committee, dependencies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.oracle.records import Standard, World


def subsystems_of(world: World, system: str, parent: str | None = None) -> list[str]:
    """The ids of a system's subsystems (or of those below one), depth first, in file order."""
    found: list[str] = []
    for subsystem in world.subsystems:
        if subsystem.system == system and subsystem.parent == parent:
            found.append(subsystem.id)
            found += subsystems_of(world, system, subsystem.code)
    return found


def subtree(world: World, system: str, code: str | None = None) -> set[str]:
    """The ids of a system's subsystems, or of one subsystem and all below it; empty where there is no such scope."""
    if code is None:
        return set(subsystems_of(world, system))
    here = f"{system}/{code}"
    if all(s.id != here for s in world.subsystems):
        return set()
    return {here, *subsystems_of(world, system, code)}


def depth_of(world: World, subsystem: str) -> int:
    """How many steps a subsystem stands below its system; 1 is the top level."""
    parents = {s.id: f"{s.system}/{s.parent}" if s.parent else None for s in world.subsystems}
    depth, above = 1, parents[subsystem]
    while above is not None:
        depth, above = depth + 1, parents[above]
    return depth


def listed(world: World, subsystems: Iterable[str]) -> set[str]:
    """The ids of the standards that any of the subsystems lists."""
    wanted = set(subsystems)
    return {listing.standard for listing in world.listings if listing.subsystem in wanted}


Parents = Mapping[str, str | None] | Mapping[str, tuple[str, ...]]
"""What stands above a code: one or nothing, or several."""


def with_ancestors(parents: Parents, code: str) -> set[str]:
    """A code and everything above it."""
    found: set[str] = set()
    waiting = [code]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            above = parents.get(one)
            waiting += [above] if isinstance(above, str) else above or ()
    return found


def with_descendants(parents: Parents, code: str) -> set[str]:
    """A code and everything below it; empty where there is no such code."""
    return {other for other in parents if code in with_ancestors(parents, other)}


def applies(world: World, standard: Standard, category: str) -> bool:
    """Whether a standard applies to a category: it says so of the category or of one of which it is a kind."""
    return bool(set(standard.categories) & with_ancestors(world.categories, category))


def dependents(world: World, categories: Iterable[str]) -> set[str]:
    """The categories and everything that depends on them, directly or through others."""
    found = set(categories)
    while True:
        more = {d.product for d in world.dependencies if d.depends_on in found} - found
        if not more:
            return found
        found |= more
