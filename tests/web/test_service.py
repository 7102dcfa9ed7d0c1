"""The service in this process: health, the root, request ids, the page and its files."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.app import create_app
from stdgraph.web.graphiql.asset_files import installed, integrities

BROWSER = {"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client(graph: Graph, engine_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(engine_settings)
    app.state.graph = graph
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://stdgraph.test") as opened:
        yield opened


async def test_the_process_lives_and_the_graph_answers(client: httpx.AsyncClient, graph: Graph) -> None:
    assert (await client.get("/healthz")).json() == {"status": "alive"}
    ready = await client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"status": "ready", "engine": graph.engine.name, "version": graph.engine.version}


async def test_a_graph_that_is_not_there_makes_the_service_unready(engine_settings: Settings) -> None:
    app = create_app(engine_settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://stdgraph.test") as own:
            assert (await own.get("/readyz")).status_code == 200
            await app.state.graph.close()
            if engine_settings.graph_uri is None:  # a Neo4j that runs is reached again at once
                away = await own.get("/readyz")
                assert away.status_code == 503
                assert away.json()["status"] == "unavailable"
                assert str(engine_settings.data_dir) in away.json()["reason"]
            assert (await own.get("/healthz")).status_code == 200


async def test_the_root_is_a_page_for_people_and_tells_programs_what_this_is(client: httpx.AsyncClient) -> None:
    page = await client.get("/", headers=BROWSER)
    assert page.status_code == 200
    assert "目录是空的" in page.text, "an empty catalogue says so"
    assert page.headers["vary"] == "Accept-Encoding, Accept-Language, Cookie, Accept"
    told = (await client.get("/")).json()
    assert told["name"] == "stdgraph"
    assert (await client.get(told["alive"])).status_code == 200


async def test_a_request_keeps_its_id_or_gets_one(client: httpx.AsyncClient) -> None:
    kept = await client.get("/healthz", headers={"X-Request-ID": "desk-42"})
    assert kept.headers["X-Request-ID"] == "desk-42"
    made = {(await client.get("/healthz")).headers["X-Request-ID"] for _ in range(3)}
    assert len(made) == 3
    refused = await client.get("/healthz", headers={"X-Request-ID": "two words <script>"})
    assert re.fullmatch("[0-9a-f]{32}", refused.headers["X-Request-ID"])


async def test_the_page_comes_with_headers_that_keep_it_to_itself(client: httpx.AsyncClient) -> None:
    page = await client.get("/graphql", headers=BROWSER)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "//" not in "".join(re.findall(r'(?:src|href)="(?!data:)([^"]*)"', page.text)), "all files are our own"


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "text/html;q=0, */*", "application/json, text/html;q=0.5"]
)
async def test_a_client_that_does_not_prefer_html_gets_json(client: httpx.AsyncClient, accept: str) -> None:
    answer = await client.get("/graphql", params={"query": "{ __typename }"}, headers={"accept": accept})
    assert answer.json() == {"data": {"__typename": "Query"}}


async def test_every_file_the_page_names_is_served_as_it_was_reviewed(client: httpx.AsyncClient) -> None:
    page = (await client.get("/graphql", headers=BROWSER)).text
    named = re.findall(r'(?:src|href)="graphiql/([^"]*)"', page)
    assert set(named) == {*(integrities() if installed() else ()), *({"page.js"} if installed() else ()), "page.css"}
    for name in named:
        file = await client.get(f"/graphiql/{name}")
        assert file.status_code == 200
        assert file.headers["cache-control"] == "no-cache"
        if name in integrities():
            digest = base64.b64encode(hashlib.sha384(file.content).digest()).decode()
            assert integrities()[name] == f"sha384-{digest}"


async def test_a_service_without_the_page_answers_a_browser_as_any_client(
    graph: Graph, engine_settings: Settings
) -> None:
    app = create_app(engine_settings.model_copy(update={"graphiql": False}))
    app.state.graph = graph
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://stdgraph.test") as plain:
        assert "graphiql" not in (await plain.get("/graphql", headers=BROWSER)).text.lower()
        for name in (*integrities(), "page.js", "page.css"):
            assert (await plain.get(f"/graphiql/{name}")).status_code == 404
        assert 'href="/graphql' not in (await plain.get("/", headers=BROWSER)).text
