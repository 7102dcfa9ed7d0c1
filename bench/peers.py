"""``python -m bench peers``: the service beside hand-written statements and beside what users would pick instead, in one run.

Uncached: each request has other variables. Again: one request repeated while nothing changes, beside an endpoint that only looks whether
it did.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson

from bench.bare import bare
from bench.catalogues import MeasuredCatalogue, filled
from bench.client import Client, posted
from bench.engines import Place
from bench.floor import Floor
from bench.floor_process import Floors, floors
from bench.operations import Operation
from bench.peer_server import absent, peer
from bench.questions import QUESTIONS, Question, settled
from bench.recording import Statement
from bench.report import Row, Section
from bench.samples import Sample, Variables, samples_of
from bench.service import Service, free_port, processor_seconds
from bench.turns import Asking, Pace, Taken, Way, ask_for, in_turn
from stdgraph.store.session import Graph

SPARED = 3
"""Samples that warm up what may be asked only once."""


@dataclass(slots=True)
class HttpWay:
    """A question over HTTP: its requests one after the other, and the process that answers them."""

    port: int
    path: str
    document: str
    variables: Variables
    pid: int | None = None

    async def turn(self, clients: int, seconds: float) -> Taken:
        """Ask for a while."""
        async with AsyncExitStack() as stack:
            connections = [await stack.enter_async_context(Client(self.port)) for _ in range(clients)]
            before = self._processor()
            taken = await ask_for([self._asking(one) for one in connections], seconds)
            taken.processor = self._processor() - before
        return taken

    def request(self) -> bytes:
        """The next request."""
        return posted(orjson.dumps({"query": self.document, "variables": self.variables.next()}), self.path)

    def _asking(self, client: Client) -> Asking:
        async def asking() -> int:
            return len(_right(await client.send(self.request())))

        return asking

    def _processor(self) -> float:
        return (processor_seconds(self.pid) or 0.0) if self.pid else 0.0

    async def check(self) -> int:
        """Ask once; the size of the answer. Raises ValueError where it tells errors."""
        async with Client(self.port) as client:
            return len(_right(await client.send(self.request())))


def _right(body: bytes) -> bytes:
    """An answer that tells no errors. Raises ValueError for another one."""
    if b'"errors"' in body and (errors := orjson.loads(body).get("errors")):
        raise ValueError(str(errors[0]["message"]))
    return body


@dataclass(slots=True)
class Repeated(HttpWay):
    """One request again and again."""

    fixed: bytes = b""

    def request(self) -> bytes:
        """The same one."""
        return self.fixed


@dataclass(frozen=True, slots=True)
class Bench:
    """All that answers, side by side."""

    service: Service
    floors: Floors
    bare: int
    peer: int | None
    read: Floor
    engine_pid: int | None

    def engine(self) -> float:
        """The processor seconds that the engine has used; 0 where the system does not tell."""
        return (processor_seconds(self.engine_pid) or 0.0) if self.engine_pid else 0.0

    async def rows(self, text: str, parameters: Mapping[str, Any]) -> list[Sample]:
        """The rows of a statement."""
        return await self.read.maps(Statement(text, dict(parameters)))

    async def ask(self, document: str, variables: Mapping[str, Any]) -> Any:
        """What the service answers."""
        async with Client(self.service.port) as client:
            return await client.ask(Operation("samples", document, dict(variables)))


async def measure_peers(
    where: Place, engine: str, catalogue: MeasuredCatalogue, pace: Pace, only: str, tell: Callable[[str], None]
) -> list[Section]:
    """Two tables; what was found of each question is told at once."""
    asked = [one for one in QUESTIONS if only in one.name]
    async with filled(where, catalogue) as (running, graph), _beside(running, graph, engine, where.pid()) as bench:
        title = f"{graph.engine.version}, {catalogue.name}{'' if bench.peer else ', ' + str(absent(engine))}"
        fresh: list[Row] = []
        again: list[Row] = []
        failed: list[Row] = []
        for question in asked:
            try:
                samples = await samples_of(question, bench.ask, bench.rows)
                if samples and not await _same(bench, question, samples[0]):
                    failed.append({"question": question.title, "problem": "the floor yields other rows"})
                rows, rates = await _fresh(bench, question, samples, pace) if samples else ([], {})
                again += await _again(bench, question, samples[0], rates, pace) if samples else []
            except ValueError as error:
                failed.append({"question": question.title, "problem": str(error)})
                continue
            fresh += rows
            if rows:
                tell("; ".join(map(_said, rows)))
    return [
        Section(f"Other variables each time ({title})", fresh),
        Section(f"Again, nothing changed ({title})", again),
        *([Section(f"Not as it should be ({title})", failed)] if failed else []),
    ]


async def _same(bench: Bench, question: Question, sample: Sample) -> bool:
    """Whether the floor yields the rows of the answer, here as in the tests."""
    if question.floor is None:
        return True
    answered = question.rows(await bench.ask(question.document, Variables([sample], question.document).next()))
    found = [list(row.values()) for row in await bench.rows(question.floor, sample)]
    return settled(answered, ordered=question.ordered) == settled(found, ordered=question.ordered)


def _said(row: Row) -> str:
    share = row["of the floor"]
    return f"{row['question']}, {row['clients']} at once: {row['product req/s']:.0f}/s" + (
        f", {share:.2f} of the floor" if share is not None else ""
    )


@asynccontextmanager
async def _beside(running: Service, graph: Graph, engine: str, pid: int | None) -> AsyncIterator[Bench]:
    endpoint = graph.engine.endpoint()
    async with AsyncExitStack() as stack:
        process = await stack.enter_async_context(floors(endpoint))
        port = await stack.enter_async_context(bare(endpoint, free_port()))
        other = None if absent(engine) else await stack.enter_async_context(peer(endpoint, free_port()))
        yield Bench(running, process, port, other, await stack.enter_async_context(Floor(endpoint)), pid)


async def _fresh(
    bench: Bench, question: Question, samples: Sequence[Sample], pace: Pace
) -> tuple[list[Row], Mapping[int, float]]:
    """A row for each number of clients, and the peer's rates."""
    rows: list[Row] = []
    rates: dict[int, float] = {}
    half = len(samples) // 2
    parts = (samples[SPARED:half], samples[half:]) if question.once else (samples, samples)
    ways = await _ways(bench, question, samples[:SPARED] if question.once else samples)
    for way in ways:
        if way is not None:
            await way.turn(pace.clients[-1], pace.warm)
    for clients, part in zip(pace.clients, parts, strict=False):
        ways = ways if part is samples else await _ways(bench, question, part)
        floor, other, own = await in_turn(ways, clients, pace, bench.engine)
        rows.append(_fresh_row(question, clients, floor, other, own))
        if other is not None:
            rates[clients] = other.rate
    return rows, rates


