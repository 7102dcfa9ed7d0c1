"""Where exports read: the API's own documents, answered in this process, and a page ahead of what is written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import TypeVar

import strawberry

from stdgraph.catalogue.revision import CatalogueRevision, read_revision
from stdgraph.domain.answers import Answer
from stdgraph.errors import StdgraphError
from stdgraph.graphql.in_process import answer_data
from stdgraph.graphql.schema import build_schema
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Transaction

T = TypeVar("T")

PAGE = 1000
"""Rows that one statement reads: enough that the round trip is a small part, few enough to stay small in memory."""
FIRST_PAGE = 100
"""Rows of the first page: an export begins soon."""


class ExportSource:
    """The catalogue as an export reads it."""

    def __init__(self, graph: Graph, settings: Settings, after: tuple[str, ...] = ()) -> None:
        self.graph = graph
        self.settings = _with_own_bounds(settings)
        self.after = after
        """Bookmarks that reads wait for."""

    async def ask(self, document: str, variables: Mapping[str, object]) -> Answer:
        """The data of an answer. Raises the first error of the answer."""
        return await answer_data(self.graph, self.settings, document, variables, self.schema, after=self.after)

    @property
    def schema(self) -> strawberry.Schema:
        """The schema that answers."""
        return _schema(self.settings)

    async def read(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run work in a read transaction that sees what the bookmarks stand for."""
        return await self.graph.read(work, after=self.after)

    async def revision(self) -> CatalogueRevision | None:
        """Which state of the catalogue is read; None before anything was loaded."""
        return await self.read(read_revision)

    async def pages(self, document: str, field: str, variables: Mapping[str, object]) -> AsyncIterator[list[Answer]]:
        """The nodes of a connection that is a root field, page by page; at least one page, which may be empty.

        The document takes ``$first`` and ``$after``. Raises the first error of an answer.
        """
        first, after = FIRST_PAGE, None
        while True:
            answer = (await self.ask(document, {**variables, "first": first, "after": after}))[field]
            if answer is None:
                raise StdgraphError(f"{field}: no answer")
            yield [edge["node"] for edge in answer["edges"]]
            if not answer["pageInfo"]["hasNextPage"]:
                return
            first, after = PAGE, answer["pageInfo"]["endCursor"]


def _with_own_bounds(settings: Settings) -> Settings:
    """The settings with the bounds that the documents of exports need: those of the settings are for documents of clients."""
    return settings.model_copy(
        update={"page_ceiling": PAGE, "max_depth": 20, "max_aliases": 200, "max_tokens": 4000, "introspection": False}
    )


@lru_cache(maxsize=4)
def _schema(settings: Settings) -> strawberry.Schema:
    return build_schema(settings)


async def one_ahead(pages: AsyncIterator[T]) -> AsyncGenerator[T]:
    """The same pages, each read while the one before it is used: at most two are in memory."""
    reading = asyncio.ensure_future(_next(pages))
    try:
        while (found := await reading) is not None:
            reading = asyncio.ensure_future(_next(pages))
            yield found[0]
    finally:
        reading.cancel()
        with suppress(asyncio.CancelledError, Exception):  # whoever stopped does not want to hear of it
            await reading


async def _next(pages: AsyncIterator[T]) -> tuple[T] | None:
    """The next page, None at the end: a task cannot end by StopAsyncIteration."""
    try:
        return (await anext(pages),)
    except StopAsyncIteration:
        return None
