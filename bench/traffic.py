"""Mixed traffic for a soak: anonymous reads of many days, documents and variables, pages, subscriptions that come and go, and some writes."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from urllib.parse import quote

from websockets.asyncio.client import connect

from bench.client import Client, request_of
from bench.operations import DOCUMENTS, Operation
from bench.writing import Advancing

DAYS = 1_500
"""So many days up to today are asked about."""
TEXTS = 1_200
"""Documents that differ in their text."""
HELD = 4.0
"""Seconds that a subscription stays at most."""
SCOPES = ({}, {"system": "PV2024"}, {"system": "ICN2024"}, {"subsystem": {"system": "ICN2024", "code": "BA"}})
FIELDS = ("id", "number", "title", "status", "level", "nature", "revision", "stage { code }", "committees { code }")
PAGES = ("/systems/PV2024", "/systems/ICN2024/gaps", "/systems/ICN2024/coverage", "/systems/PV2024/standards?of=ITEMS")
WATCHING = "subscription { changed { __typename } }"

AS_OF = {
    "standards": "query($asOf: Date, $n: Int) { standards(first: $n, asOf: $asOf) { edges { node { number status title } } } }",
    "coverage": 'query($asOf: Date) { coverage(system: "ICN2024", depth: 3, asOf: $asOf) { __typename } }',
    "share": "query($asOf: Date, $scope: Scope) { adoptionShare(scope: $scope, asOf: $asOf) { __typename } }",
}
SEARCH = "query($text: String!) { search(text: $text, first: 10) { edges { node { __typename } } } }"


@dataclass(slots=True)
class Traffic:
    """What is sent, and what became of it since it was last asked."""

    port: int
    asked: Sequence[Operation]
    """Documents that take ``$asOf``."""
    rate: float
    """Reads a second."""
    taken: list[float] = field(default_factory=list)
    reads: int = 0
    failed: int = 0
    trouble: str = ""
    """What the first said that failed."""
    subscriptions: int = 0

    async def read(self, lane: int, lanes: int, until: float) -> None:
        """One of several readers that share the rate; each has one connection, and asks the same in every soak."""
        random = Random(lane)  # noqa: S311  no secret: the same traffic each time
        began = time.monotonic() + lane / self.rate
        async with Client(self.port) as client:
            for turn in count():
                due = began + turn * lanes / self.rate
                if max(due, time.monotonic()) >= until:
                    return
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                await self._ask(client, self._drawn(random))

    async def _ask(self, client: Client, request: bytes) -> None:
        begun = time.perf_counter()
        self.reads += 1
        try:
            answer = await client.send(request)
            if b'"errors":' in answer:
                self._note(answer[-300:].decode(errors="replace"))
        except (OSError, ValueError) as error:
            self._note(str(error))
        self.taken.append(time.perf_counter() - begun)

    def _note(self, trouble: str) -> None:
        self.failed += 1
        self.trouble = self.trouble or trouble

    def _drawn(self, random: Random) -> bytes:
        day = (date.today() - timedelta(days=random.randrange(DAYS))).isoformat()  # noqa: DTZ011  the zone does not matter
        makers: tuple[Callable[[], bytes], ...] = (
            lambda: _with_day(random.choice(self.asked), day),
            lambda: request_of(Operation("gaps", _gaps(random), {"scope": random.choice(SCOPES), "asOf": day})),
            lambda: request_of(
                Operation("as of", random.choice([*AS_OF.values()]), {"asOf": day, "n": random.randint(1, 50)})
            ),
            lambda: request_of(Operation("another text", _text(random.randrange(TEXTS)), {})),
            lambda: request_of(
                Operation("search", SEARCH, {"text": random.choice("碳足迹电池评价") + str(random.randrange(9999))})
            ),
            lambda: _page(random.choice(PAGES), day if random.random() < 0.7 else None),
        )
        return random.choice(makers)()

    async def subscribe(self, lane: int, until: float) -> None:
        """Subscriptions one after the other, over a WebSocket or as events, left without a word every other time."""
        random = Random(-1 - lane)  # noqa: S311
        while time.monotonic() < until:
            held = min(random.uniform(0, HELD), max(0.0, until - time.monotonic()))
            self.subscriptions += 1
            try:
                await (self._over_socket if random.random() < 0.5 else self._as_events)(held)
            except (OSError, ValueError, EOFError) as error:
                self._note(str(error))

    async def _over_socket(self, held: float) -> None:
        async with connect(f"ws://127.0.0.1:{self.port}/graphql", subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]
            await socket.send('{"type": "connection_init"}')
            await socket.recv()
            await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": WATCHING}}))
            with suppress(TimeoutError):
                async with asyncio.timeout(held):
                    while True:
                        await socket.recv()

    async def _as_events(self, held: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            request = request_of(Operation("watch", WATCHING, {}))
            writer.write(request.replace(b"Accept: application/json", b"Accept: text/event-stream"))
            with suppress(TimeoutError):
                async with asyncio.timeout(held):
                    while await reader.read(4096):
                        pass
        finally:
            writer.close()


async def write(advancing: Advancing, pause: float, until: float) -> None:
    """One change after the other, with pauses between them."""
    while time.monotonic() + pause < until:
        await asyncio.sleep(pause)
        await advancing.once()


def dated_operations() -> list[Operation]:
    """The consumers' documents that take a day, with each of their variables."""
    variables = json.loads((DOCUMENTS / "variables.json").read_text(encoding="utf-8"))
    texts = {name: (DOCUMENTS / f"{name}.graphql").read_text(encoding="utf-8") for name in variables}
    return [Operation(name, text, each) for name, text in texts.items() if "$asOf" in text for each in variables[name]]


def _with_day(operation: Operation, day: str) -> bytes:
    return request_of(Operation(operation.name, operation.document, {**operation.variables, "asOf": day}))


def _gaps(random: Random) -> str:
    shown = f"gaps(scope: $scope, first: {random.randint(1, 60)}, asOf: $asOf) {{ totalCount edges {{ node {{ id message }} }} }}"
    return f"query($scope: Scope, $asOf: Date) {{ {shown} }}"


def _text(number: int) -> str:
    chosen = " ".join(name for bit, name in enumerate(FIELDS[1:]) if number >> bit & 1)
    return f"query Text{number} {{ standards(first: 10) {{ edges {{ node {{ id {chosen} n{number}: title }} }} }} }}"


def _page(path: str, day: str | None) -> bytes:
    query = f"{'&' if '?' in path else '?'}asOf={quote(day)}" if day else ""
    return f"GET {path}{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n".encode()
