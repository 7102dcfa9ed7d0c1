"""The parts of a load in the order in which they are applied: each is read and unpacked while the one before it is written."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self, TypedDict

from neo4j.exceptions import DriverError, Neo4jError

from stdgraph.datasets.operations import Part
from stdgraph.errors import StdgraphError
from stdgraph.store.session import Graph, Transaction

NEXT = (
    "MATCH (p:LoadPart {load: $load}) WHERE p.content IS NOT NULL AND p.place > $after RETURN p.id AS id, p.place AS place "
    "ORDER BY p.place LIMIT 1"
)
CONTENT = "MATCH (p:LoadPart {id: $id}) RETURN p.content AS content"


class PlacedRow(TypedDict):
    """A part by its id and its place among those of its load."""

    id: str
    place: int


class ContentRow(TypedDict):
    """The content of a part; None of what takes a load back."""

    content: str | None


class PartsAhead:
    """Use it as ``async with``. A part that another process has applied meanwhile is read in vain, no more."""

    def __init__(self, graph: Graph, load: str) -> None:
        self._graph = graph
        self._load = load
        self._ahead: asyncio.Task[tuple[str, Part] | None] | None = None

    async def next(self, tx: Transaction) -> tuple[str, Part] | None:
        """The id of the part that is to be applied, and the part; None after the last one. The one after it is read from now on."""
        row = await tx.row(NEXT, PlacedRow, load=self._load, after=-1)
        if row is None:
            return None
        ahead = await self._taken()
        part = ahead[1] if ahead is not None and ahead[0] == row["id"] else await self._read(tx, row["id"])
        self._ahead = asyncio.create_task(self._read_after(row["place"]))
        return (row["id"], part) if part is not None else None

    async def _taken(self) -> tuple[str, Part] | None:
        task, self._ahead = self._ahead, None
        return await task if task is not None else None

    async def _read_after(self, place: int) -> tuple[str, Part] | None:
        async def work(tx: Transaction) -> tuple[str, Part] | None:
            row = await tx.row(NEXT, PlacedRow, load=self._load, after=place)
            part = await self._read(tx, row["id"]) if row is not None else None
            return (row["id"], part) if row is not None and part is not None else None

        try:
            return await self._graph.read(work)
        except (StdgraphError, DriverError, Neo4jError):
            return None  # whoever applies it reads it again, and tells what is wrong

    @staticmethod
    async def _read(tx: Transaction, part: str) -> Part | None:
        row = await tx.row(CONTENT, ContentRow, id=part)
        return Part.unpack(row["content"]) if row is not None and row["content"] is not None else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._ahead is not None:
            self._ahead.cancel()
            await asyncio.gather(self._ahead, return_exceptions=True)
