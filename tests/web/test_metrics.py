"""What Prometheus is told: each request once, by few names, without a question to the graph, and of several workers as one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import websockets
from prometheus_client.parser import text_string_to_metric_families

from stdgraph.domain.identity import Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, count_statements
from stdgraph.web.app import create_app
from tests.cli.processes import Service, serving
from tests.graphql.live_service import live
from tests.tokens import issue
from tests.waiting import wait_for

Labels = frozenset[tuple[str, str]]
Samples = dict[tuple[str, Labels], float]


def samples_of(text: str) -> Samples:
    families = text_string_to_metric_families(text)
    return {(one.name, frozenset(one.labels.items())): one.value for family in families for one in family.samples}


def value(samples: Samples, name: str, **labels: str) -> float:
    """The sum of all samples of a name that have these labels."""
    wanted = set(labels.items())
    return sum(number for (one, held), number in samples.items() if one == name and wanted <= held)


async def told(client: httpx.AsyncClient) -> Samples:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return samples_of(answer.text)


@pytest_asyncio.fixture(loop_scope="session")
async def client(graph: Graph, engine_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(engine_settings)
    app.state.graph = graph
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://stdgraph.test") as opened,
    ):
        yield opened


async def ask(client: httpx.AsyncClient, query: str, **headers: str) -> None:
    await client.post("/graphql", json={"query": query}, headers=headers)


async def test_each_request_is_counted_by_kind_operation_and_outcome(client: httpx.AsyncClient) -> None:
    for query in (
        "{ systems { code } }",
        "{ systems { code } }",
        "{ __typename }",
        "mutation { __typename }",
        "{ nope }",
    ):
        await ask(client, query)
    await ask(client, "{ systems { code } more: standards(first: 1) { totalCount } }")
    await ask(client, '{ coverage(system: "x", depth: 0) { summary { met } } }')
    for path in ("/gaps", "/nothing/at/all", "/export/nothing.csv", "/healthz"):
        await client.get(path)
    samples = await told(client)
    counted = {
        tuple(dict(labels)[name] for name in ("kind", "operation", "outcome")): number
        for (name, labels), number in samples.items()
        if name == "stdgraph_requests_total"
    }
    assert counted == {
        ("query", "systems", "ok"): 2,
        ("query", "__typename", "ok"): 1,
        ("query", "several", "ok"): 1,
        ("query", "coverage", "BAD_USER_INPUT"): 1,
        ("mutation", "__typename", "UNAUTHENTICATED"): 1,
        ("http", "/graphql", "GRAPHQL_VALIDATION_FAILED"): 1,
        ("http", "/gaps", "ok"): 1,
        ("http", "none", "404"): 1,
        ("http", "/export/{what:path}", "404"): 1,
        ("http", "/healthz", "ok"): 1,
    }
    assert value(samples, "stdgraph_request_seconds_count", kind="query", operation="systems") == 2
    assert value(samples, "stdgraph_request_seconds_bucket", kind="query", operation="systems", le="+Inf") == 2
    again = await told(client)
    assert value(again, "stdgraph_requests_total", operation="/metrics") == 1, "it counts itself as well"


async def test_what_clients_choose_makes_no_series(client: httpx.AsyncClient) -> None:
    async def some(number: int) -> None:
        await ask(client, f"query Name{number} {{ alias{number}: systems {{ code }} }}")
        await ask(client, f"{{ unknown{number} }}")
        await client.get(f"/nothing/{number}")
        await client.get(f"/standards/{number}")
        await client.request(f"METHOD{number}", "/graphql")

    await some(0)
    first = await told(client)
    for number in range(1, 30):
        await some(number)
    more = await told(client)
    assert {name for name in more if name[0].startswith("stdgraph_request")} - set(first) == {
        name for name in more if ("operation", "/metrics") in name[1]
    }
    assert value(more, "stdgraph_requests_total", kind="query", operation="systems") == 30


async def test_operations_over_a_socket_are_counted_as_well(graph: Graph, engine_settings: Settings) -> None:
    async with live(graph, engine_settings) as address, httpx.AsyncClient(base_url=f"http://{address}") as client:
        protocols = [websockets.Subprotocol("graphql-transport-ws")]
        async with websockets.connect(f"ws://{address}/graphql", subprotocols=protocols) as socket:
            await socket.send('{"type": "connection_init"}')
            await socket.recv()
            await socket.send('{"id": "1", "type": "subscribe", "payload": {"query": "{ systems { code } }"}}')
            await socket.recv()
            assert "complete" in str(await socket.recv())
        assert value(await told(client), "stdgraph_requests_total", operation="systems", outcome="ok") == 1


async def test_memory_of_answers_is_told(client: httpx.AsyncClient, graph: Graph) -> None:
    before = await told(client)
    for _ in range(3):
        await ask(client, "{ standards(first: 7) { totalCount } }")
    after = await told(client)
    usage = graph.memory.usage["answers"]
    assert value(after, "stdgraph_cache_hits_total", cache="answers") == usage.hits
    assert value(after, "stdgraph_cache_misses_total", cache="answers") == usage.misses
    assert usage.misses > value(before, "stdgraph_cache_misses_total", cache="answers")
    assert usage.hits > value(before, "stdgraph_cache_hits_total", cache="answers")
    assert value(after, "stdgraph_cache_bytes") == graph.memory.used
    assert value(after, "stdgraph_cache_limit_bytes") == graph.memory.limit


async def test_writers_and_transactions_are_told(client: httpx.AsyncClient, graph: Graph) -> None:
    token = await issue(graph, "measured", Role.ADMINISTRATOR)
    before = await told(client)
    await ask(
        client, 'mutation { registerStandard(input: {title: "x"}) { __typename } }', Authorization=f"Bearer {token}"
    )
    after = await told(client)
    for lock in ("turn", "catalogue"):
        name = "stdgraph_write_wait_seconds_count"
        assert value(after, name, lock=lock) > value(before, name, lock=lock)
    for access, transact in (("read", graph.read), ("write", graph.write)):

        async def measured(_: object) -> Samples:
            return await told(client)

        assert value(await transact(measured), "stdgraph_transactions", access=access) >= 1


async def test_process_and_engine_are_told(client: httpx.AsyncClient, graph: Graph) -> None:
    samples = await told(client)
    for name in ("process_resident_memory_bytes", "process_open_fds", "process_cpu_seconds_total"):
        assert value(samples, name) > 0
    assert value(samples, "stdgraph_build", engine=graph.engine.version) == 1
    for name in ("resident", "disk", "disk_free", "heap_limit"):
        told_of_engine = value(samples, f"stdgraph_engine_{name}_bytes")
        assert (told_of_engine > 1_000_000) is (graph.engine.name == "embedded"), name


async def test_it_waits_for_no_reader(client: httpx.AsyncClient, graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stuck(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    for name in ("read", "write", "_connected"):
        monkeypatch.setattr(Graph, name, stuck)
    waiting = [asyncio.create_task(ask(client, f"{{ n{n}: systems {{ code }} }}")) for n in range(20)]
    with count_statements() as counter:
        await told(client)
    assert counter.texts == []
    assert not any(one.done() for one in waiting)
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_it_can_be_switched_off(graph: Graph, engine_settings: Settings) -> None:
    app = create_app(engine_settings.model_copy(update={"metrics": False}))
    app.state.graph = graph
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://stdgraph.test") as off:
        assert (await off.get("/metrics")).status_code == 404
        assert (await off.get("/healthz")).status_code == 200


def test_workers_tell_of_all_of_them(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "--no-seed", "--workers", "2") as service:
        for _ in range(20):
            answer = httpx.post(service.client.base_url.join("/graphql"), json={"query": "{ systems { code } }"})
            assert answer.status_code == 200
        for _ in range(4):
            assert counted(service) == 20
        processes = wait_for(lambda: two(service), service.said)
        assert len(processes) == 2


def counted(service: Service) -> float:
    """The requests that whichever worker answers knows of."""
    samples = samples_of(httpx.get(service.client.base_url.join("/metrics")).text)
    return value(samples, "stdgraph_requests_total", kind="query", operation="systems")


def two(service: Service) -> set[str] | None:
    """The processes of both workers, once each has looked at itself."""
    samples = samples_of(httpx.get(service.client.base_url.join("/metrics")).text)
    found = {dict(labels)["pid"] for name, labels in samples if name == "process_resident_memory_bytes"}
    return found if len(found) == 2 else None
