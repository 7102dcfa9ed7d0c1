"""Requests as those who run the service see them: each is told of once it is over."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stdgraph.graphql.observed import OK, Observed, begin_observing
from stdgraph.web.log_lines import access_logger

LONGEST = 200
"""Signs of a path that are told."""
ABORTED = "aborted"
"""The outcome of a request whose sender went away before there was an answer."""


@dataclass(frozen=True, slots=True)
class FinishedRequest:
    """A request that is over."""

    method: str
    path: str
    route: str | None
    """The pattern of its address, of which there are few; None where nothing is there."""
    status: int | None
    """None where there was no answer."""
    seen: Observed
    seconds: float

    @property
    def outcome(self) -> str:
        """The code of the first error, else what the status says."""
        if self.seen.outcome is not None:
            return self.seen.outcome
        if self.status is None:
            return ABORTED
        return OK if self.status < 400 else str(self.status)


RequestObserver = Callable[[FinishedRequest], None]


class Access:
    """Tells its observers of each request."""

    def __init__(self, app: ASGIApp, observers: Sequence[RequestObserver]) -> None:
        self._app = app
        self._observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen, begun = begin_observing(), time.perf_counter()
        status: int | None = None

        async def send_seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_seen)
        except Exception:
            status = status or 500  # which is answered further out
            raise
        finally:
            seconds = time.perf_counter() - begun
            route = getattr(scope.get("route"), "path", None)
            finished = FinishedRequest(scope["method"], scope["path"][:LONGEST], route, status, seen, seconds)
            for observer in self._observers:
                observer(finished)


class AccessLog:
    """Writes a line for each request, and for each operation over a WebSocket."""

    def __init__(self, quiet: frozenset[str]) -> None:
        """``quiet``: paths of which only failures are told, for they are asked all the time."""
        self._quiet = quiet
        self._log = access_logger()

    def request(self, finished: FinishedRequest) -> None:
        """Tell of a request."""
        if finished.path in self._quiet and finished.outcome == OK:
            return
        tell = self._log.error if finished.status is not None and finished.status >= 500 else self._log.info
        told = {"method": finished.method, "path": finished.path, "status": finished.status}
        tell("request", **told, **_told(finished.seen, finished.outcome, finished.seconds))

    def operation(self, seen: Observed, seconds: float) -> None:
        """Tell of an operation over a WebSocket."""
        self._log.info("operation", **_told(seen, seen.outcome or OK, seconds))


def _told(seen: Observed, outcome: str, seconds: float) -> dict[str, object]:
    facts = seen.facts
    named = {} if facts is None else {"kind": facts.kind, "field": facts.field, "operation": facts.name}
    return {**named, "outcome": outcome, "duration_ms": round(seconds * 1000, 1)}
