"""Asking GraphQL in this process, as tests do it: an error in the answer fails the test."""

from __future__ import annotations

from typing import Any, Protocol

import strawberry

from stdgraph.graphql import execute
from stdgraph.graphql.types.fields import from_global_id
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, count_statements

Answer = dict[str, Any]


class Ask(Protocol):
    """Runs a document and gives its data."""

    async def __call__(self, document: str, **variables: Any) -> Answer: ...


def asker(graph: Graph, settings: Settings, schema: strawberry.Schema) -> Ask:
    """What runs documents against a graph."""

    async def ask(document: str, **variables: Any) -> Answer:
        answer = await execute(graph, settings, document, variables, schema=schema)
        assert "errors" not in answer, answer["errors"]
        data: Answer = answer["data"]
        return data

    return ask


def key_of(identifier: str) -> str:
    """The key in a global id."""
    named = from_global_id(identifier)
    assert named is not None, identifier
    return named[1]


async def statements(graph: Graph, ask: Ask, document: str, variables: dict[str, Any]) -> int:
    """How many statements a document sends while nothing is remembered of the catalogue."""
    graph.memory.clear()
    with count_statements() as counter:
        await ask(document, **variables)
    return len(counter.texts)
