"""Asking the catalogue from the command line: the same GraphQL, answered in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from stdgraph.cli.output import busy
from stdgraph.errors import StdgraphError

if TYPE_CHECKING:
    import strawberry

    from stdgraph.settings import Settings
    from stdgraph.store.session import Graph


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Graph]:
    """The graph of the settings, open: a running engine is attached to, else one is started."""
    from stdgraph.store.session import Graph

    with busy() as bar:
        bar("starting the engine, or finding the one that runs")
        graph = await Graph.open(settings)
    async with graph:
        yield graph


async def ask(graph: Graph, settings: Settings, document: str, variables: Mapping[str, object]) -> dict[str, Any]:
    """The data of the answer; raises the error that the answer tells, with its exit code."""
    from stdgraph.graphql import execute

    answer = await execute(graph, settings, document, dict(variables), _schema(settings))
    for error in answer.get("errors") or ():
        code = str((error.get("extensions") or {}).get("code"))
        raise _errors().get(code, StdgraphError)(error["message"])
    data: dict[str, Any] = answer["data"]
    return data


async def warm(settings: Settings) -> None:
    """Put together what answering needs, while the engine gets ready."""
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
