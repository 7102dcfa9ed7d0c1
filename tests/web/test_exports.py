"""Exports over HTTP: who may, what is refused how, what is sent only once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from starlette.types import Message

from stdgraph.domain.identity import Role
from stdgraph.errors import Unavailable
from stdgraph.exports.export import MEDIA_TYPES, Format
from stdgraph.settings import Settings
from stdgraph.store import versioned_cache
from stdgraph.store.session import Graph
from stdgraph.web import exports
from stdgraph.web.app import create_app
from tests.graphql.conftest import seeded
from tests.tokens import issue

__all__ = ["seeded"]


def client_of(settings: Settings, graph: Graph) -> httpx.AsyncClient:
    app = create_app(settings)
    app.state.graph = graph
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://stdgraph.test/export")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client(seeded: Graph, engine_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(engine_settings, seeded) as opened:
        yield opened


def message(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    return str(error["message"])


@pytest.mark.parametrize(
    ("address", "media_type", "name"),
    [
        ("/standards.csv?system=PV2024", "text/csv; charset=utf-8", "standards-PV2024"),
        ("/gaps.xlsx?committee=SAC/TC90", MEDIA_TYPES[Format.XLSX], "gaps-SAC_TC90"),
        ("/progress.jsonl", "application/jsonl; charset=utf-8", "progress"),
        ("/coverage.csv?subsystem=ICN2024/BA", "text/csv; charset=utf-8", "coverage-ICN2024-BA"),
        ("/committees.jsonl", "application/jsonl; charset=utf-8", "committees"),
        ("/standards.yaml?system=NP2024", "application/yaml; charset=utf-8", "standards-NP2024"),
        ("/committees/SAC/TC90.ics", "text/calendar; charset=utf-8", "committees-SAC_TC90"),
        ("/committees/SAC%2FTC90.ics?language=EN", "text/calendar; charset=utf-8", "committees-SAC_TC90"),
    ],
)
async def test_a_file_says_what_it_is(client: httpx.AsyncClient, address: str, media_type: str, name: str) -> None:
    got = await client.get(address)
    assert (got.status_code, got.headers["content-type"]) == (200, media_type)
    suffix = address.split("?")[0].rsplit(".", 1)[1]
    assert got.headers["content-disposition"] == f'attachment; filename="stdgraph-{name}-2026-11-23.{suffix}"'
    assert got.content
    head = await client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-disposition"] == got.headers["content-disposition"]
    assert "content-length" not in head.headers


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/nothing.csv", 404, "there is no export 'nothing': available are standards.csv, "),
        ("/standards", 404, "standards is not exported as '': available are standards.csv, "),
        ("/standards.docx", 404, "standards is not exported as 'docx'"),
        ("/committees/SAC/TC9.ics", 404, "committees: the catalogue has no committee SAC/TC9; nearest: SAC/TC90"),
        ("/gaps.csv?system=PV2042", 400, "system: the catalogue has no standards system PV2042; nearest: PV2024"),
        ("/gaps.csv?subsystem=PV2024/ZZ", 400, "subsystem: the catalogue has no subsystem ZZ"),
        ("/gaps.csv?where={}", 400, "unknown parameter 'where': gaps takes system, subsystem, committee"),
        ("/gaps.csv?asOf=2026-02-30", 400, "asOf: invalid date '2026-02-30': expected YYYY-MM-DD"),
        ('/standards.xlsx?where={"level":{"eq":"X"}}', 400, "Variable '$where' has invalid value at .level.eq"),
    ],
)
async def test_a_wrong_request_is_refused_as_graphql_does(
    client: httpx.AsyncClient, address: str, status: int, told: str
) -> None:
    for method in ("GET", "HEAD"):
        got = await client.request(method, address)
        assert got.status_code == status
    got = await client.get(address)
    assert message(got).startswith(told)
    assert got.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    if "nearest" in told:
        assert got.json()["errors"][0]["extensions"]["nearest"]


async def test_nothing_is_written_over_an_export(client: httpx.AsyncClient) -> None:
    assert (await client.post("/standards.csv")).status_code == 405


async def test_what_a_client_has_is_not_sent_again(
    client: httpx.AsyncClient, seeded: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versioned_cache, "STABLE_AFTER", 0.0)
    first = await client.get("/committees.csv")
    tag, revision = first.headers["etag"], int(first.headers["x-stdgraph-revision"])
    again = await client.get("/committees.csv", headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    others = ("/committees.jsonl", "/committees.csv?language=EN", "/committees.csv?asOf=2026-11-22")
    assert tag not in {(await client.get(one)).headers["etag"] for one in others}
    await issue(seeded, "moves the revision", Role.READER)
    moved = await client.get("/committees.csv", headers={"If-None-Match": tag})
    assert moved.status_code == 200
    assert moved.headers["etag"] != tag
    assert int(moved.headers["x-stdgraph-revision"]) > revision


async def test_a_revision_that_is_just_seen_has_no_tag(
    client: httpx.AsyncClient, seeded: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versioned_cache, "STABLE_AFTER", 60.0)
    await issue(seeded, "moves it again", Role.READER)
    assert "etag" not in (await client.get("/committees.csv")).headers


async def test_private_reads_need_a_token(seeded: Graph, engine_settings: Settings) -> None:
    token = await issue(seeded, "reads privately", Role.READER)
    private = engine_settings.model_copy(update={"public_reads": False})
    async with client_of(private, seeded) as client:
        for address in ("/committees.csv", "/nothing.csv", "/committees/SAC/TC90.ics"):
            refused = await client.get(address)
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, 'Bearer realm="stdgraph"')
            assert refused.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        known = {"Authorization": f"Bearer {token}"}
        got = await client.get("/committees.csv", headers=known)
        assert got.status_code == 200
        assert got.headers["vary"] == "Authorization, Cookie"
        assert (await client.get("/nothing.csv", headers=known)).status_code == 404
    async with client_of(engine_settings, seeded) as client:
        wrong = await client.get("/committees.csv", headers={"Authorization": "Bearer stdg_wrong"})
        assert wrong.status_code == 401


async def test_more_than_a_few_exports_at_once_wait_and_are_told_to_come_back(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "PATIENCE", 0.01)
    going_on = asyncio.Event()
    begun = asyncio.Semaphore(0)

    async def slow(*_: Any) -> AsyncIterator[bytes]:
        begun.release()
        await going_on.wait()
        yield b"whole"

    monkeypatch.setattr(exports, "open_export", slow)
    under_way = [asyncio.create_task(client.get("/committees.csv")) for _ in range(exports.AT_ONCE)]
    for _ in under_way:
        await begun.acquire()
    late = await client.get("/committees.csv")
    assert (late.status_code, late.headers["retry-after"]) == (503, "10")
    going_on.set()
    assert {(await one).content for one in under_way} == {b"whole"}
    assert (await client.get("/committees.csv")).content == b"whole", "every turn was given back"


@pytest.mark.parametrize("ending", ["fails", "stalls", "leaves"])
async def test_a_response_that_breaks_off_is_not_taken_for_whole(
    ending: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(exports, "STALLED", 0.05)
    closed = asyncio.Event()
    turns = asyncio.Semaphore(0)

    async def pieces() -> AsyncIterator[bytes]:
        try:
            yield b"second"
            if ending == "fails":
                raise Unavailable("the engine went away")
            await asyncio.Event().wait()
        finally:
            closed.set()

    sent: list[Message] = []
    second = asyncio.Event()

    async def send(part: Message) -> None:
        sent.append(part)
        if part.get("body") == b"second":
            second.set()
        if ending == "stalls" and part.get("body") == b"second":
            await asyncio.Event().wait()

    async def receive() -> Message:
        if ending != "leaves":
            await asyncio.Event().wait()
        await second.wait()
        return {"type": "http.disconnect"}

    response = exports.ExportResponse(b"first", pieces(), turns, {}, "text/csv")  # type: ignore[arg-type]
    scope = {"type": "http", "method": "GET", "path": "/export/gaps.csv", "asgi": {"spec_version": "2.3"}}
    async with asyncio.timeout(5):
        await response(scope, receive, send)
    assert [part.get("body") for part in sent[1:]] == [b"first", b"second"], "no end of the body"
    assert closed.is_set()
    assert not turns.locked()
    assert ("ended early" in caplog.text) == (ending != "leaves")


async def test_an_empty_catalogue_says_that_it_is_empty(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stdgraph.exports import registry

    async def yes(_: object) -> bool:
        return True

    monkeypatch.setattr(registry, "is_empty", yes)
    got = await client.get("/gaps.csv")
    assert (got.status_code, message(got)) == (503, "the catalogue is empty: there is nothing to export")
