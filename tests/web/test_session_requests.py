"""Requests of a session: what it counts for, and that no page of another place acts in its name."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
import websockets
from websockets.typing import Subprotocol

from stdgraph.auth.origins import ELSEWHERE
from stdgraph.auth.sessions import COOKIE, LONGEST, Session, begin
from stdgraph.auth.tokens import hash_of
from stdgraph.commands import feed
from stdgraph.domain.identity import Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.app import create_app
from tests.graphql.conftest import seeded
from tests.graphql.live_service import live
from tests.sessions import SAME_ORIGIN, session_of, signed_in
from tests.tokens import issue, revoke
from tests.waiting import PATIENT

__all__ = ["seeded"]
pytestmark = pytest.mark.parametrize("engine_settings", ["embedded"], indirect=True, scope="session")

PROTOCOL = Subprotocol("graphql-transport-ws")
HOST = "http://stdgraph.test"
ME = "{ me { name } }"
REGISTER = 'mutation { registerStandard(input: {title: "经会话"}) { __typename } }'
FOLLOW = "subscription($after: String) { changed(after: $after) { sequence } }"
CROSS: tuple[dict[str, str], ...] = (
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://stdgraph.test:8001"},
    {},
)
OURS = (SAME_ORIGIN, {"Origin": HOST}, {**SAME_ORIGIN, "Origin": "null"})


def client_of(graph: Graph, settings: Settings) -> httpx.AsyncClient:
    app = create_app(settings)
    app.state.graph = graph
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=HOST)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def token(seeded: Graph) -> str:
    return await issue(seeded, "会话", Role.ADMINISTRATOR)


@pytest_asyncio.fixture(loop_scope="session")
async def client(seeded: Graph, engine_settings: Settings, token: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser with a session; what it says of where a request comes from each test adds."""
    async with client_of(seeded, engine_settings) as opened:
        opened.headers["cookie"] = f"{COOKIE}={session_of(engine_settings, token)}"
        yield opened


def code(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    return str(error["extensions"]["code"])


@pytest.mark.parametrize("sent", OURS, ids=str)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_request_of_our_own_pages_is_the_readers(
    client: httpx.AsyncClient, sent: dict[str, str], method: str
) -> None:
    asked: dict[str, Any] = {"params": {"query": ME}} if method == "GET" else {"json": {"query": ME}}
    answer = await client.request(method, "/graphql", headers=sent, **asked)
    assert answer.json() == {"data": {"me": {"name": "会话"}}}
    assert answer.headers["vary"] == "Accept, Accept-Encoding, Authorization, Cookie"
    changed = await client.post("/graphql", json={"query": REGISTER}, headers=sent)
    assert changed.json()["data"] == {"registerStandard": {"__typename": "StandardAdvanced"}}


@pytest.mark.parametrize("sent", [*CROSS, {"Sec-Fetch-Site": "none"}], ids=str)
async def test_a_request_from_elsewhere_is_nobodys(client: httpx.AsyncClient, sent: dict[str, str]) -> None:
    for answer in (
        await client.post("/graphql", json={"query": ME}, headers=sent),
        await client.get("/graphql", params={"query": ME}, headers=sent),
    ):
        assert answer.json() == {"data": {"me": None}}
    refused = await client.post("/graphql", json={"query": REGISTER}, headers=sent)
    assert (refused.status_code, code(refused)) == (401, "UNAUTHENTICATED")
    assert ELSEWHERE in refused.json()["errors"][0]["message"]
    refused = await client.post("/import", params={"dataset": "x"}, content=b"x", headers=sent)
    assert (refused.status_code, code(refused)) == (401, "UNAUTHENTICATED")
    assert ELSEWHERE in refused.json()["errors"][0]["message"]


async def test_the_header_goes_before_the_session(client: httpx.AsyncClient, seeded: Graph) -> None:
    other = await issue(seeded, "other", Role.READER)
    for sent in (SAME_ORIGIN, CROSS[0]):
        known = {**sent, "Authorization": f"Bearer {other}"}
        answer = await client.post("/graphql", json={"query": ME}, headers=known)
        assert answer.json() == {"data": {"me": {"name": "other"}}}
        wrong = await client.post("/graphql", json={"query": ME}, headers={**sent, "Authorization": "Bearer sg_x"})
        assert code(wrong) == "UNAUTHENTICATED"
    await revoke(seeded, "other")


async def test_an_import_takes_a_session(client: httpx.AsyncClient) -> None:
    answer = await client.post("/import", params={"dataset": "x", "mapping": "?"}, content=b"x", headers=SAME_ORIGIN)
    assert code(answer) != "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"Sec-Fetch-Site": "none"}, 200), (SAME_ORIGIN, 200), ({}, 200), *((one, 401) for one in CROSS[:2])],
    ids=str,
)
async def test_an_export_opens_from_our_pages_and_from_the_address_bar(
    seeded: Graph, engine_settings: Settings, token: str, sent: dict[str, str], status: int
) -> None:
    private = engine_settings.model_copy(update={"public_reads": False})
    async with client_of(seeded, private) as client:
        known = {"Cookie": f"{COOKIE}={session_of(private, token)}", **sent}
        answer = await client.get("/export/committees.csv", headers=known)
        assert answer.status_code == status
        if status == 200:
            assert answer.headers["vary"] == "Authorization, Cookie"
        refused = await client.post("/graphql", json={"query": "{ systems { code } }"}, headers=known)
        assert ("errors" in refused.json()) is (sent is not SAME_ORIGIN)


