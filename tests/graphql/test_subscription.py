"""The feed live: over WebSocket and server-sent events, from a cursor on, for readers that are slow, and not for everybody."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import pytest
import websockets

from stdgraph.commands import feed
from stdgraph.commands.command_handler import apply_commands
from stdgraph.commands.register import Register
from stdgraph.domain.identity import Identity, Role
from stdgraph.gap_records.reconciler import IDLE, Reconciler
from stdgraph.graphql import http
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Transaction, count_statements
from tests import tokens
from tests.graphql.live_service import live
from tests.waiting import PATIENT

ADMINISTRATOR = Identity("anna", Role.ADMINISTRATOR)
FOLLOW = """subscription($after: String, $scope: Scope) {
  changed(after: $after, scope: $scope) { sequence kind subject { ... on Standard { title } } }
}"""
LIMIT = PATIENT


async def _register(graph: Graph, *titles: str, system: str | None = None) -> None:
    for title in titles:
        listings = ((system, "BA", None),) if system else ()
        await apply_commands(
            graph, ADMINISTRATOR, [Register(title_zh=title, listings=listings)], today=date(2026, 11, 23)
        )


@asynccontextmanager
async def _connection(
    address: str, headers: dict[str, str] | None = None, payload: object = None
) -> AsyncIterator[Any]:
    """An acknowledged connection on which nothing runs."""
    async with websockets.connect(
        f"ws://{address}/graphql",
        subprotocols=[websockets.Subprotocol("graphql-transport-ws")],
        additional_headers=headers,
    ) as socket:
        said = {} if payload is None else {"payload": payload}
        await socket.send(json.dumps({"type": "connection_init", **said}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        yield socket


@asynccontextmanager
async def _socket(address: str, variables: dict[str, Any], headers: dict[str, str] | None = None) -> AsyncIterator[Any]:
    """A connection that follows the feed."""
    async with _connection(address, headers) as socket:
        await socket.send(
            json.dumps({"id": "1", "type": "subscribe", "payload": {"query": FOLLOW, "variables": variables}})
        )
        yield socket


async def _next(socket: Any) -> Any:
    async with asyncio.timeout(LIMIT):
        return json.loads(await socket.recv())


@pytest.fixture
def waits_for_changes(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Awaitable[object]]:
    """Returns once a subscription has answered everything and waits for another change."""
    waiting = asyncio.Event()
    beyond = feed.Watch.beyond

    async def noticed(watch: feed.Watch, read: feed.FeedPosition) -> None:
        waiting.set()
        await beyond(watch, read)

    monkeypatch.setattr(feed.Watch, "beyond", noticed)
    return lambda: asyncio.wait_for(waiting.wait(), LIMIT)


async def test_changes_come_over_a_websocket_as_they_are_committed(
    seeded: Graph, engine_settings: Settings, waits_for_changes: Callable[[], Awaitable[object]]
) -> None:
    async with live(seeded, engine_settings) as address, _socket(address, {}) as socket:
        await waits_for_changes()  # the subscription begins at what is committed when it is read, not when it is sent
        await _register(seeded, "甲", "乙")
        told = [(await _next(socket))["payload"]["data"]["changed"] for _ in range(2)]
    assert [one["subject"]["title"] for one in told] == ["甲", "乙"]
    assert told[1]["sequence"] == told[0]["sequence"] + 1
    assert {one["kind"] for one in told} == {"REGISTERED"}


async def test_a_reader_that_comes_back_with_its_cursor_misses_nothing(
    seeded: Graph, engine_settings: Settings
) -> None:
    start = (await seeded.read(feed.position)).sequence
    await _register(seeded, "一", "二", "三")
    async with live(seeded, engine_settings) as address:
        async with _socket(address, {"after": str(start)}) as socket:
            first = (await _next(socket))["payload"]["data"]["changed"]
        await _register(seeded, "四")
        async with _socket(address, {"after": str(first["sequence"])}) as socket:
            rest = [(await _next(socket))["payload"]["data"]["changed"] for _ in range(3)]
    assert [first["sequence"], *(one["sequence"] for one in rest)] == [start + n for n in range(1, 5)]
    assert [one["subject"]["title"] for one in rest] == ["二", "三", "四"]


async def test_a_scope_leaves_other_changes_out(seeded: Graph, engine_settings: Settings) -> None:
    start = (await seeded.read(feed.position)).sequence
    await _register(seeded, "别处")
    await _register(seeded, "此处", system="PV2024")
    async with (
        live(seeded, engine_settings) as address,
        _socket(address, {"after": str(start), "scope": {"system": "PV2024"}}) as socket,
    ):
        told = (await _next(socket))["payload"]["data"]["changed"]
    assert told["subject"]["title"] == "此处"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("accept", ["text/event-stream", "application/json, text/event-stream;q=0.1"])
async def test_changes_come_as_server_sent_events(
    seeded: Graph, engine_settings: Settings, method: str, accept: str
) -> None:
    start = (await seeded.read(feed.position)).sequence
    await _register(seeded, "事件")
    variables = {"after": str(start)}
    sent: dict[str, Any] = (
        {"json": {"query": FOLLOW, "variables": variables}}
        if method == "POST"
        else {"params": {"query": FOLLOW, "variables": json.dumps(variables)}}
    )
    received = b""
    async with (
        live(seeded, engine_settings) as address,
        httpx.AsyncClient(timeout=LIMIT) as client,
        client.stream(method, f"http://{address}/graphql", headers={"Accept": accept}, **sent) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for chunk in answer.aiter_bytes():
            received += chunk
            if received.endswith(b"\n\n"):
                break
    event, data, *rest = received.decode().split("\n")
    assert (event, rest) == ("event: next", ["", ""])
    assert json.loads(data.removeprefix("data: "))["data"]["changed"]["subject"]["title"] == "事件"


async def test_a_subscription_that_cannot_begin_is_an_event_with_a_code(
    seeded: Graph, engine_settings: Settings
) -> None:
    async with live(seeded, engine_settings) as address, httpx.AsyncClient(timeout=LIMIT) as client:
        for query, code in (
            (FOLLOW.replace("sequence", "nope"), "GRAPHQL_VALIDATION_FAILED"),
            (FOLLOW, "BAD_USER_INPUT"),
        ):
            body = {"query": query, "variables": {"after": "x"}}
            answer = await client.post(f"http://{address}/graphql", json=body, headers={"Accept": "text/event-stream"})
            assert answer.text.endswith("event: complete\ndata: \n\n")
            told = json.loads(answer.text.split("\n")[1].removeprefix("data: "))
            assert told["errors"][0]["extensions"]["code"] == code


async def test_a_cursor_that_is_none_is_refused(seeded: Graph, engine_settings: Settings) -> None:
    async with live(seeded, engine_settings) as address, _socket(address, {"after": "x"}) as socket:
        told = await _next(socket)
    errors = told["payload"] if told["type"] == "error" else told["payload"]["errors"]
    assert "invalid cursor" in errors[0]["message"]
    assert errors[0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_where_reads_need_a_token_the_feed_does(seeded: Graph, engine_settings: Settings) -> None:
    closed = engine_settings.model_copy(update={"public_reads": False})
    async with live(seeded, closed) as address:
        assert "reading requires a token" in await _reason_of_refusal(address)


@pytest.mark.parametrize("by_header", [True, False])
@pytest.mark.parametrize("kind", ["malformed", "unknown", "revoked"])
async def test_a_socket_with_a_bad_token_is_closed_and_one_with_a_good_token_is_not(
    seeded: Graph, engine_settings: Settings, kind: str, *, by_header: bool
) -> None:
    good = f"Bearer {await tokens.issue(seeded, f'用于连接的令牌 {kind} {by_header}', Role.READER)}"
    bad = {"malformed": "Basic x", "unknown": f"Bearer sg_{'A' * 43}", "revoked": good}[kind]

    def sent(header: str) -> tuple[dict[str, str] | None, object]:
        return ({"Authorization": header}, None) if by_header else (None, {"authorization": header})

    async with live(seeded, engine_settings) as address:
        async with _connection(address, *sent(good)) as socket:
            assert (await _operation(socket, 1, query="{ me { name } }"))[0]["payload"]["data"]["me"] is not None
        await tokens.revoke(seeded, f"用于连接的令牌 {kind} {by_header}")
        reason = await _reason_of_refusal(address, *sent(bad))
    assert kind in reason
    assert bad.removeprefix("Bearer ") not in reason


async def _reason_of_refusal(address: str, headers: dict[str, str] | None = None, payload: object = None) -> str:
    """Why a connection is closed in place of being acknowledged, with the code of the protocol."""
    with pytest.raises(websockets.ConnectionClosed) as closed:
        async with asyncio.timeout(LIMIT), _connection(address, headers, payload):
            pass
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4403
    return closed.value.rcvd.reason


@pytest.mark.parametrize(
    "message",
    [
        [],
        "subscribe",
        None,
        {},
        {"type": ["subscribe"]},
        {"type": "complete", "id": []},
        {"type": "subscribe", "id": 1, "payload": {"query": FOLLOW}},
        {"type": "subscribe", "id": "2"},
        {"type": "subscribe", "id": "2", "payload": FOLLOW},
        {"type": "subscribe", "id": "2", "payload": {"query": 5}},
        {"type": "subscribe", "id": "2", "payload": {"query": FOLLOW, "variables": "x"}},
        {"type": "subscribe", "id": "2", "payload": {"query": FOLLOW, "operationName": {}}},
    ],
    ids=str,
)
async def test_a_message_of_another_shape_closes_the_connection_with_a_reason(
    seeded: Graph, engine_settings: Settings, message: Any
) -> None:
    async with live(seeded, engine_settings) as address, _socket(address, {}) as socket:
        await socket.send(json.dumps(message))
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await _next(socket)
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4400, "Failed to parse message")


async def test_who_follows_data_that_are_replaced_is_told(
    seeded: Graph, engine_settings: Settings, waits_for_changes: Callable[[], Awaitable[object]]
) -> None:
    async def replace(tx: Transaction, instance: str) -> None:
        await tx.run("MATCH (c:Catalogue) SET c.instance = $instance", instance=instance)

    async with live(seeded, engine_settings) as address, _socket(address, {}) as socket:
        await waits_for_changes()
        before = (await seeded.read(feed.position)).instance or ""
        await seeded.write(lambda tx: replace(tx, str(uuid4())))
        told = await _next(socket)
        await seeded.write(lambda tx: replace(tx, before))
    assert told["payload"]["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert "follow it from its beginning" in told["payload"]["errors"][0]["message"]


@pytest.mark.parametrize("count", [400])
async def test_many_pages_of_changes_come_once_and_in_order(
    seeded: Graph, engine_settings: Settings, count: int
) -> None:
    start = (await seeded.read(feed.position)).sequence
    wishes = [Register(title_zh=f"慢{n}") for n in range(count)]
    await apply_commands(seeded, ADMINISTRATOR, wishes, today=date(2026, 11, 23))
    async with live(seeded, engine_settings) as address, _socket(address, {"after": str(start)}) as socket:
        told = [(await _next(socket))["payload"]["data"]["changed"]["sequence"] for _ in range(count)]
    assert told == list(range(start + 1, start + count + 1))


async def test_a_revoked_token_ends_what_is_followed_with_it(
    seeded: Graph, engine_settings: Settings, waits_for_changes: Callable[[], Awaitable[object]]
) -> None:
    closed = engine_settings.model_copy(update={"public_reads": False})
    bearer = {"Authorization": f"Bearer {await tokens.issue(seeded, 'follower', Role.READER)}"}
    start = (await seeded.read(feed.position)).sequence
    async with live(seeded, closed) as address, _socket(address, {"after": str(start)}, bearer) as socket:
        await _register(seeded, "之前")
        assert (await _next(socket))["payload"]["data"]["changed"]["subject"]["title"] == "之前"
        await waits_for_changes()
        await tokens.revoke(seeded, "follower")
        await _register(seeded, "之后")
        told = await _next(socket)
    assert told["payload"]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert told["payload"]["data"] is None


async def test_a_revoked_token_changes_nothing_over_a_connection_that_it_opened(
    seeded: Graph, engine_settings: Settings
) -> None:
    bearer = {"Authorization": f"Bearer {await tokens.issue(seeded, 'writer', Role.ADMINISTRATOR)}"}
    register = 'mutation { registerStandard(input: {title: "经连接"}) { __typename } }'
    async with (
        live(seeded, engine_settings) as address,
        _socket(address, {"scope": {"system": "PV2024"}}, bearer) as socket,
    ):
        done, _ = await _operation(socket, 2, query=register)
        await tokens.revoke(seeded, "writer")
        (refused,) = await _operation(socket, 3, query=register)
    assert done["payload"]["data"] == {"registerStandard": {"__typename": "StandardAdvanced"}}
    assert (refused["type"], refused["payload"][0]["extensions"]["code"]) == ("error", "UNAUTHENTICATED")


async def test_without_a_token_a_mutation_over_a_websocket_is_an_error_of_that_operation_and_reads_nothing(
    seeded: Graph, engine_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def rest(_: Reconciler) -> float:
        return IDLE

    monkeypatch.setattr(Reconciler, "_reconcile", rest)
    register = 'mutation { registerStandard(input: {title: "x"}) { __typename } }'
    with count_statements() as counter:  # of the service's tasks as well
        async with live(seeded, engine_settings) as address, _connection(address) as socket:
            (refused,) = await _operation(socket, 1, query=register)
            read = list(counter.texts)
            answered, _ = await _operation(socket, 2, query="{ systems { code } }")
    assert (refused["type"], refused["payload"][0]["extensions"]["code"]) == ("error", "UNAUTHENTICATED")
    assert (read, len(counter.texts)) == ([], 1)
    assert len(answered["payload"]["data"]["systems"]) == 3


async def _operation(socket: Any, number: int, **payload: Any) -> list[dict[str, Any]]:
    """The messages that answer a query or mutation sent over a connection."""
    await socket.send(json.dumps({"id": str(number), "type": "subscribe", "payload": payload}))
    found = [await _next(socket)]
    while found[-1]["type"] == "next":
        found.append(await _next(socket))
    return found


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ nope }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "{ systems { code } }", "operationName": "Unknown"}, "BAD_USER_INPUT"),
        ({"query": "query A { systems { code } } query B { systems { code } }"}, "BAD_USER_INPUT"),
        ({"query": ""}, "BAD_USER_INPUT"),
        ({"query": "query($n: Int!) { gaps(first: $n) { totalCount } }"}, "BAD_USER_INPUT"),
        ({"query": "{ " + "systems { code } " * 5000 + "}"}, "LIMIT_EXCEEDED"),
        ({"query": "subscription { changed { nope } }"}, "GRAPHQL_VALIDATION_FAILED"),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_errors_over_a_websocket_carry_codes_as_over_http(
    seeded: Graph, engine_settings: Settings, payload: dict[str, Any], code: str
) -> None:
    async with live(seeded, engine_settings) as address, _connection(address) as socket:
        first, *_ = await _operation(socket, 2, **payload)
    errors = first["payload"] if first["type"] == "error" else first["payload"]["errors"]
    assert [one["extensions"]["code"] for one in errors] == [code]


async def test_a_failing_root_field_is_null_over_a_websocket_and_the_others_are_answered(
    seeded: Graph, engine_settings: Settings
) -> None:
    document = '{ systems { code } broken: coverage(system: "PV2024", depth: 0) { summary { met } } }'
    async with live(seeded, engine_settings) as address, _connection(address) as socket:
        told, end = await _operation(socket, 2, query=document)
    assert end["type"] == "complete"
    assert told["payload"]["data"]["broken"] is None
    assert len(told["payload"]["data"]["systems"]) == 3
    (error,) = told["payload"]["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["broken"], "BAD_USER_INPUT")


async def test_a_connection_runs_so_many_operations_at_a_time(
    seeded: Graph, engine_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MAX_OPERATIONS", 1)
    async with live(seeded, engine_settings) as address, _socket(address, {"scope": {"system": "PV2024"}}) as socket:
        (told,) = await _operation(socket, 2, query="{ systems { code } }")
        await socket.send(json.dumps({"id": "1", "type": "complete"}))
        answered, _ = await _operation(socket, 3, query="{ systems { code } }")
    assert (told["type"], told["payload"][0]["extensions"]["code"]) == ("error", "LIMIT_EXCEEDED")
    assert len(answered["payload"]["data"]["systems"]) == 3


async def test_an_invalid_bookmark_is_an_error_of_the_stream(seeded: Graph, engine_settings: Settings) -> None:
    headers = {"X-Stdgraph-Bookmark": "x"}
    async with live(seeded, engine_settings) as address, _socket(address, {}, headers) as socket:
        told = await _next(socket)
    assert told["type"] == "error"
    assert told["payload"][0]["extensions"]["code"] == "BAD_USER_INPUT"
