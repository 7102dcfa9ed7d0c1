"""A graph with the bundled seed in it, and how to ask it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import pytest_asyncio
import strawberry
from neo4j import AsyncManagedTransaction, AsyncResult

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.graphql import build_schema
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.client import Ask, asker


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seeded(graph: Graph) -> Graph:
    """The graph of a module, holding the bundled seed."""
    await load_seed(graph, read_seed(bundled_seed()))
    return graph


@pytest.fixture(scope="session")
def schema(engine_settings: Settings) -> strawberry.Schema:
    return build_schema(engine_settings)


@pytest.fixture(scope="module")
def ask(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Ask:
    """Runs a document against the seeded graph; errors fail the test."""
    return asker(seeded, engine_settings, schema)


@pytest.fixture(scope="module")
def plans_are_kept(engine_settings: Settings) -> Iterator[None]:
    """Let Neo4j answer for one catalogue by the plans that it made for another: planning anew takes it far longer."""
    run = AsyncManagedTransaction.run

    async def run_as_planned(
        transaction: AsyncManagedTransaction, text: str, parameters: dict[str, Any]
    ) -> AsyncResult:
        return await run(transaction, f"CYPHER replan=skip {text}", parameters)

    with pytest.MonkeyPatch.context() as patch:
        if engine_settings.graph_uri is not None:
            patch.setattr(AsyncManagedTransaction, "run", run_as_planned)
        yield