@pytest.mark.parametrize("kind", ["forged", "old"])
async def test_a_session_that_is_over_is_a_bad_token(
    seeded: Graph, engine_settings: Settings, token: str, kind: str
) -> None:
    begun = datetime.now(UTC) - LONGEST - timedelta(minutes=1)
    cookie = "forged" if kind == "forged" else begin(engine_settings, Session(digest=hash_of(token)), None, begun).value
    async with client_of(seeded, engine_settings) as client:
        known = {"Cookie": f"{COOKIE}={cookie}", **SAME_ORIGIN}
        read = await client.post("/graphql", json={"query": ME}, headers=known)
        assert code(read) == "UNAUTHENTICATED"
        assert "your session has ended" in read.json()["errors"][0]["message"]
        changed = await client.post("/graphql", json={"query": REGISTER}, headers=known)
        assert (changed.status_code, code(changed)) == (401, "UNAUTHENTICATED")


async def test_a_session_ends_at_once_where_its_token_is_revoked(
    seeded: Graph, engine_settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    brief = await issue(seeded, "brief", Role.ADMINISTRATOR)
    known = signed_in(engine_settings, brief)
    with caplog.at_level(logging.INFO):
        async with client_of(seeded, engine_settings) as client:
            first = await client.post("/graphql", json={"query": ME}, headers=known)
            assert first.json() == {"data": {"me": {"name": "brief"}}}
            await revoke(seeded, "brief")
            then = await client.post("/graphql", json={"query": ME}, headers=known)
            assert code(then) == "UNAUTHENTICATED"
    for secret in (brief, hash_of(brief), known["Cookie"]):
        assert secret not in first.text + then.text + str(first.headers) + str(then.headers) + caplog.text


@asynccontextmanager
async def socket_of(address: str, headers: dict[str, str]) -> AsyncIterator[Any]:
    async with (
        asyncio.timeout(PATIENT),
        websockets.connect(f"ws://{address}/graphql", subprotocols=[PROTOCOL], additional_headers=headers) as socket,
    ):
        await socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        yield socket


async def sent(socket: Any, number: int, query: str) -> dict[str, Any]:
    """The first message that answers an operation."""
    await socket.send(json.dumps({"id": str(number), "type": "subscribe", "payload": {"query": query}}))
    while (told := json.loads(await socket.recv()))["id"] != str(number):
        pass
    found: dict[str, Any] = told
    return found


async def test_a_websocket_has_the_session_of_the_page_that_opened_it_and_loses_it_when_that_ends(
    seeded: Graph, engine_settings: Settings
) -> None:
    brief = await issue(seeded, "on a socket", Role.ADMINISTRATOR)
    cookie = {"Cookie": f"{COOKIE}={session_of(engine_settings, brief)}"}
    async with live(seeded, engine_settings) as address:
        for origin in ("http://evil.test", f"http://{address.split(':')[0]}:1"):
            with pytest.raises(websockets.InvalidStatus):
                async with socket_of(address, {**cookie, "Origin": origin}):
                    pass
        async with socket_of(address, {**cookie, "Sec-Fetch-Site": "same-site"}) as socket:
            assert (await sent(socket, 1, ME))["payload"]["data"] == {"me": None}
            refused = await sent(socket, 2, REGISTER)
            assert refused["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"
            assert ELSEWHERE in refused["payload"][0]["message"]
        async with socket_of(address, {**cookie, "Origin": f"http://{address}"}) as socket:
            assert (await sent(socket, 1, ME))["payload"]["data"] == {"me": {"name": "on a socket"}}
            await revoke(seeded, "on a socket")
            refused = await sent(socket, 2, REGISTER)
            assert "your session has ended" in refused["payload"][0]["message"]


@pytest.mark.parametrize(("ours", "code"), [(True, None), (False, "UNAUTHENTICATED")])
async def test_server_sent_events_take_a_session(
    seeded: Graph, engine_settings: Settings, token: str, ours: bool, code: str | None
) -> None:
    private = engine_settings.model_copy(update={"public_reads": False})
    start = (await seeded.read(feed.position)).sequence - 1
    known = {**signed_in(private, token), "Accept": "text/event-stream"}
    if not ours:
        known["Sec-Fetch-Site"] = "same-site"
    async with (
        live(seeded, private) as address,
        httpx.AsyncClient(timeout=PATIENT) as client,
        client.stream(
            "POST",
            f"http://{address}/graphql",
            headers=known,
            json={"query": FOLLOW, "variables": {"after": str(start)}},
        ) as answer,
    ):
        assert answer.headers["vary"] == "Accept, Accept-Encoding, Authorization, Cookie"
        assert answer.status_code == (200 if ours else 401)
        data = await anext(line async for line in answer.aiter_lines() if line.startswith(("data: {", "{")))
    errors = json.loads(data.removeprefix("data: ")).get("errors")
    assert (errors[0]["extensions"]["code"] if errors else None) == code
