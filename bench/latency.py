"""The operations over HTTP beside their floor."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from itertools import cycle

from bench.client import Client, request_of
from bench.floor import Floor
from bench.operations import Operation
from bench.recording import Statement, statements_of
from bench.report import Row
from bench.sampling import Effort, Way, in_turns, nothing, per_second, percentile
from bench.service import Service, processor_seconds
from stdgraph.commands.events import NewEvent, record
from stdgraph.domain.vocabulary import EventKind
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.transaction import acquire_write_lock, mark_structure_changed
from stdgraph.store.versioned_cache import STABLE_AFTER


async def latencies(
    graph: Graph, settings: Settings, service: Service, operations: Sequence[Operation], effort: Effort
) -> AsyncIterator[Row]:
    """One row an operation: what the service takes, what its statements take alone, and both under a crowd."""
    async with Floor(graph.engine.endpoint()) as floor:
        for operation in operations:
            statements = await _settled_statements(graph, settings, operation)
            yield {
                "operation": operation.name,
                "statements": sum(map(len, statements)),
                **await _by_one(service, floor, operation, statements, effort),
                **await _by_many(service, floor, operation, statements, effort),
            }


async def _settled_statements(graph: Graph, settings: Settings, operation: Operation) -> list[list[Statement]]:
    """What an operation sends once all is remembered that may be, as the service does while it is measured."""
    await statements_of(graph, settings, operation)
    await asyncio.sleep(STABLE_AFTER)
    await statements_of(graph, settings, operation)
    return await statements_of(graph, settings, operation)


async def changed_latencies(
    graph: Graph, settings: Settings, service: Service, operations: Sequence[Operation], effort: Effort
) -> AsyncIterator[Row]:
    """Two rows an operation, asked each time right after a standard changed, and after a seed did, after which nothing is remembered."""
    async with Floor(graph.engine.endpoint()) as floor:
        for what, change in (
            ("a standard changed", await changing(graph)),
            ("a seed was loaded", mark_structure_changed),
        ):
            for operation in operations:
                await _settled_statements(graph, settings, operation)
                await graph.write(change)
                statements = await statements_of(graph, settings, operation)
                row = await _by_one(service, floor, operation, statements, effort, partial(graph.write, change))
                yield {"operation": operation.name, "after": what, "statements": sum(map(len, statements)), **row}


async def changing(graph: Graph) -> Callable[[Transaction], Awaitable[None]]:
    """A change of one standard that is listed, another one each time."""

    async def listed(tx: Transaction) -> list[str]:
        row = await tx.row("MATCH (s:Standard)-[:LISTED_IN]->() WITH DISTINCT s LIMIT 500 RETURN collect(s.id) AS ids")
        return row["ids"] if row else []

    ids = cycle(await graph.read(listed))

    async def change(tx: Transaction) -> None:
        await acquire_write_lock(tx)
        await record(tx, [NewEvent(next(ids), EventKind.CORRECTED, note="measured")], actor="bench")

    return change


async def _by_one(
    service: Service,
    floor: Floor,
    operation: Operation,
    statements: list[list[Statement]],
    effort: Effort,
    before: Way = nothing,
) -> Row:
    async with Client(service.port) as client:
        await client.ask(operation)
        over_http, alone = await in_turns(
            [partial(client.send, request_of(operation)), partial(floor.send, statements)], effort, before
        )
    return {
        "p50 ms": 1000 * percentile(over_http, 0.5),
        "p99 ms": 1000 * percentile(over_http, 0.99),
        "floor p50": 1000 * percentile(alone, 0.5),
        "floor p99": 1000 * percentile(alone, 0.99),
        "ratio p50": percentile(over_http, 0.5) / percentile(alone, 0.5),
        "samples": len(over_http),
    }


async def _by_many(
    service: Service, floor: Floor, operation: Operation, statements: list[list[Statement]], effort: Effort
) -> Row:
    request, alone = request_of(operation), partial(floor.send, statements)
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Client(service.port)) for _ in range(effort.clients)]
        before = processor_seconds(service.pid)
        (over_http, answers), (below, _) = await per_second(
            [[partial(client.send, request) for client in clients], [alone] * effort.clients], effort
        )
        after = processor_seconds(service.pid)
    return {
        f"req/s at {effort.clients}": over_http,
        "floor req/s": below,
        "share": over_http / below,
        "own CPU ms": None if before is None or after is None else 1000 * (after - before) / answers,
    }
