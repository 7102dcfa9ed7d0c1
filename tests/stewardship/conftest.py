"""On Neo4j the statements of these tests are planned once: each test puts the data back, and planning anew takes longer than asking."""

from __future__ import annotations

import pytest_asyncio

from stdgraph.store.session import Graph
from tests.graphql.conftest import plans_are_kept

__all__ = ["plans_are_kept"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def graph(plans_are_kept: None, graph: Graph) -> Graph:
    """The graph of a module, whose statements keep their plans."""
    return graph
