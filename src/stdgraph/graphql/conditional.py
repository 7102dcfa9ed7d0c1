"""Conditional requests by RFC 9110, section 13: what a client has already is not sent again."""

from __future__ import annotations

import re
from collections.abc import Iterable

from starlette.types import Receive, Scope, Send

from stdgraph.graphql.encoding import Coding

_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def is_match(if_none_match: str | None, tag: str) -> bool:
    """Whether a client that sends this header has what the tag, without its quotes, names; weak tags compare as strong ones do."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag in _TAG.findall(if_none_match)


class TaggedResponse:
    """A response in an encoding; with a tag, 304 and no body where the client has it already."""

    def __init__(
        self,
        body: bytes,
        coding: Coding,
        headers: Iterable[tuple[bytes, bytes]],
        *,
        tag: str | None = None,
        if_none_match: str | None = None,
    ) -> None:
        """``tag`` names the body as it is, encoded or not, and its media type; None for one that is not to be named."""
        named = None if tag is None else tag if coding is Coding.IDENTITY else f"{tag}-{coding.value}"
        self.headers = list(headers)
        self.body = body
        self.status = 200
        if named is not None:
            self.headers.append((b"etag", f'"{named}"'.encode()))
            if is_match(if_none_match, named):
                self.status, self.body = 304, b""
                return
        if coding is not Coding.IDENTITY:
            self.headers.append((b"content-encoding", coding.value.encode()))
        self.headers.append((b"content-length", str(len(body)).encode()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})
