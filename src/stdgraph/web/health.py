"""The root of the service, and its health: whether the process lives, and whether it can answer."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from stdgraph import __version__
from stdgraph.errors import StdgraphError
from stdgraph.store.session import Graph
from stdgraph.web.graphiql import wants_page


async def root(request: Request) -> Response:
    """Where a browser is sent, or the facts as JSON."""
    if request.app.state.settings.graphiql and wants_page(request.scope):
        return RedirectResponse(request.url_for("graphql").path, status_code=303)
    graph: Graph = request.app.state.graph
    facts = {
        "name": "stdgraph",
        "version": __version__,
        "engine": graph.engine.version,
        "graphql": "/graphql",
        "alive": "/healthz",
        "ready": "/readyz",
    }
    return JSONResponse(facts)


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
