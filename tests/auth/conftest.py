"""A catalogue with committees and systems for tokens to be for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from stdgraph.auth import tokens
from stdgraph.auth.token_cache import token_cache
from stdgraph.store.session import Graph, Transaction


@pytest_asyncio.fixture(loop_scope="session")
async def catalogue(graph: Graph) -> AsyncIterator[Graph]:
    """The graph with SAC/TC1, its SC2, and the system X2024; without tokens before and after."""

    async def fill(transaction: Transaction) -> None:
        await transaction.run("MATCH (t:AccessToken) DETACH DELETE t")
        await transaction.run("UNWIND ['SAC/TC1', 'SAC/TC1/SC2'] AS code MERGE (:Committee {code: code})")
        await transaction.run("MERGE (:StandardsSystem {code: 'X2024'})")

    await graph.write(fill)
    token_cache(graph).clear()
    yield graph
    await tokens.drain(graph)
