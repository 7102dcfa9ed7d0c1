"""GraphiQL for a browser at /graphql. It works without internet: every byte comes from this service.

GraphiQL itself comes with the package ``graphene-django-graphiql-static``, of which only the files are used: nothing of
it is imported. The page names the hash of each file, so a browser refuses one that is not what was reviewed.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Template

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from stdgraph.graphql.negotiation import JSON, Accept
from stdgraph.web.examples import examples

CARRIER = ("graphene_django_graphiql_static", "static/graphene_django_graphiql_static")
"""The package that brings GraphiQL's files, and where in it they are."""

HASHES: Mapping[str, str] = {
    "react.production.min.js": "7Er69WnAl0+tY5MWEvnQzWHeDFjgHSnlQfDDeWUvv8qlRXtzaF/pNo18Q2aoZNiO",
    "react-dom.production.min.js": "vj2XpC1SOa8PHrb0YlBqKN7CQzJYO72jz4CkDQ+ePL1pwOV4+dn05rPrbLGUuvCv",
    "graphiql.min.js": "D/IKSk3XqkadtnKEtZYmq7ogOIY6TFrKojcZiAhIqroSy4U+N1sXmMv0NdoHhzgr",
    "graphiql.min.css": "d7FYWnzKaTlP7q6QjcR7cgBzQ7qg7I5ghGeuzwLjzmmLGfgi8fXpUaebuXTTzcVK",
    "graphiql-plugin-explorer.umd.js": "730PslzMVMN3EMJOKuh/WVRaRwhaBbWE43IOXyR+DMDlQiYx0BjiPmoPZ+6qEa0C",
    "style.css": "kOrlMT58B3t0hTVIPFqWyg1oL4DKvxHNcC1X2qugv4fXd9ehKULhhjDLvBi3HoEK",
}
"""SHA-384 of what the projects published: React 17.0.2, GraphiQL 2.4.7 (with a line end added), its explorer 0.1.15."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""The editor sets styles inline, as code editors do; scripts come from files of this service only."""


def wants_page(scope: Scope) -> bool:
    """Whether a browser opens the page: it accepts HTML by name, and no less than JSON."""
    if scope["method"] not in {"GET", "HEAD"}:
        return False
    accept = Accept.parse(*Headers(scope=scope).getlist("accept"))
    return accept.names("text/html") and accept.weight("text/html") >= accept.weight(JSON)


def with_page(graphql: ASGIApp) -> ASGIApp:
    """The GraphQL endpoint that answers a browser with GraphiQL."""
    return _WithPage(graphql)


def assets() -> ASGIApp:
    """The files that the page names."""
    static = StaticFiles(packages=[("stdgraph", "web/static"), CARRIER])
    return GZipMiddleware(static, minimum_size=1024)


@cache
def page() -> str:
    """The page: the frame, with the hashes and the examples put in."""
    frame = Template((files("stdgraph.web") / "graphiql.html").read_text(encoding="utf-8"))
    styles = "\n".join(
        f'<link rel="stylesheet" href="graphiql/{name}" integrity="sha384-{digest}" />'
        for name, digest in HASHES.items()
        if name.endswith(".css")
    )
    scripts = "\n".join(
        f'<script defer src="graphiql/{name}" integrity="sha384-{digest}"></script>'
        for name, digest in HASHES.items()
        if name.endswith(".js")
    )
    shown = json.dumps([example.as_json() for example in examples()], ensure_ascii=False)
    return frame.substitute(styles=styles, scripts=scripts, examples=html.escape(shown))


class _WithPage:
    def __init__(self, graphql: ASGIApp) -> None:
        self._graphql = graphql

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The page for a browser that opens it, GraphQL for everything else."""
        if scope["type"] == "http" and wants_page(scope):
            await HTMLResponse(page(), headers=HEADERS)(scope, receive, send)
        else:
            await self._graphql(scope, receive, send)
