"""Cycles in what must have none: parents above parents, and standards that replace each other."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

from stdgraph.domain.network import adjacency

SHOWN = 10
"""Members of a cycle that a message names."""


def parent_cycles(parents: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Each cycle once: the first of its members in the order of the mapping, and the cycle in words. What has several parents may lie
    on several; those that share a member with one that was told are not told."""
    following = adjacency(between_cycles((code, above) for code, several in parents.items() for above in several))
    told: set[str] = set()
    for code in parents:
        if code in told:
            continue
        ways = [way for above in following.get(code, ()) if (way := _shortest_path(above, code, following))]
        cycle = min(ways, key=len, default=[])
        if cycle and told.isdisjoint(cycle):
            told.update(cycle)
            yield code, in_words([code, *cycle])


def closing_edges(edges: Sequence[tuple[str, str]]) -> Iterator[tuple[int, str]]:
    """The edges that close a cycle with those before them that close none: the index of each, and the cycle in words."""
    following: defaultdict[str, list[str]] = defaultdict(list)
    suspects = between_cycles(edges)
    for index, edge in enumerate(edges):
        if edge not in suspects:
            continue
        start, end = edge
        back = _shortest_path(end, start, following)
        if back:
            yield index, in_words([start, *back])
        else:
            following[start].append(end)


def in_words(cycle: Sequence[str]) -> str:
    """A cycle from its first member back to it; of a long one the middle is left out."""
    if len(cycle) <= SHOWN:
        return " > ".join(cycle)
    return f"{' > '.join(cycle[: SHOWN - 1])} > … > {cycle[-1]} ({len(cycle) - 1} in all)"


def between_cycles(edges: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The edges that lead from a cycle to a cycle, among them all that lie on one. Most seeds have none, so the rest is cheap."""
    after = _after_cycles(edges)
    return {(start, end) for end, start in _after_cycles([(end, start) for start, end in after])}


def _after_cycles(edges: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The edges without those from nodes to which nothing leads, once these are gone, and so on."""
    edges = list(edges)
    leading = Counter(end for _, end in edges)
    following = adjacency(edges)
    waiting = [start for start in following if not leading[start]]
    gone = set(waiting)
    while waiting:
        for end in following.get(waiting.pop(), ()):
            leading[end] -= 1
            if not leading[end]:
                gone.add(end)
                waiting.append(end)
    return [edge for edge in edges if edge[0] not in gone]


def _shortest_path(start: str, goal: str, following: Mapping[str, Sequence[str]]) -> list[str]:
    """From one node to another, both included; empty where there is no way."""
    before: dict[str, str | None] = {start: None}
    waiting = deque([start])
    while waiting and goal not in before:
        node = waiting.popleft()
        for end in following.get(node, ()):
            if end not in before:
                before[end] = node
                waiting.append(end)
    path: list[str] = []
    at = goal if goal in before else None
    while at is not None:
        path.append(at)
        at = before[at]
    return path[::-1]
