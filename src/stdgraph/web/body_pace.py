"""The pace at which the body of a request must come, and what happens where its sender goes away in the midst of it."""

from __future__ import annotations

import asyncio
import logging

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stdgraph.errors import TimedOut
from stdgraph.web.middleware import refusal

logger = logging.getLogger(__name__)

RATE = 10_000
"""Bytes that buy another second: a large file over a slow line has the time that it takes, a sender of drops has not."""


_WITHOUT_BODY = {"GET", "HEAD"}
"""Methods whose body nobody reads."""


class _TooSlow(Exception):
    """The time for the body is used up."""


class BodyPace:
    """Answers 408 and ends the connection where a body comes too slowly. Only the time counts for which its sender is waited for."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["method"] in _WITHOUT_BODY:
            await self._app(scope, receive, send)
            return
        clock = asyncio.get_running_loop().time
        left: float | None = self._seconds

        async def receive_in_time() -> Message:
            nonlocal left
            if left is None:
                return await receive()
            begun = clock()
            try:
                async with asyncio.timeout(left):
                    message = await receive()
            except TimeoutError:
                raise _TooSlow from None
            if message.get("more_body", False):
                left += begun - clock() + len(message.get("body", b"")) / RATE
            else:
                left = None  # it is there: what may still come is the end of the connection
            return message

        try:
            await self._app(scope, receive_in_time, send)
        except _TooSlow:
            error = TimedOut(f"the body of the request came too slowly (STDGRAPH_RECEIVE_TIMEOUT, {self._seconds:g} s)")
            response = refusal(error, status=408)
            response.headers["Connection"] = "close"
            await response(scope, receive, send)
        except ClientDisconnect:
            logger.info("%s %s: its sender went away before the whole of it had come", scope["method"], scope["path"])
