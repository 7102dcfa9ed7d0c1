"""Questions and changes of one command: its documents answered in this process, and what is unknown with what comes nearest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stdgraph.cli import lookup_texts, texts
from stdgraph.cli.output import Answer
from stdgraph.domain.series import undated_keys
from stdgraph.errors import BadInput, StdgraphError

if TYPE_CHECKING:
    from stdgraph.cli.output import Row
    from stdgraph.domain.identity import Identity
    from stdgraph.settings import Settings
    from stdgraph.store.session import Graph


@dataclass(frozen=True, slots=True)
class Asking:
    """An open catalogue, and who asks it."""

    graph: Graph
    settings: Settings
    who: Identity | None = None

    async def __call__(self, document: str, **variables: object) -> Answer:
        """The data of the answer; raises its first error, with its exit code."""
        from stdgraph.cli.client import ask

        return await ask(self.graph, self.settings, document, variables, self.who)

    async def all(self, document: str, most: int | None = None, **variables: object) -> tuple[list[Answer], Answer]:
        """The nodes of a document's only connection, page by page, at most so many; and the last page."""
        found: list[Answer] = []
        after: str | None = None
        while True:
            ceiling = self.settings.page_ceiling
            size = ceiling if most is None else min(most - len(found), ceiling)
            (page,) = (await self(document, **variables, first=size, after=after)).values()
            found += [{**edge, **edge["node"]} for edge in page["edges"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"] or (most is not None and len(found) >= most):
                return found, page

    async def unknown(self, label: str, code: str) -> StdgraphError:
        """The error for a code that names nothing, with the codes that come nearest."""
        from stdgraph.cli.client import unknown

        return await unknown(self.graph, label, code)

    async def unknown_standard(self, written: str) -> StdgraphError:
        """The error for a number that names nothing, with the numbers that come nearest."""
        near, told = await self.near_standards(written), texts.UNKNOWN_STANDARD(code=written)
        return BadInput(with_nearest(told, near) if near else lookup_texts.TRY_SEARCH(told=told, text=written))

    async def near_standards(self, written: str) -> list[str]:
        """The numbers that come nearest to one that names nothing."""
        from stdgraph.catalogue.near_standards import near_standards

        return await self.graph.read(lambda tx: near_standards(tx, written))


@asynccontextmanager
async def asking(settings: Settings, token: str | None = None, *, changing: bool = False) -> AsyncIterator[Asking]:
    """The catalogue, open for questions or, ``changing``, for changes by whom the token names, else by whoever runs the command.

    Raises NothingThere for an empty one, Unauthenticated for a token that is not valid.
    """
    from stdgraph.cli.acting import actor
    from stdgraph.cli.client import asked, warm

    warming = asyncio.create_task(warm(settings))
    async with asked(settings) as graph:
        await warming
        yield Asking(graph, settings, await actor(graph, settings, token) if changing else None)


def with_nearest(told: str, near: list[str]) -> str:
    """An error, and what comes nearest, if anything does."""
    return texts.NEAREST(told=told, codes=", ".join(near)) if near else told


def taken(written: str, standard: Row) -> Row | None:
    """The standard, where the text names a series of several editions, and it is the one that was taken; else None."""
    return standard if len(standard["editions"]) > 1 and undated_keys(written) else None
