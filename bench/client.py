"""A client with next to no overhead of its own: one keep-alive connection, one request at a time, raw bytes over asyncio streams."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

import orjson

from bench.operations import Operation


class Client:
    """One connection to the service; use it as ``async with``."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        await self._connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.close()

    async def send(self, request: bytes) -> bytes:
        """The body of the answer to a request. Raises OSError or ValueError when there is none, or its status is not 200."""
        if self._reader is None or self._reader.at_eof():  # the service closes what was idle for seconds
            await self._connect()
        assert self._reader is not None
        assert self._writer is not None
        self._writer.write(request)
        try:
            head = await self._reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
            body = await self._reader.readexactly(length)
        except asyncio.IncompleteReadError:
            raise ConnectionError("the service closed the connection") from None
        if not head.startswith(b"HTTP/1.1 200"):
            status = head.partition(b"\r\n")[0].decode()
            raise ValueError(f"{status}: {body[:300].decode(errors='replace')}")
        return body

    async def _connect(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 22)

    async def ask(self, operation: Operation) -> Any:
        """The data of the answer; raises ValueError when it tells errors."""
        answer = orjson.loads(await self.send(request_of(operation)))
        if answer.get("errors"):
            raise ValueError(f"{operation.name}: {answer['errors'][0]['message']}")
        return answer["data"]


async def answers(port: int, ask: Callable[[Client], Awaitable[object]], is_alive: Callable[[], bool]) -> bool:
    """Wait until what is asked is answered; False where whoever listens there ended, or took too long, before it was."""
    while is_alive():
        try:
            async with Client(port) as client:
                await ask(client)
        except OSError:
            await asyncio.sleep(0.005)
        else:
            return True
    return False


def request_of(operation: Operation, token: str | None = None) -> bytes:
    """The bytes that post an operation, as the holder of the token."""
    return posted(operation.body, token=token)


def posted(body: bytes, path: str = "/graphql", token: str | None = None) -> bytes:
    """The bytes that post a body."""
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
    return f"{head}{authorization}Content-Length: {len(body)}\r\n\r\n".encode() + body
