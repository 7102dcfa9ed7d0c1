"""What would close a circle: a replacement or a place in a tree that leads back to where it began, through several datasets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from stdgraph.datasets.stored import Reader
from stdgraph.domain.network import shortest_paths

ACYCLIC = {
    "REPLACES": "Standard",
    "AMENDS": "Standard",
    "PART_OF": "Subsystem",
    "KIND_OF": "ProductCategory",
    "SUBCOMMITTEE_OF": "Committee",
}
"""Relationships that never lead back, with the label at both ends."""

Edges = Mapping[str, set[tuple[str, str]]]


class EdgeRow(TypedDict):
    """A relationship by the ids of its ends."""

    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Circle:
    """A relationship that closes a circle, by the ids of its ends."""

    type: str
    label: str
    source: str
    end: str
    path: tuple[str, ...]
    """The way back: from its end to where it begins."""

    def __str__(self) -> str:
        way = " > ".join((self.source, *self.path))
        return f"{self.type}: cycle {way} through what the catalogue holds (expected none)"


async def circles(reader: Reader, made: Edges, cut: Edges, created: Mapping[str, set[str]]) -> list[Circle]:
    """The circles that new relationships would close; none among things that are all new, which were checked."""
    found: list[Circle] = []
    for kind, label in ACYCLIC.items():
        edges = made.get(kind, set())
        if all(end in created.get(label, set()) for edge in edges for end in edge):
            continue
        text = f"MATCH (a:{label})-[:{kind}]->(b:{label}) RETURN a.id AS a, b.id AS b"
        held = {(row["a"], row["b"]) for row in await reader.rows(text, EdgeRow)}
        found += _closing(kind, edges, (held - cut.get(kind, set())) | edges)
    return found


def _closing(kind: str, made: Iterable[tuple[str, str]], edges: Iterable[tuple[str, str]]) -> list[Circle]:
    following: dict[str, list[str]] = {}
    for a, b in edges:
        following.setdefault(a, []).append(b)
    found: list[Circle] = []
    told: set[str] = set()
    for a, b in sorted(made):
        path = (a,) if a == b else shortest_paths(b, following).get(a)
        if path is not None and told.isdisjoint(path):
            told.update(path)
            found.append(Circle(kind, ACYCLIC[kind], a, b, tuple(path)))
    return found
