"""Asking the catalogue from the command line: the same GraphQL, answered in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING

from stdgraph.cli import texts
from stdgraph.cli.output import Answer, busy
from stdgraph.errors import StdgraphError

if TYPE_CHECKING:
    import strawberry

    from stdgraph.settings import Settings
    from stdgraph.store.session import Graph, Transaction


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Graph]:
    """The graph of the settings, open: a running engine is attached to, else one is started."""
    from stdgraph.store.session import Graph

    with busy() as bar:
        bar(texts.STARTING_ENGINE())
        graph = await Graph.open(settings)
    async with graph:
        yield graph


async def ask(graph: Graph, settings: Settings, document: str, variables: Mapping[str, object]) -> Answer:
    """The data of the answer; raises the first error of the answer, with its exit code."""
    from stdgraph.graphql import execute

    answer = await execute(graph, settings, document, dict(variables), _schema(settings))
    for error in answer.get("errors") or ():
        code = str((error.get("extensions") or {}).get("code"))
        raise _errors().get(code, StdgraphError)(error["message"])
    data: Answer = answer["data"]
    return data


async def warm(settings: Settings) -> None:
    """Build the schema while the engine gets ready."""
    await asyncio.to_thread(_schema, settings)


@cache
def _schema(settings: Settings) -> strawberry.Schema:
    from stdgraph.graphql import build_schema

    return build_schema(settings)


def _errors() -> dict[str, type[StdgraphError]]:
    """The errors of the domain by their code; the most general one wins."""
    return {kind.code: kind for kind in reversed(list(_kinds(StdgraphError)))}


def _kinds(kind: type[StdgraphError]) -> Iterator[type[StdgraphError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


async def census(graph: Graph) -> dict[str, int]:
    """How many nodes each label has; labels without a node are absent."""
    text = "MATCH (n) UNWIND labels(n) AS label WITH label, count(*) AS nodes RETURN label, nodes ORDER BY label"

    async def work(transaction: Transaction) -> dict[str, int]:
        return {str(row["label"]): int(row["nodes"]) for row in await transaction.rows(text)}

    return await graph.read(work)
