"""The root of the service: a browser goes on to the page, a program is told what this is."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from stdgraph import __version__
from stdgraph.graph.door import Graph
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
