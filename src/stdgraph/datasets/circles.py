"""What would close a circle: a replacement or a place in a tree that leads back to where it began, within a load or through several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypedDict

from stdgraph.datasets.cycles import between_cycles
from stdgraph.datasets.stored import Reader
from stdgraph.domain.network import adjacency, shortest_paths

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
    held: bool
    """Whether the way leads through what the catalogue holds already."""

    def __str__(self) -> str:
        way = " > ".join((self.source, *self.path))
        return f"{self.type}: cycle {way}{' through what the catalogue holds' if self.held else ''} (expected none)"


async def circles(reader: Reader, made: Edges, cut: Edges, created: Mapping[str, set[str]]) -> list[Circle]:
    """The circles that new relationships would close."""
    found: list[Circle] = []
    for kind, label in ACYCLIC.items():
        edges = made.get(kind, set())
        held: set[tuple[str, str]] = set()
        # what is new altogether can close no circle with what is held
        if not all(end in created.get(label, set()) for edge in edges for end in edge):
            text = f"MATCH (a:{label})-[:{kind}]->(b:{label}) RETURN a.id AS a, b.id AS b"
            held = {(row["a"], row["b"]) for row in await reader.rows(text, EdgeRow)} - cut.get(kind, set())
        found += _closing(kind, edges, held)
    return found


def _closing(kind: str, made: set[tuple[str, str]], held: set[tuple[str, str]]) -> list[Circle]:
    suspects = between_cycles(made | held)
    following = adjacency(suspects)
    found: list[Circle] = []
    told: set[str] = set()
    for a, b in sorted(made & suspects):
        path = (a,) if a == b else shortest_paths(b, following).get(a)
        if path is not None and told.isdisjoint(path):
            told.update(path)
            way = tuple(path)
            through_held = any(edge not in made for edge in pairwise((a, *way)))
            found.append(Circle(kind, ACYCLIC[kind], a, b, way, through_held))
    return found
