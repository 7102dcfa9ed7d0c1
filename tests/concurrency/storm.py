"""A storm of mutations over HTTP: clients that never rest until somebody is killed, and remember what they were told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import httpx

from tests.concurrency.documents import Request, advance, bulk, correct, register

CLIENTS = 6
OF_A_BULK = 3
TRANSIENT = {"UNAVAILABLE", "TIMEOUT"}
"""Codes of errors after which the same request may succeed, or may have."""


class Storm:
    """What was asked, by request id, and what of it was answered."""

    def __init__(self, client: httpx.AsyncClient, token: str, name: str) -> None:
        self._client = client
        self.authorization = f"Bearer {token}"
        self._name = name
        self._raging = False
        self._more = asyncio.Event()
        self._asking: list[Iterator[Request]] = []
        self.sent: dict[str, Request] = {}
        self.answers: dict[str, Any] = {}

    async def prepare(self) -> None:
        """Register the standards that the clients will change: some of each one's own, one of all."""
        (shared,) = await self._registered("shared", 1)
        for client in range(CLIENTS):
            own = await self._registered(f"client{client}", 1 + OF_A_BULK)
            self._asking.append(self._requests(client, own, shared))

    @asynccontextmanager
    async def rage(self, answers: int) -> AsyncIterator[None]:
        """Let the clients loose until the block ends, which begins when so many requests have been answered.

        Afterwards each client has finished what it was at.
        """
        self._raging = True
        wanted = len(self.answers) + answers
        storm = asyncio.create_task(self._rage())
        try:
            while len(self.answers) < wanted and not storm.done():
                self._more.clear()
                await self._more.wait()
            yield
        finally:
            self._raging = False
            await storm

    async def retry(self) -> None:
        """Send again what was not answered, each request twice at once: both copies are answered alike."""
        lost = self.unanswered()
        twice = await asyncio.gather(*(self.ask(name) for name in lost * 2))
        for first, second in zip(twice[: len(lost)], twice[len(lost) :], strict=True):
            assert first == second

    def next_of(self, client: int) -> tuple[str, Request]:
        """The next request of a client, and its id; it counts as sent."""
        document, variables = next(self._asking[client])
        name: str = variables.get("requestId") or variables["input"]["requestId"]
        self.sent[name] = document, variables
        return name, (document, variables)

    def unanswered(self) -> list[str]:
        """The requests of which nobody knows whether they were carried out."""
        return [name for name in self.sent if name not in self.answers]

    async def ask(self, name: str) -> Any:
        """Send a request that was made up before; its answer, None where there is none."""
        document, variables = self.sent[name]
        try:
            response = await self._client.post(
                "/graphql",
                json={"query": document, "variables": variables},
                headers={"Authorization": self.authorization},
            )
        except httpx.TransportError:
            return None
        body = response.json()
        if body.get("errors"):
            codes = {error["extensions"]["code"] for error in body["errors"]}
            assert codes <= TRANSIENT, body["errors"]
            return None
        (answer,) = body["data"].values()
        assert answer.get("applied") or answer.get("__typename") == "StandardAdvanced", answer
        self.answers[name] = answer
        self._more.set()
        return answer

    async def _registered(self, name: str, number: int) -> list[str]:
        ids = []
        for n in range(number):
            request = f"{self._name}-{name}-{n}"
            self.sent[request] = register(requestId=request)
            answer = await self.ask(request)
            ids.append(answer["standard"]["id"])
        return ids

    async def _rage(self) -> None:
        try:
            await asyncio.gather(*(self._client_works(client) for client in range(CLIENTS)))
        finally:
            self._more.set()

    async def _client_works(self, client: int) -> None:
        while self._raging:
            name, _ = self.next_of(client)
            if await self.ask(name) is None:
                return

    def _requests(self, client: int, own: list[str], shared: str) -> Iterator[Request]:
        """Requests that all succeed: moves to and fro of the client's own standards, corrections of everybody's, new standards."""
        for turn in count():
            to = "40" if turn % 2 == 0 else "30"
            name = f"{self._name}-{client}-{turn}"
            yield advance(own[0], to, requestId=f"{name}-move")
            yield bulk([{"standard": one, "to": to} for one in own[1:]], f"{name}-bulk")
            yield correct(shared, name, requestId=f"{name}-title")
            if turn % 5 == 0:
                yield register(requestId=f"{name}-new")


def changes_of(answer: Any) -> list[tuple[int, str]]:
    """The sequence and standard of each change that an answer tells."""
    outcomes = [item["outcome"] for item in answer["outcomes"]] if "outcomes" in answer else [answer]
    return [(outcome["change"]["sequence"], outcome["standard"]["id"]) for outcome in outcomes]


def events_due(asked: Request) -> int:
    """How many events a request leaves."""
    return len(asked[1].get("items", [None]))
