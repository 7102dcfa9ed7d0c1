"""Health: whether the process lives, and whether it can answer."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from stdgraph.errors import StdgraphError
from stdgraph.graph.door import Graph


async def alive(_: Request) -> JSONResponse:
    """200 as long as the process answers at all; asks nobody."""
    return JSONResponse({"status": "alive"})


async def ready(request: Request) -> JSONResponse:
    """200 when the graph answers a trivial statement, else 503 with the reason; 200 again once it is healed."""
    graph: Graph = request.app.state.graph
    try:
        await graph.check()
    except StdgraphError as error:
        return JSONResponse({"status": "unavailable", "reason": str(error)}, status_code=503)
    return JSONResponse({"status": "ready", "engine": graph.engine.name, "version": graph.engine.version})
