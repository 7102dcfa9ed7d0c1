"""HTTP as it comes from the network: heads of requests have limits and a time, and idle connections make room for new ones.

uvicorn waits for a head for ever and lets it grow without end; its limit of connections answers probes no more than others.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from stdgraph.web.connection_limits import REFUSED, ConnectionLimits, HeadRefusal, not_http
from stdgraph.web.one_line import ACCESS

logger = logging.getLogger(ACCESS)


class ServiceConfig(uvicorn.Config):
    """uvicorn's settings, with the limits that its protocol lacks."""

    def __init__(self, app: Starlette | str, limits: ConnectionLimits, **named: Any) -> None:
        super().__init__(app, **{**named, "http": GuardedProtocol})
        self.limits = limits


class _HeadRefused(Exception):
    """Ends the parsing of a head."""


class GuardedProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limits = cast("ServiceConfig", config).limits
        self._refusal: HeadRefusal | None = None
        self._is_reading_head = True
        self._head = 0
        self._waiting_since = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def waiting_since(self) -> float | None:
        """Since when the connection has waited for a head, by the clock of the loop; None while it answers a request."""
        is_answering = self.cycle is not None and not self.cycle.response_complete
        return None if is_answering or not self._is_reading_head else self._waiting_since

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for a head; where there are too many connections, that which waits longest goes."""
        super().connection_made(transport)
        self._waiting_since = self.loop.time()
        self._start_timer()
        if len(self.connections) > self._limits.connections:
            self._make_room()

    def _make_room(self) -> None:
        others = [one for one in self.connections if isinstance(one, GuardedProtocol) and one is not self]
        waiting = [(since, one) for one in others if (since := one.waiting_since) is not None]
        if waiting:
            _, longest = min(waiting, key=lambda found: found[0])
            self.connections.discard(longest)
            longest.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, unless it is more than a head may have."""
        if self._refusal is not None:
            return
        if self._is_reading_head:
            self._head += len(data)
            if self._timer is None:
                self._start_timer()
        super().data_received(data)
        if self._is_reading_head and self._refusal is None and self._head > self._limits.head:
            self._end(self._limits.too_large())

    def _start_timer(self) -> None:
        self._timer = self.loop.call_later(self._limits.seconds, self._waited_too_long)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _waited_too_long(self) -> None:
        self._timer = None
        if self.waiting_since is None:  # for the head of a further request, while one before it is answered
            self._start_timer()
        elif self._head:
            self._end(self._limits.too_slow())
        else:
            self.transport.close()

    def on_url(self, url: bytes) -> None:
        """Take a piece of the address."""
        super().on_url(url)
        self._judge(self._limits.judge(self.url, []))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        super().on_header(name, value)
        if len(self.headers) > self._limits.headers:
            self._judge(self._limits.judge(self.url, self.headers))

    def on_headers_complete(self) -> None:
        """Answer the request, now that its head is there."""
        self._stop_timer()
        self._judge(self._limits.judge(self.url, self.headers))
        self._judge(self._limits.judge_crowd(len(self.connections), self.url))
        self._is_reading_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Expect the head of a further request."""
        super().on_message_complete()
        self._is_reading_head, self._head = True, 0

    def on_response_complete(self) -> None:
        """Wait for a further request."""
        super().on_response_complete()
        self._waiting_since = self.loop.time()

    def _judge(self, refusal: HeadRefusal | None) -> None:
        if refusal is not None:
            self._refusal = refusal
            raise _HeadRefused

    def send_400_response(self, msg: str) -> None:
        """End the connection: with why the head was refused, or because what came was no HTTP."""
        self._end(self._refusal or not_http(msg))

    def _end(self, refusal: HeadRefusal) -> None:
        self._refusal = refusal
        self._stop_timer()
        REFUSED[refusal.status] += 1
        logger.info("refused with %d what %s sent: %s", refusal.status, self.client and self.client[0], refusal.error)
        self.transport.write(self._refusal.answer())
        self.transport.close()
