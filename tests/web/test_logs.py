"""The id of a request on answers, in logs and with what it records; lines of the log as JSON, without texts and secrets."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import websockets

from stdgraph.commands import feed
from stdgraph.domain.identity import Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.app import create_app
from stdgraph.web.one_line import ACCESS
from stdgraph.web.process import OneLine, Stderr, configure_logging
from tests.graphql.live_service import live
from tests.tokens import issue

REGISTER = (
    'mutation Register($id: String) { registerStandard(input: {title: "机密标题", requestId: $id}) { __typename } }'
)
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
Lines = list[dict[str, Any]]


@pytest.fixture
def as_json() -> Iterator[None]:
    """The log as the service writes it, put back afterwards."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    configure_logging(debug=False, as_json=True)
    yield
    root.handlers[:] = before
    root.setLevel(level)
    logging.getLogger(ACCESS).setLevel(logging.NOTSET)


@pytest_asyncio.fixture(loop_scope="session")
async def client(graph: Graph, engine_settings: Settings, as_json: None) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(engine_settings.model_copy(update={"log_format": "json", "max_body": 5000}))
    app.state.graph = graph
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://stdgraph.test") as opened:
        yield opened


def written(capsys: pytest.CaptureFixture[str]) -> Lines:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


async def test_each_request_is_one_line_with_its_id(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    query = "query Named { standards(first: 3) { totalCount } }"
    for sent in ("desk-1", "desk-2"):  # the second one is kept
        answer = await client.post("/graphql", json={"query": query}, headers={"X-Request-ID": sent})
        assert answer.headers["X-Request-ID"] == sent
    first, second = written(capsys)
    (shown,) = re.findall(r"^```json\n(.*)\n```$", OPERATIONS.read_text(encoding="utf-8"), re.MULTILINE)
    assert list(json.loads(shown)) == list(first)
    for line, sent in ((first, "desk-1"), (second, "desk-2")):
        assert list(line)[:4] == ["time", "level", "event", "request_id"]
        assert line.pop("time").endswith("+00:00")
        assert line.pop("duration_ms") >= 0
        assert line == {
            "level": "info",
            "event": "request",
            "request_id": sent,
            "logger": "stdgraph.access",
            "method": "POST",
            "path": "/graphql",
            "status": 200,
            "kind": "query",
            "field": "standards",
            "operation": "Named",
            "outcome": "ok",
        }


@pytest.mark.parametrize(
    ("method", "path", "query", "told"),
    [
        ("POST", "/graphql", "{ __typename systems { code } }", (200, "query", "several", None, "ok")),
        ("POST", "/graphql", "{ __schema { types { name } } }", (200, "query", "__schema", None, "ok")),
        (
            "POST",
            "/graphql",
            'query Q { coverage(system: "机密", depth: 0) { summary { met } } }',
            (200, "query", "coverage", "Q", "BAD_USER_INPUT"),
        ),
        ("POST", "/graphql", "{ nope }", (200, None, None, None, "GRAPHQL_VALIDATION_FAILED")),
        ("POST", "/graphql", "{", (200, None, None, None, "GRAPHQL_PARSE_FAILED")),
        ("POST", "/graphql", "mutation M { __typename }", (401, "mutation", "__typename", "M", "UNAUTHENTICATED")),
        ("POST", "/graphql", "x" * 6000, (413, None, None, None, "413")),
        ("GET", "/gaps", None, (200, None, None, None, "ok")),
        ("GET", "/nothing", None, (404, None, None, None, "404")),
        ("GET", "/export/nothing.csv", None, (404, None, None, None, "404")),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_a_line_tells(
    client: httpx.AsyncClient,
    capsys: pytest.CaptureFixture[str],
    method: str,
    path: str,
    query: str | None,
    told: tuple[object, ...],
) -> None:
    await client.request(method, path, json=None if query is None else {"query": query})
    (line,) = written(capsys)
    assert tuple(line.get(name) for name in ("status", "kind", "field", "operation", "outcome")) == told
    assert line["path"] == path


async def test_probes_are_told_of_where_they_fail(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    await client.get("/healthz")
    await client.post("/healthz")
    (line,) = written(capsys)
    assert line["status"] == 405


async def test_no_line_holds_what_was_sent(
    client: httpx.AsyncClient, graph: Graph, capsys: pytest.CaptureFixture[str]
) -> None:
    token = await issue(graph, "writer of lines", Role.ADMINISTRATOR)
    known = {"Authorization": f"Bearer {token}", "Cookie": "stdgraph_session=hidden"}
    await client.post("/graphql", json={"query": REGISTER}, headers=known)
    await client.get(
        "/graphql", params={"query": '{ standards(where: {title: "机密"}) { totalCount } }'}, headers=known
    )
    await client.get("/login/callback", params={"code": "hidden-code"})
    await client.post("/graphql", json={"query": f"query {'N' * 500} {{ systems {{ code }} }}"})
    text = capsys.readouterr().err
    for secret in (token, "机密", "hidden", "N" * 101):
        assert secret not in text
    assert len(text.splitlines()) == 4


async def test_a_failure_is_found_by_its_id(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise LookupError("two\nlines")

    monkeypatch.setattr(Graph, "read", broken)
    answer = await client.post("/graphql", json={"query": "{ systems { code } }"}, headers={"X-Request-ID": "desk-3"})
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": "desk-3"}
    cause, line = written(capsys)
    assert (cause["level"], cause["error"], cause["request_id"]) == ("error", "LookupError: two lines", "desk-3")
    assert "stack" not in cause
    assert (line["outcome"], line["request_id"]) == ("INTERNAL_SERVER_ERROR", "desk-3")


async def test_what_a_request_records_bears_its_id_unless_the_command_has_one(
    client: httpx.AsyncClient, graph: Graph
) -> None:
    token = await issue(graph, "recorder", Role.ADMINISTRATOR)
    known = {"Authorization": f"Bearer {token}", "X-Request-ID": "desk-4"}
    start = (await graph.read(feed.position)).sequence
    for request in (None, "命令"):
        await client.post("/graphql", json={"query": REGISTER, "variables": {"id": request}}, headers=known)
    asked = {"query": f'{{ changes(first: 5, after: "{start}") {{ edges {{ node {{ requestId }} }} }} }}'}
    answer = (await client.post("/graphql", json=asked)).json()
    assert [edge["node"]["requestId"] for edge in answer["data"]["changes"]["edges"]] == ["desk-4", "命令"]


async def test_operations_over_a_socket_have_a_line_each(
    graph: Graph, engine_settings: Settings, as_json: None, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = engine_settings.model_copy(update={"log_format": "json"})
    async with live(graph, changed) as address:
        protocols = [websockets.Subprotocol("graphql-transport-ws")]
        url = f"ws://{address}/graphql"
        sent = {"X-Request-ID": "desk-5"}
        async with websockets.connect(url, subprotocols=protocols, additional_headers=sent) as socket:
            assert socket.response is not None
            assert socket.response.headers["X-Request-ID"] == "desk-5"
            await socket.send('{"type": "connection_init"}')
            await socket.recv()
            for query in ("query S { systems { code } }", "mutation { __typename }"):
                await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": query}}))
                while json.loads(await socket.recv())["type"] not in {"complete", "error"}:
                    pass
    lines = [line for line in written(capsys) if line["event"] == "operation"]
    assert [
        (line["request_id"], line["kind"], line["field"], line["operation"], line["outcome"]) for line in lines
    ] == [
        ("desk-5", "query", "systems", "S", "ok"),
        ("desk-5", "mutation", "__typename", None, "UNAUTHENTICATED"),
    ]


def test_lines_of_libraries_are_objects_as_well(as_json: None, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("uvicorn.error").error(
        "it failed\n\nin %s", "lines", exc_info=(ValueError, ValueError("x"), None)
    )
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    logging.getLogger("uvicorn.error").info("Uvicorn running")
    (line,) = written(capsys)
    assert (line["event"], line["error"], line["level"], line["logger"]) == (
        "it failed",
        "ValueError: x",
        "error",
        "uvicorn.error",
    )
    assert "request_id" not in line


def test_with_debug_a_stack_trace_is_part_of_the_line(as_json: None, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(debug=True, as_json=True)
    try:
        int("here")
    except ValueError:
        logging.getLogger("stdgraph").exception("it failed")
    (line,) = written(capsys)
    assert line["exception"].splitlines()[-1] == "ValueError: invalid literal for int() with base 10: 'here'"


def test_as_text_nothing_is_told_of_requests(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    try:
        configure_logging(debug=False)
        (handler,) = [one for one in root.handlers if isinstance(one, Stderr)]
        assert isinstance(handler.formatter, OneLine)
        logging.getLogger("stdgraph").warning("as before")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    assert capsys.readouterr().err == "stdgraph: as before\n"
