"""By which name a request reaches the service, and from whose pages: what does not fit is refused before anything is read."""

from __future__ import annotations

from functools import partial

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from stdgraph.auth.origins import is_host, may_open_socket
from stdgraph.domain.remembered import remembered
from stdgraph.errors import BadInput, Forbidden
from stdgraph.graphql.context import HEADER as BOOKMARK
from stdgraph.settings import Settings
from stdgraph.web.exports import REVISION_HEADER
from stdgraph.web.middleware import HEADER as REQUEST_ID
from stdgraph.web.middleware import refusal

NOT_OURS = "this service does not answer under the host that the request names (STDGRAPH_ALLOWED_HOSTS says under which it does)"
FOREIGN = "a WebSocket is opened by pages of this service, and by those of the origins in STDGRAPH_CORS_ORIGINS"

SENT = ("Authorization", "Content-Disposition", "If-None-Match", REQUEST_ID, BOOKMARK)
"""Headers that pages elsewhere may send, beside those that every page may."""
SHOWN = ("Content-Disposition", "ETag", "Retry-After", "WWW-Authenticate", REQUEST_ID, BOOKMARK, REVISION_HEADER)
"""Headers that they may read."""


class Admission:
    """Answers 421 where a request names another host: a foreign name may lead a browser to this service (DNS rebinding). Answers the handshake
    of a WebSocket with 403 where a page from elsewhere wants one.
    """

    def __init__(self, app: ASGIApp, settings: Settings, without: frozenset[str]) -> None:
        """``without``: the paths that are answered under every name."""
        self._app = app
        self._settings = settings
        self._without = without
        self._is_ours = remembered(64)(partial(is_host, settings.known_hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        refused = None
        if scope["type"] != "lifespan":
            if not self._is_ours(_host(scope)) and scope["path"] not in self._without:
                refused = refusal(BadInput(NOT_OURS), status=421)
            elif scope["type"] == "websocket" and not may_open_socket(HTTPConnection(scope), self._settings):
                refused = refusal(Forbidden(FOREIGN), status=403)
        await (refused or self._app)(scope, receive, send)


def _host(scope: Scope) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")


def cross_origin(settings: Settings) -> list[Middleware]:
    """What tells browsers that pages of listed origins may ask, with a token; sessions are for the service's own pages in any case."""
    origins = settings.listed_origins
    if not origins:
        return []
    methods = ("GET", "HEAD", "POST")
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=methods,
            allow_headers=SENT,
            expose_headers=SHOWN,
        )
    ]
