"""Freshness: what was acknowledged at one service is in every answer of another that was asked for afterwards, whatever is kept."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import httpx
import orjson
from rich.console import Console

from bench.client import Client
from bench.engines import Place
from bench.report import Row, Section
from bench.service import service
from bench.writing import issued_token, registered
from stdgraph.store.session import Graph
from stdgraph.store.versioned_cache import STABLE_AFTER

PAIRS = 2000
CROWD = 4
"""Readers that ask all the time, so that answers are being computed while others write."""
SETTLE = STABLE_AFTER + 0.3
"""Seconds of rest after which what is asked is kept."""
SHOWN = re.compile(r"freshness (\d+)")

CORRECT = """
mutation ($standard: String!, $value: String!) {
  correctStandard(input: {standard: $standard, field: "titleEn", value: $value, source: "https://example.org/", reason: "freshness"}) {
    __typename
  }
}
"""
TITLE = "title(language: EN)"
READ = {
    "standard": f"query ($id: String!) {{ standard(number: $id) {{ {TITLE} }} }}",
    "standard, more fields": f"query ($id: String!) {{ standard(number: $id) {{ id status revision {TITLE} }} }}",
    "node": f"query ($id: ID!) {{ node(id: $id) {{ ... on Standard {{ {TITLE} }} }} }}",
    "nodes": f"query ($id: ID!) {{ nodes(ids: [$id]) {{ ... on Standard {{ {TITLE} status }} }} }}",
    "a page": f'{{ standards(first: 5, where: {{title: {{contains: "freshness"}}}}) {{ edges {{ node {{ {TITLE} }} }} }} }}',
    "search": f'{{ search(text: "freshness") {{ edges {{ node {{ ... on Standard {{ {TITLE} }} }} }} }} }}',
    "the feed": "{ changes(first: 1, newestFirst: true) { edges { node { after } } } }",
}
"""Documents whose answers show what was written last."""

console = Console(stderr=True)


@dataclass(slots=True)
class Freshness:
    """What was written and acknowledged, and how the answers compare with it."""

    acknowledged: int = 0
    pairs: int = 0
    others: int = 0
    stale: int = 0
    unchanged: int = 0
    examples: list[str] = field(default_factory=list)
    tags: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)
    """The tag and body that a client holds, by the service and by how it asked."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One of the services, as readers see it."""

    name: str
    client: httpx.AsyncClient
    standard: str
    seen: Freshness

    async def read(self, document: str, method: str) -> None:
        """Ask, and compare with what was acknowledged before."""
        expected = self.seen.acknowledged
        held = self.seen.tags.get((self.name, document, method))
        response = await self._ask(document, method, {} if held is None else {"if-none-match": held[0]})
        if response.status_code == 304 and held is not None:
            self.seen.unchanged += 1
            body = held[1]
        else:
            response.raise_for_status()
            body = response.text
            if tag := response.headers.get("etag"):
                self.seen.tags[self.name, document, method] = tag, body
        shown = max((int(number) for number in SHOWN.findall(body)), default=-1)
        if shown < expected:
            self.seen.stale += 1
            how = f"{self.name}, {method} {document}: {response.status_code}"
            self.seen.examples.append(f"{how}, {shown} after {expected}: {body[:200]}")

    async def _ask(self, document: str, method: str, headers: Mapping[str, str]) -> httpx.Response:
        text = READ[document]
        asked: dict[str, Any] = {"query": text, "variables": {"id": self.standard} if "$id" in text else {}}
        if method == "POST":
            return await self.client.post("/graphql", json=asked, headers=headers)
        params = {"query": text, "variables": orjson.dumps(asked["variables"]).decode()}
        return await self.client.get("/graphql", params=params, headers=headers)

    async def read_all(self) -> int:
        """Ask everything at once; how many questions that were."""
        asked = [(document, method) for document in READ for method in ("GET", "POST", "POST")]
        await asyncio.gather(*(self.read(*one) for one in asked))
        return len(asked)


async def measure_freshness(where: Place, minutes: float) -> list[Section]:
    """Pairs of a write that was acknowledged and a read, at another process, that began afterwards; how many reads missed it."""
    async with (
        service(where.environment, fresh=True) as one,
        service(where.environment, fresh=False) as other,
        await Graph.open(where.settings) as graph,
        AsyncExitStack() as stack,
    ):
        token, seen = await issued_token(graph), Freshness()
        standard = await registered(await stack.enter_async_context(Client(one.port)), token, 0)
        readers = [
            Reader(name, await stack.enter_async_context(_client(running.port)), standard, seen)
            for name, running in (("one", one), ("other", other))
        ]
        began = time.monotonic()
        crowd = [asyncio.create_task(_crowd(readers, place)) for place in range(CROWD)]
        try:
            await _rounds(readers, token, standard, seen, began + 60 * minutes)
        finally:
            for task in crowd:
                task.cancel()
            await asyncio.gather(*crowd, return_exceptions=True)
        version = graph.engine.version
    for example in seen.examples[:10]:
        console.print(example)
    row: Row = {
        "writes": seen.acknowledged,
        "pairs": seen.pairs,
        "other reads": seen.others,
        "304": seen.unchanged,
        "stale": seen.stale,
        "seconds": time.monotonic() - began,
    }
    return [Section(f"Freshness across processes ({version})", [row])]


async def _rounds(readers: Sequence[Reader], token: str, standard: str, seen: Freshness, until: float) -> None:
    for turn, writer in enumerate(cycle(readers)):
        if seen.pairs >= PAIRS or time.monotonic() > until:
            return
        if turn % 2:  # else the next write comes at once, and nothing is kept yet
            await asyncio.sleep(SETTLE)
            await asyncio.gather(*(reader.read_all() for reader in readers))
        await _write(writer.client, token, standard, seen)
        (elsewhere,) = (reader for reader in readers if reader is not writer)
        seen.pairs += await elsewhere.read_all()


async def _write(client: httpx.AsyncClient, token: str, standard: str, seen: Freshness) -> None:
    number = seen.acknowledged + 1
    variables = {"standard": standard, "value": f"freshness {number}"}
    headers = {"authorization": f"Bearer {token}"}
    response = await client.post("/graphql", json={"query": CORRECT, "variables": variables}, headers=headers)
    if b'"StandardAdvanced"' not in response.content:
        raise ValueError(f"correct: {response.text[:300]}")
    seen.acknowledged = number


async def _crowd(readers: Sequence[Reader], place: int) -> None:
    """Ask one thing after another, forever."""
    for reader, document in zip(cycle(readers), cycle(READ), strict=False):
        if reader.seen.acknowledged:
            await reader.read(document, "POST")
            reader.seen.others += 1
        await asyncio.sleep(0.005 * (place + 1))


def _client(port: int) -> httpx.AsyncClient:
    limits = httpx.Limits(keepalive_expiry=1.0)  # the service closes what is idle for some seconds
    return httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", headers={"accept": "application/json"}, timeout=120, limits=limits
    )
