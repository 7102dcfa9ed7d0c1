"""Which state of the catalogue is read: what two readings at one revision answer is the same."""

from __future__ import annotations

from typing import TypedDict

from stdgraph.store.session import Transaction

REVISION = "MATCH (c:Catalogue {id: 'catalogue'}) RETURN c.instance AS instance, coalesce(c.revision, 0) AS revision"


class CatalogueRevision(TypedDict):
    """Which data, at which revision."""

    instance: str | None
    revision: int


async def read_revision(tx: Transaction) -> CatalogueRevision | None:
    """The data's instance and revision; None before anything was loaded."""
    return await tx.row(REVISION, CatalogueRevision)
