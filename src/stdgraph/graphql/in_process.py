"""The API for programs in this process: the data of an answer, or the error that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import strawberry

from stdgraph.domain.answers import Answer
from stdgraph.domain.identity import Identity
from stdgraph.errors import StdgraphError, UnknownCode
from stdgraph.graphql.schema import execute
from stdgraph.settings import Settings
from stdgraph.store.session import Graph


async def answer_data(
    graph: Graph,
    settings: Settings,
    document: str,
    variables: Mapping[str, object],
    schema: strawberry.Schema,
    who: Identity | None = None,
    after: Sequence[str] = (),
) -> Answer:
    """The data of an answer to ``who``, read after what bookmarks stand for.

    Raises the first error of the answer as the domain's error of its code.
    """
    answer = await execute(graph, settings, document, dict(variables), schema, who, tuple(after))
    for error in answer.get("errors") or ():
        extensions = error.get("extensions") or {}
        if "nearest" in extensions:
            raise UnknownCode(error["message"], extensions["nearest"])
        raise _errors().get(str(extensions.get("code")), StdgraphError)(error["message"])
    data: Answer = answer["data"]
    return data


@cache
def _errors() -> dict[str, type[StdgraphError]]:
    """The errors of the domain by their code; the most general one wins."""
    return {kind.code: kind for kind in reversed(list(_kinds(StdgraphError)))}


def _kinds(kind: type[StdgraphError]) -> Iterator[type[StdgraphError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)
