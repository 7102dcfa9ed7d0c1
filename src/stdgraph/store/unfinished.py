"""Whether a load or a restore of the catalogue was begun and not finished: what it holds is then only a part."""

from __future__ import annotations

from typing import TypedDict

from stdgraph.errors import Unavailable
from stdgraph.store.migratable import Migratable
from stdgraph.store.transaction import CATALOGUE, HALF_RESTORED, RESTORING, Transaction

MARK = "MATCH (c:Catalogue {id: $catalogue}) RETURN c.unfinishedLoad AS mark"


class MarkRow(TypedDict):
    """The mark of the Catalogue node."""

    mark: str | None


async def unfinished(graph: Migratable) -> str | None:
    """The id of the load that was begun and not finished, or ``restore``; None when the catalogue is whole."""

    async def work(transaction: Transaction) -> str | None:
        row = await transaction.row(MARK, MarkRow, catalogue=CATALOGUE)
        return row["mark"] if row else None

    return await graph.read(work)


async def refuse_half_restored(graph: Migratable) -> None:
    """Raise Unavailable while the catalogue holds a part of a backup."""
    if await unfinished(graph) == RESTORING:
        raise Unavailable(HALF_RESTORED)
