"""The service on a real socket, in this process and on this loop, over a graph that is open already."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.app import create_app


@asynccontextmanager
async def live(graph: Graph, settings: Settings) -> AsyncIterator[str]:
    """Its address without the scheme, such as ``127.0.0.1:40123``."""
    app = create_app(settings)
    app.state.graph = graph
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            app, log_config=None, lifespan="on", ws="websockets-sansio", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listening]))
        while not server.started:  # noqa: ASYNC110  uvicorn tells it in no other way
            await asyncio.sleep(0.01)
        try:
            yield f"127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving
