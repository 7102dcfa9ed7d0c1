"""Writing: what an advance costs over HTTP beside the bare transaction, how many a second there are, and what readers feel of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import date
from uuid import uuid4

import orjson
from neo4j import AsyncManagedTransaction

from bench.client import Client, request_of
from bench.engines import Place
from bench.floor import Floor
from bench.operations import DOCUMENTS, Operation
from bench.report import Row, Section
from bench.sampling import Effort, in_turns, percentile
from bench.scale import SYSTEM, enlarge
from bench.service import service
from stdgraph.commands.command_handler import apply_commands
from stdgraph.commands.issue_token import IssueToken
from stdgraph.domain import calendar
from stdgraph.domain.identity import Identity, Role
from stdgraph.graphql.types.fields import from_global_id
from stdgraph.store.session import Graph

CLIENTS = 8
READERS = 4
ADVANCE = DOCUMENTS / "10-advance.graphql"
STAGES = ("40", "30")
"""From either the other follows, and either may be entered any number of times."""

REGISTER = """
mutation ($input: RegisterStandardInput!) {
  registerStandard(input: $input) { ... on StandardAdvanced { standard { id } } ... on InvalidInput { message } }
}
"""

READ = {
    "one standard": '{ standard(number: "GB/T 24067-2024") { id title status revision stage { code } } }',
    "a system's progress": '{ system(code: "PV2024") { progress { listed published completion } } }',
}

BARE = (
    "MATCH (c:Catalogue {id: 'catalogue'}) SET c.revision = c.revision + 1, c.sequence = c.sequence + 1 RETURN c.sequence AS sequence",
    "MATCH (s:Standard {id: $id}) SET s += $properties, s.revision = s.revision + 1",
    "MATCH (s:Standard {id: $id}) CREATE (e:Event)-[:CONCERNS]->(s) SET e = $event",
)
"""What an advance writes, and nothing else: no look at what is there, no rule, no answer."""


class Advancing:
    """A client that moves one standard to and fro."""

    def __init__(self, client: Client, token: str, standard: str, document: str) -> None:
        self._client = client
        moves = [Operation("advance", document, {"input": {"standard": standard, "to": to}}) for to in STAGES]
        self._requests = [request_of(move, token) for move in moves]
        self._turn = 0
        self.advanced = 0
        self.refused = 0

    async def once(self) -> None:
        """Move it, or try to: somebody else may have moved it there. Raises ValueError for any other answer."""
        body = await self._client.send(self._requests[self._turn % 2])
        self._turn += 1
        if b'"StandardAdvanced"' in body:
            self.advanced += 1
        elif b'"TransitionRefused"' in body:
            self.refused += 1
        else:
            raise ValueError(f"advance: {body[:300].decode(errors='replace')}")

    async def until(self, end: float) -> None:
        """Move it until then."""
        while time.perf_counter() < end:
            await self.once()


class Bare:
    """The same writes as a transaction of three statements over the driver."""

    def __init__(self, floor: Floor, standard: str) -> None:
        self._floor = floor
        self._id = standard
        self._turn = 0

    async def once(self) -> None:
        """Write them."""
        self._turn += 1
        await self._floor.write(self._write)

    async def _write(self, transaction: AsyncManagedTransaction) -> None:
        stage, today = f"{STAGES[self._turn % 2]}.00", date.today()  # noqa: DTZ011  the day does not matter
        record = await (await transaction.run(BARE[0])).single()
        assert record is not None
        timeline = [f"{today} {stage}"]
        written = {"timeline": timeline, "stage": stage, "status": "DRAFTING", "stageOn": today}
        await (await transaction.run(BARE[1], id=self._id, properties=written)).consume()
        event = {"id": str(uuid4()), "sequence": record["sequence"], "kind": "ADVANCED", "stage": stage}
        event |= {"effectiveOn": today, "actor": "bench", "before": "{}", "after": "{}"}
        await (await transaction.run(BARE[2], id=self._id, event=event)).consume()


async def measure_writing(where: Place, effort: Effort, standards: int) -> list[Section]:
    """Every table about writing."""
    async with (
        service(where.environment, fresh=True) as running,
        await Graph.open(where.settings) as graph,
        AsyncExitStack() as stack,
    ):
        if standards:
            await enlarge(graph, standards, [])
        token = await issued_token(graph)
        clients = [await stack.enter_async_context(Client(running.port)) for _ in range(CLIENTS + READERS)]
        drafts = [await registered(clients[0], token, standards) for _ in range(CLIENTS + 1)]
        document = ADVANCE.read_text(encoding="utf-8")
        floor = await stack.enter_async_context(Floor(graph.engine.endpoint()))
        title = f"{graph.engine.version}, {standards or 'no'} standards beside the seed"
        one = Advancing(clients[0], token, drafts[0], document)
        sections = [Section(f"One advance ({title})", [await _alone(one, Bare(floor, _key(drafts[-1])), effort)])]
        several = [
            Advancing(client, token, draft, document) for client, draft in zip(clients, drafts[:-1], strict=False)
        ]
        same = [Advancing(client, token, drafts[0], document) for client in clients[:CLIENTS]]
        crowds = [
            await _crowd(f"{CLIENTS} clients, a standard each", several, effort),
            await _crowd(f"{CLIENTS} clients, one standard", same, effort),
        ]
        sections.append(Section(f"Sustained ({title})", crowds))
        sections.append(Section(f"{READERS} readers ({title})", await _readers(clients[CLIENTS:], several, effort)))
    return sections


async def issued_token(graph: Graph) -> str:
    """A new administrator's token."""
    issued = IssueToken("bench", Role.ADMINISTRATOR)
    await apply_commands(graph, Identity("bench", Role.ADMINISTRATOR), [issued], today=calendar.today())
    return issued.secret


async def _alone(advancing: Advancing, bare: Bare, effort: Effort) -> Row:
    over_http, below = await in_turns([advancing.once, bare.once], effort)
    return {
        "advance p50 ms": 1000 * percentile(over_http, 0.5),
        "advance p99 ms": 1000 * percentile(over_http, 0.99),
        "bare p50 ms": 1000 * percentile(below, 0.5),
        "bare p99 ms": 1000 * percentile(below, 0.99),
        "ratio p50": percentile(over_http, 0.5) / percentile(below, 0.5),
        "samples": len(over_http),
    }


async def _crowd(name: str, advancing: Sequence[Advancing], effort: Effort) -> Row:
    """So many at once, for a while."""
    before = sum(one.advanced for one in advancing), sum(one.refused for one in advancing)
    begun = time.perf_counter()
    await asyncio.gather(*(one.until(begun + effort.sample_seconds) for one in advancing))
    spent = time.perf_counter() - begun
    advanced, refused = (sum(one.advanced for one in advancing), sum(one.refused for one in advancing))
    return {
        "who": name,
        "advances/s": (advanced - before[0]) / spent,
        "refused/s, moved there by another": (refused - before[1]) / spent,
    }


async def _readers(clients: Sequence[Client], writers: Sequence[Advancing], effort: Effort) -> list[Row]:
    """Readers of one standard and of a system's progress, by themselves and beside writers that never rest."""
    rows: list[Row] = []
    for name, document in READ.items():
        request = request_of(Operation(name, document, {}))
        alone = await _read(clients, request, effort)
        end = time.perf_counter() + effort.sample_seconds
        writing = asyncio.gather(*(writer.until(end) for writer in writers))
        beside = await _read(clients, request, effort)
        await writing
        rows.append(
            {
                "what they read": name,
                "alone p50 ms": 1000 * percentile(alone, 0.5),
                "alone p99 ms": 1000 * percentile(alone, 0.99),
                f"beside {len(writers)} writers p50 ms": 1000 * percentile(beside, 0.5),
                f"beside {len(writers)} writers p99 ms": 1000 * percentile(beside, 0.99),
            }
        )
    return rows


async def _read(clients: Sequence[Client], request: bytes, effort: Effort) -> list[float]:
    """Seconds that each answer took, sorted."""
    taken: list[float] = []

    async def reading(client: Client, end: float) -> None:
        while time.perf_counter() < end:
            begun = time.perf_counter()
            await client.send(request)
            taken.append(time.perf_counter() - begun)

    until = time.perf_counter() + effort.sample_seconds
    await asyncio.gather(*(reading(client, until) for client in clients))
    return sorted(taken)


async def registered(client: Client, token: str, standards: int) -> str:
    """The global id of a new draft, listed and owned like any other. Raises ValueError where it is refused."""
    place = {"system": SYSTEM, "code": "S1"} if standards else {"system": "PV2024", "code": "BA"}
    given = {"title": "示例", "level": "GROUP", "stage": "30", "listedIn": [{"subsystem": place}]}
    asked = Operation("register", REGISTER, {"input": {**given, "committees": ["SAC/TC90"]}})
    answer = orjson.loads(await client.send(request_of(asked, token)))
    try:
        identifier: str = answer["data"]["registerStandard"]["standard"]["id"]
    except (KeyError, TypeError):
        raise ValueError(f"register: {answer}") from None
    return identifier


def _key(identifier: str) -> str:
    named = from_global_id(identifier)
    assert named is not None
    return named[1]
