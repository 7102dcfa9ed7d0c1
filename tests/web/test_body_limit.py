"""The limit of a body: announced or not, too large is too large, and what fits arrives whole."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from stdgraph.web.middleware import BodyLimit

LIMIT = 10


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await Response(body)(scope, receive, send)


async def _post(chunks: list[bytes], *, announced: bool) -> httpx.Response:
    async def streamed() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    transport = httpx.ASGITransport(app=BodyLimit(_echo, LIMIT))
    async with httpx.AsyncClient(transport=transport, base_url="http://stdgraph.test") as client:
        return await client.post("/", content=b"".join(chunks) if announced else streamed())


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("chunks", [[], [b"x" * LIMIT], [b"12345", b"67890"]])
async def test_what_fits_arrives_whole(chunks: list[bytes], announced: bool) -> None:
    answer = await _post(chunks, announced=announced)
    assert (answer.status_code, answer.content) == (200, b"".join(chunks))


@pytest.mark.parametrize("announced", [True, False])
async def test_what_is_larger_is_refused_as_graphql_refuses(announced: bool) -> None:
    answer = await _post([b"12345", b"678901"], announced=announced)
    assert answer.status_code == 413
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED"}
    assert "10 bytes" in error["message"]
