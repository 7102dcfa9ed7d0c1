"""The single Catalogue node: every writer locks it, and it says what was last changed."""

from __future__ import annotations

from uuid import uuid4

from stdgraph.store.transaction import Transaction

CATALOGUE = "catalogue"
"""The id of the node."""


async def acquire_write_lock(tx: Transaction) -> None:
    """Wait until no other transaction changes the catalogue. Call it before reading anything that is to be changed.

    It writes a constant: Neo4j reads a property before it waits for the lock, and writing that back would undo what others wrote.
    """
    await tx.run("MATCH (c:Catalogue {id: $catalogue}) SET c.turn = true", catalogue=CATALOGUE)


async def mark_structure_changed(tx: Transaction) -> None:
    """Record that more than standards changed, so that nothing cached of the rest is used any longer."""
    await tx.run(
        "MATCH (c:Catalogue {id: $catalogue}) SET c.structureVersion = $version",
        catalogue=CATALOGUE,
        version=str(uuid4()),
    )
