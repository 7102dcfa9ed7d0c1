"""Middleware: the id of each request, the limit of its body, and the shape of errors outside GraphQL."""

from __future__ import annotations

import logging
import re
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stdgraph.auth.bearer import challenge
from stdgraph.domain.current_request import begin_request
from stdgraph.errors import LimitExceeded, StdgraphError

logger = logging.getLogger(__name__)


def refusal(error: StdgraphError, status: int) -> JSONResponse:
    """The response to a refused request, with the code where GraphQL clients look for it."""
    body = {"errors": [{"message": str(error), "extensions": {**error.details, "code": error.code}}]}
    return JSONResponse(body, status_code=status)


def log_failure(request: Request) -> StdgraphError:
    """Log that a request failed unexpectedly; what its sender is told holds only its id, which the log also has."""
    request_id: str = request.state.request_id
    logger.error("request %s failed", request_id)
    return StdgraphError(f"internal server error (request {request_id})")


async def broken(request: Request, _: Exception) -> JSONResponse:
    """The response of an endpoint for programs to an unexpected error."""
    response = refusal(log_failure(request), status=500)
    response.headers[HEADER] = request.state.request_id
    return response


class Challenge:
    """Puts ``WWW-Authenticate`` on every answer with 401, whoever gives it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and say with a 401 what is wanted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_challenged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 401:
                MutableHeaders(scope=message)["WWW-Authenticate"] = challenge(HTTPConnection(scope))
            await send(message)

        await self._app(scope, receive, send_challenged)


class BodyLimit:
    """Answers 413 in the shape of a GraphQL error; only bodies of unknown length are read ahead."""

    def __init__(self, app: ASGIApp, limit: int, without: frozenset[str] = frozenset()) -> None:
        """``without``: the paths of routes that have a limit of their own, and do not keep bodies in memory."""
        self._app = app
        self._limit = limit
        self._without = without

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that is too large, pass on every other."""
        if scope["type"] != "http" or scope["path"] in self._without:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        announced = headers.get("content-length", "")
        if announced.isdecimal():  # the server holds a client to what it announced
            too_large = int(announced) > self._limit
        elif scope["method"] not in {"GET", "HEAD"}:
            receive, too_large = await self._read_ahead(receive)
        else:
            too_large = False
        if too_large:
            message = f"the request body is larger than {self._limit} bytes (STDGRAPH_MAX_BODY)"
            await refusal(LimitExceeded(message), status=413)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _read_ahead(self, receive: Receive) -> tuple[Receive, bool]:
        """Read a body of unknown length up to the limit: something that replays it, and whether it was too large."""
        kept: list[Message] = []
        size = 0
        while True:
            message = await receive()
            kept.append(message)
            size += len(message.get("body", b""))
            if size > self._limit:
                return receive, True
            if not message.get("more_body", False):
                break

        async def replay() -> Message:
            return kept.pop(0) if kept else await receive()

        return replay, False


HEADER = "X-Request-ID"
_ACCEPTED = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")
"""An id that is safe in a header and in a log."""
_BEGINNINGS = {"http.response.start", "websocket.accept", "websocket.http.response.start"}


class RequestId:
    """Puts the id into ``scope["state"]["request_id"]``, into the context of whatever follows, and on the response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its id."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        sent = Headers(scope=scope).get(HEADER, "")
        request_id = sent if _ACCEPTED.fullmatch(sent) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        begin_request(request_id)

        async def send_with_id(message: Message) -> None:
            if message["type"] in _BEGINNINGS:
                message.setdefault("headers", [])
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        await self._app(scope, receive, send_with_id)
