"""Which replacements of a register cannot be: real ones have documents that replace themselves, each other, or one another in a circle."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from stdgraph.datasets.cycles import closing_edges

Edge = tuple[str, str]
"""A document and the one that it replaces."""


def impossible(edges: Collection[Edge], age: Callable[[str], tuple[str, Any]]) -> dict[Edge, str]:
    """The replacements that are to be left out, with the reason: of two that are said to replace each other the later one does, and of
    a circle the youngest link is the wrong one. ``age`` orders documents from old to new."""
    known, wrong = set(edges), dict[Edge, str]()
    for edge in edges:
        successor, other = edge
        if successor == other:
            wrong[edge] = "it replaces itself"
        elif (other, successor) in known and age(successor) < age(other):
            wrong[edge] = "each is said to replace the other: the later document does"
    rest = sorted((edge for edge in known if edge not in wrong), key=lambda edge: (age(edge[0]), age(edge[1])))
    for index, cycle in closing_edges(rest):
        wrong[rest[index]] = f"cycle {cycle}"
    return wrong
