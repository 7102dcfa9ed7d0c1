"""Lineage: which standard replaces which, as far as it decides whether one more replacement would run in a circle."""

from __future__ import annotations

from collections.abc import Iterable

from stdgraph.domain.closure import adjacency, reachable
from stdgraph.store.session import Transaction

REPLACED_BY = "REPLACED_BY"
"""What events of a predecessor call the relation: REPLACES, seen from where it leads to."""

REPLACED = (
    "UNWIND $ids AS id MATCH (:Standard {id: id})-[:REPLACES]->(b:Standard) RETURN id AS successor, b.id AS predecessor"
)


class Lineage:
    """Replacements (successor, predecessor) by id, kept up with what is done to them in one transaction."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._pairs = set(pairs)

    @classmethod
    async def read(cls, tx: Transaction, standards: Iterable[str]) -> Lineage:
        """All that these standards replace, directly or through others, in a statement a generation; a circle is walked once."""
        pairs: set[tuple[str, str]] = set()
        seen: set[str] = set()
        generation = set(standards)
        while generation:
            rows = await tx.rows(REPLACED, ids=sorted(generation))
            pairs |= {(row["successor"], row["predecessor"]) for row in rows}
            seen |= generation
            generation = {row["predecessor"] for row in rows} - seen
        return cls(pairs)

    def note(self, successor: str, predecessor: str, *, away: bool) -> None:
        """A replacement is made, or taken away."""
        if away:
            self._pairs.discard((successor, predecessor))
        else:
            self._pairs.add((successor, predecessor))

    def is_circle(self, successor: str, predecessor: str) -> bool:
        """Whether the predecessor replaces the successor, directly or through others. Its own lineage must have been read."""
        return successor in reachable([predecessor], adjacency(self._pairs))