async def _ways(bench: Bench, question: Question, samples: Sequence[Sample]) -> tuple[Way | None, Way | None, Way]:
    """Floor, peer and product with these samples, each from the first one on."""
    own = HttpWay(
        bench.service.port,
        "/graphql",
        question.document,
        Variables(samples, question.document, once=question.once),
        bench.service.pid,
    )
    other = None
    if bench.peer is not None and question.peer is not None:
        other = HttpWay(bench.peer, "/", question.peer, Variables(samples, question.peer))
        await other.check()
    if question.floor is not None:
        await bench.floors.prepare(question.floor, samples, once=question.once)
    return bench.floors if question.floor is not None else None, other, own


def _fresh_row(question: Question, clients: int, floor: Taken | None, other: Taken | None, own: Taken | None) -> Row:
    assert own is not None
    return {
        "question": question.title,
        "clients": clients,
        **_times("floor", floor),
        **_times("peer", other),
        **_times("product", own),
        "of the floor": own.rate / floor.rate if floor is not None and floor.rate else None,
        "of the peer": own.rate / other.rate if other is not None and other.rate else None,
        "own CPU ms": own.each(own.processor),
        "engine CPU ms": own.each(own.engine),
        "of the floor's": own.engine * len(floor.times) / (floor.engine * len(own.times))
        if floor is not None and floor.engine and own.times
        else None,
        "bytes": own.size // len(own.times) if own.times else None,
        "answers": len(own.times),
    }


async def _again(bench: Bench, question: Question, sample: Sample, rates: Mapping[int, float], pace: Pace) -> list[Row]:
    """The same request repeated, beside the bare endpoint with an answer of that size."""
    rows: list[Row] = []
    asked = HttpWay(bench.service.port, "/graphql", question.document, Variables([sample], question.document))
    request = asked.request()
    own = Repeated(asked.port, asked.path, asked.document, asked.variables, bench.service.pid, fixed=request)
    size = await own.check()
    path = f"/{size}"
    least = Repeated(bench.bare, path, "", asked.variables, fixed=posted(request.partition(b"\r\n\r\n")[2], path))
    ways: Sequence[Way] = (least, own)
    for way in ways:
        await way.turn(pace.clients[-1], pace.warm)
    for clients in pace.clients:
        lowest, product = await in_turn(ways, clients, pace, bench.engine)
        assert lowest is not None
        assert product is not None
        rows.append(
            {
                "question": question.title,
                "clients": clients,
                **_times("bare", lowest),
                **_times("product", product),
                "of bare": product.rate / lowest.rate if lowest.rate else None,
                "x the peer": product.rate / rates[clients] if rates.get(clients) else None,
                "own CPU ms": product.each(product.processor),
                "bytes": size,
            }
        )
    return rows


def _times(name: str, taken: Taken | None) -> Row:
    return {
        f"{name} p50 ms": None if taken is None else taken.milliseconds(0.5),
        f"{name} p99": None if taken is None else taken.milliseconds(0.99),
        f"{name} req/s": None if taken is None else taken.rate,
    }
