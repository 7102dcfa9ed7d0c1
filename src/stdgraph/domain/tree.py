"""Trees in depth-first order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

Rank = tuple[int, str, str]
"""What siblings are ordered by: the place of each, the day on which it left that, and its key. What left a place comes before what has
taken it since."""


def by_key(node: str) -> Rank:
    """The rank of a node where nothing is said of its place."""
    return 0, "", node


def depth_first(parents: Mapping[str, str | None], rank: Callable[[str], Rank] = by_key) -> dict[str, int]:
    """The depth of each node, from 1, in depth-first order: siblings by their rank, each followed by what stands below it.

    What stands below something that is none of the nodes stands at the top, and so does the first of what stands below itself.
    """
    below: defaultdict[str | None, list[str]] = defaultdict(list)
    for node, parent in parents.items():
        below[parent if parent in parents else None].append(node)
    depths: dict[str, int] = {}
    for top in (*sorted(below[None], key=rank), *sorted(parents, key=rank)):
        waiting = [(top, 1)]
        while waiting:
            node, depth = waiting.pop()
            if node not in depths:
                depths[node] = depth
                waiting += [(child, depth + 1) for child in sorted(below[node], key=rank, reverse=True)]
    return depths
