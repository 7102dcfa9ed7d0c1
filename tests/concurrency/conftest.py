"""Three peers, and as many standards as a test wants."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio

from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.concurrency.documents import register
from tests.concurrency.peers import PeerProcess, peers_on

Registered = Callable[..., Awaitable[list[str]]]


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def running(open_graph: Graph, engine_settings: Settings) -> AsyncIterator[list[PeerProcess]]:
    """Three processes on the graph, which serve all tests of an engine."""
    async with peers_on(engine_settings, 3) as processes:
        yield processes


@pytest.fixture
def peers(graph: Graph, running: list[PeerProcess]) -> list[PeerProcess]:
    """Three processes on a graph that is empty when a module begins."""
    return running


@pytest.fixture
def registered(peers: list[PeerProcess]) -> Registered:
    """Registers drafts; their ids."""

    async def register_some(count: int, **given: Any) -> list[str]:
        answers = await peers[0].tell("in_turn", asked=[register(**given)] * count)
        return [answer["standard"]["id"] for answer in answers]

    return register_some
