"""Closures over a relation that may hold cycles: each member once, nothing loops."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence


def adjacency(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Successors of each node, sorted, so that every walk over them is the same walk."""
    found: dict[str, set[str]] = {}
    for start, end in pairs:
        found.setdefault(start, set()).add(end)
    return {start: sorted(ends) for start, ends in found.items()}


def shortest_paths(
    start: str, following: Mapping[str, Sequence[str]], max_depth: int | None = None
) -> dict[str, tuple[str, ...]]:
    """Everything reachable from ``start``, nearest first, with a shortest path to it (``start`` included); not ``start`` itself."""
    paths: dict[str, tuple[str, ...]] = {start: (start,)}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        if max_depth is not None and len(paths[node]) > max_depth:
            continue
        for following_node in following.get(node, ()):
            if following_node not in paths:
                paths[following_node] = (*paths[node], following_node)
                waiting.append(following_node)
    del paths[start]
    return paths


def reachable(starts: Iterable[str], following: Mapping[str, Sequence[str]]) -> set[str]:
    """Everything reachable from any of ``starts``, these included."""
    seen = set(starts)
    waiting = list(seen)
    while waiting:
        for node in following.get(waiting.pop(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen
