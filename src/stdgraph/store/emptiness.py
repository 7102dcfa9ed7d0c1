"""Emptiness: whether a catalogue holds anything that could be missing, late or done. Nothing found in an empty one is no all-clear."""

from __future__ import annotations

from stdgraph.store.transaction import Transaction

ANYTHING = "MATCH (n:Standard) RETURN count(n) AS n UNION ALL MATCH (n:StandardsSystem) RETURN count(n) AS n"


async def is_empty(tx: Transaction) -> bool:
    """Whether there is neither a standard nor a standards system."""
    return not any(row["n"] for row in await tx.rows(ANYTHING))
