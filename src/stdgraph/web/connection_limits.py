"""What a connection may ask of a process, and how one that asks for more is answered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self
from uuid import uuid4

import orjson

from stdgraph.errors import BadInput, LimitExceeded, StdgraphError, TimedOut, Unavailable
from stdgraph.settings import Settings

RETRY_AFTER = 5
"""Seconds after which whoever found the service full may come again."""


REFUSED: Counter[int] = Counter()
"""How many heads this process refused, by status."""


@dataclass(frozen=True, slots=True)
class HeadRefusal:
    """Why the head of a request is refused."""

    status: int
    error: StdgraphError

    def answer(self) -> bytes:
        """The last answer of a connection, in the shape of a GraphQL error."""
        body = orjson.dumps({"errors": [{"message": str(self.error), "extensions": {"code": self.error.code}}]})
        lines = [
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}",
            "content-type: application/json",
            f"content-length: {len(body)}",
            "connection: close",
            f"x-request-id: {uuid4().hex}",
            *([f"retry-after: {RETRY_AFTER}"] if self.status == 503 else []),
            "",
            "",
        ]
        return "\r\n".join(lines).encode("ascii") + body


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What a connection may ask of a process."""

    seconds: float
    head: int
    headers: int
    url: int
    connections: int
    without: frozenset[str] = frozenset()
    """The paths that are answered however many connections there are."""

    @classmethod
    def of(cls, settings: Settings, without: frozenset[str]) -> Self:
        """Those that the settings say."""
        return cls(
            settings.receive_timeout,
            settings.max_head,
            settings.max_headers,
            settings.max_url,
            settings.max_connections,
            without,
        )

    def judge(self, url: bytes, headers: list[tuple[bytes, bytes]]) -> HeadRefusal | None:
        """What is wrong with a head, or with the part of it that is read; None for one that is in order."""
        if len(url) > self.url:
            said = f"the address is longer than {self.url} bytes (STDGRAPH_MAX_URL): send a POST"
            return HeadRefusal(414, LimitExceeded(said))
        if len(headers) > self.headers:
            said = f"the request has more than {self.headers} headers (STDGRAPH_MAX_HEADERS)"
            return HeadRefusal(431, LimitExceeded(said))
        if len(url) + sum(len(name) + len(value) for name, value in headers) > self.head:
            return self.too_large()
        return None

    def too_large(self) -> HeadRefusal:
        """Why a head of too many bytes is refused."""
        said = f"the head of the request is larger than {self.head} bytes (STDGRAPH_MAX_HEAD)"
        return HeadRefusal(431, LimitExceeded(said))

    def judge_crowd(self, open_ones: int, url: bytes) -> HeadRefusal | None:
        """Why a request has to wait where so many connections are open; None where it has not."""
        if open_ones <= self.connections or url.partition(b"?")[0].decode("latin-1") in self.without:
            return None
        said = f"more than {self.connections} connections are open (STDGRAPH_MAX_CONNECTIONS): try again later"
        return HeadRefusal(503, Unavailable(said))

    def too_slow(self) -> HeadRefusal:
        """Why a head that does not come is given up."""
        said = f"the head of the request did not come within {self.seconds:g} s (STDGRAPH_RECEIVE_TIMEOUT)"
        return HeadRefusal(408, TimedOut(said))


def not_http(what: str) -> HeadRefusal:
    """Why what is no HTTP is refused."""
    return HeadRefusal(400, BadInput(what))
