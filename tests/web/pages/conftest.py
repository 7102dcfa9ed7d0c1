"""The pages in this process, upon the seed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.app import create_app
from tests.graphql.conftest import seeded

__all__ = ["seeded"]

BROWSER = {"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


def client_of(settings: Settings, graph: Graph) -> httpx.AsyncClient:
    app = create_app(settings)
    app.state.graph = graph
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://stdgraph.test", headers=BROWSER)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client(seeded: Graph, engine_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(engine_settings, seeded) as opened:
        yield opened
