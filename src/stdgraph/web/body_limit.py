"""A request body has a most; what is larger is refused before anybody reads it."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stdgraph.errors import LimitExceeded
from stdgraph.web.refusal import refusal


class BodyLimit:
    """Answers 413 in the shape of a GraphQL error; only bodies of unknown length are read ahead."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that is too large, pass on every other."""
        if scope["type"] != "http":
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
