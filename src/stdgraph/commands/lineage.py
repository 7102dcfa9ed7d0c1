"""Lineage: which standard replaces which, as far as it decides whether another replacement would close a circle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from stdgraph.domain.network import adjacency, reachable
from stdgraph.store.session import Transaction

REPLACED_BY = "REPLACED_BY"
"""The name of the relation in events of the predecessor: REPLACES, seen from its target."""

REPLACED = (
    "UNWIND $ids AS id MATCH (:Standard {id: id})-[:REPLACES]->(b:Standard) RETURN id AS successor, b.id AS predecessor"
)


class ReplacementPair(TypedDict):
    """A successor and a predecessor, by id."""

    successor: str
    predecessor: str


class Lineage:
    """Replacements (successor, predecessor) by id, including the changes of one transaction."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._pairs = set(pairs)

    @classmethod
    async def read(cls, tx: Transaction, standards: Iterable[str]) -> Lineage:
        """All that these standards replace, directly or through others: one statement per generation; a circle is walked once."""
        pairs: set[tuple[str, str]] = set()
        seen: set[str] = set()
        generation = set(standards)
        while generation:
            rows = await tx.rows(REPLACED, ReplacementPair, ids=sorted(generation))
            pairs |= {(row["successor"], row["predecessor"]) for row in rows}
            seen |= generation
            generation = {row["predecessor"] for row in rows} - seen
        return cls(pairs)

    def note(self, successor: str, predecessor: str, *, away: bool) -> None:
        """A replacement is made, or removed."""
        if away:
            self._pairs.discard((successor, predecessor))
        else:
            self._pairs.add((successor, predecessor))

    def merge(self, lost: str, kept: str) -> None:
        """Two standards turn out to be one."""
        self._pairs = {tuple(kept if one == lost else one for one in pair) for pair in self._pairs}  # type: ignore[misc]

    def is_circle(self, successor: str, predecessor: str) -> bool:
        """Whether the predecessor replaces the successor, directly or through others. Its own lineage must have been read."""
        return successor in reachable([predecessor], adjacency(self._pairs))
