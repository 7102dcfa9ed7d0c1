"""Relations between things in memory, found by either end: a plan has thousands, and most questions are about those of one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from stdgraph.commands.change_record import Edge, Key

Details = Mapping[str, Any]


class Relations:
    """Relations with their properties, in the order in which they came."""

    def __init__(self, held: Mapping[Edge, Details] | None = None) -> None:
        self._held: dict[Edge, Details] = {}
        self._by_end: defaultdict[Key, dict[Edge, None]] = defaultdict(dict)
        for edge, details in (held or {}).items():
            self.put(edge, details)

    def __contains__(self, edge: object) -> bool:
        return edge in self._held

    def __iter__(self) -> Iterator[Edge]:
        return iter(list(self._held))

    def get(self, edge: Edge) -> Details | None:
        """The properties of a relation; None where there is none."""
        return self._held.get(edge)

    def put(self, edge: Edge, details: Details) -> None:
        """Make a relation, or give it other properties."""
        self._held[edge] = details
        self._by_end[edge.start][edge] = self._by_end[edge.end][edge] = None

    def drop(self, edge: Edge) -> None:
        """Remove a relation, if there is one."""
        if self._held.pop(edge, None) is not None:
            self._by_end[edge.start].pop(edge, None)
            self._by_end[edge.end].pop(edge, None)

    def leading(self, start: Key, kinds: Collection[str]) -> list[tuple[Edge, Details]]:
        """The relations of some types that start at a thing."""
        return [
            (edge, self._held[edge])
            for edge in self._by_end.get(start, ())
            if edge.start == start and edge.kind in kinds
        ]

    def arriving(self, end: Key, kinds: Collection[str]) -> list[tuple[Edge, Details]]:
        """The relations of some types that end at a thing."""
        return [
            (edge, self._held[edge]) for edge in self._by_end.get(end, ()) if edge.end == end and edge.kind in kinds
        ]

    def with_keys(self, keys: Mapping[Key, Key]) -> Relations:
        """The same with other keys at the ends that had former ones."""
        return Relations(with_keys(self._held, keys))


def with_keys(held: Mapping[Edge, Any], keys: Mapping[Key, Key]) -> dict[Edge, Any]:
    """What is kept by relations, with other keys at the ends that had former ones."""
    return {
        Edge(edge.kind, keys.get(edge.start, edge.start), keys.get(edge.end, edge.end)): one
        for edge, one in held.items()
    }
