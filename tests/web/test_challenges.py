"""A bad token, or none where one is needed, is 401 with a challenge, whatever is asked for, and nothing is read."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from starlette.routing import Route

from stdgraph.auth.sessions import COOKIE
from stdgraph.domain.identity import Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, count_statements
from stdgraph.web.app import create_app
from tests.tokens import issue, revoke

MISSING = 'Bearer realm="stdgraph"'
BAD = f'{MISSING}, error="invalid_token"'
UNKNOWN = {"Authorization": f"Bearer sg_{'A' * 43}"}
OPEN = {"/", "/healthz", "/readyz", "/metrics", "/logout", "/login/callback"}
"""Addresses that ask nobody who they are, and those of forms, which are refused for another reason before."""
SUBSCRIPTION = "subscription { changed { sequence } }"
BROWSER = {"Accept": "text/html"}
HERE = {"Sec-Fetch-Site": "same-origin"}


def client_of(settings: Settings, graph: Graph, **changes: object) -> httpx.AsyncClient:
    app = create_app(settings.model_copy(update=changes))
    app.state.graph = graph
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://stdgraph.test")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client(graph: Graph, engine_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(engine_settings, graph) as opened:
        yield opened


def endpoints(settings: Settings) -> list[tuple[str, str]]:
    """Every route with every method that it takes, its parameters filled in."""
    routes = [route for route in create_app(settings).routes if isinstance(route, Route)]
    found = {
        (method, re.sub(r"\{\w+(:\w+)?\}", "x", route.path))
        for route in routes
        for method in (route.methods or {"GET", "POST"}) - {"HEAD"}
    }
    assert len(found) > 60
    return sorted(one for one in found if one[1] not in OPEN)


def request_of(client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str]) -> httpx.Request:
    if path == "/graphql" and method == "GET":
        return client.build_request(method, path, params={"query": "{ __typename }"}, headers=headers)
    if path == "/graphql":
        return client.build_request(method, path, json={"query": "{ __typename }"}, headers=headers)
    if path == "/export/x":
        path = "/export/gaps.csv"
    return client.build_request(method, path, headers=headers)


@pytest.mark.parametrize("accept", [{}, BROWSER], ids=["program", "browser"])
async def test_a_bad_token_is_401_at_every_address(
    client: httpx.AsyncClient, engine_settings: Settings, accept: dict[str, str]
) -> None:
    for method, path in endpoints(engine_settings):
        if path == "/graphql" and accept:
            continue  # the page itself, which reads nothing; an answer is JSON
        for authorization in ("Bearer sg_short", "Basic eDp5"):
            sent = {**accept, **HERE, "Authorization": authorization}
            with count_statements() as counter:
                answer = await client.send(request_of(client, method, path, sent))
            told = (answer.status_code, answer.headers.get("www-authenticate"), counter.texts)
            assert told == (401, BAD, []), (method, path)
            assert authorization not in answer.text


async def test_where_reads_are_not_public_none_is_401_as_well_or_leads_to_the_login(
    graph: Graph, engine_settings: Settings
) -> None:
    async with client_of(engine_settings, graph, public_reads=False) as closed:
        with count_statements() as counter:
            for query in (
                "{ __typename }",
                "{ systems { code } }",
                "{ __schema { types { name } } }",
                "mutation { __typename }",
            ):
                answer = await closed.post("/graphql", json={"query": query})
                assert (answer.status_code, answer.headers["www-authenticate"]) == (401, MISSING)
                assert answer.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
                assert "data" not in answer.json()
            for accept in ("text/event-stream", "text/event-stream, application/json"):
                answer = await closed.post("/graphql", json={"query": SUBSCRIPTION}, headers={"Accept": accept})
                assert (answer.status_code, answer.headers["www-authenticate"]) == (401, MISSING)
            answer = await closed.get("/export/gaps.csv")
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, MISSING)
        assert counter.texts == []


@pytest.mark.parametrize("query", ["{ __typename }", "{ systems { code } }", "{ nope }", SUBSCRIPTION])
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json", "text/event-stream"])
async def test_who_sends_a_bad_token_is_told_so_before_anything_else(
    client: httpx.AsyncClient, query: str, accept: str
) -> None:
    answer = await client.post("/graphql", json={"query": query}, headers={**UNKNOWN, "Accept": accept})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, BAD)
    assert answer.json() == {"errors": [{"message": "unknown access token", "extensions": {"code": "UNAUTHENTICATED"}}]}


async def test_a_token_that_was_revoked_is_a_bad_one(client: httpx.AsyncClient, graph: Graph) -> None:
    token = await issue(graph, "revoked meanwhile", Role.READER)
    sent = {"Authorization": f"Bearer {token}"}
    assert (await client.post("/graphql", json={"query": "{ me { name } }"}, headers=sent)).status_code == 200
    await revoke(graph, "revoked meanwhile")
    answer = await client.post("/graphql", json={"query": "{ me { name } }"}, headers=sent)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, BAD)


async def test_a_change_without_a_token_is_401_and_reads_nothing(client: httpx.AsyncClient) -> None:
    with count_statements() as counter:
        for path in ("/import?dataset=x", "/import/upload", "/tokens", "/tokens/x/revoke"):
            answer = await client.post(path, headers=HERE, data={"sent": "x"})
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, MISSING), path
    assert counter.texts == []


async def test_a_session_that_is_over_wants_another_token_and_pages_go_on_without(client: httpx.AsyncClient) -> None:
    over = {"Cookie": f"{COOKIE}=forged", **HERE}
    answer = await client.post("/graphql", json={"query": "{ __typename }"}, headers=over)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, MISSING)
    assert (await client.get("/gaps", headers={**over, **BROWSER})).status_code == 200


async def test_where_nothing_is_a_bad_token_does_not_matter(client: httpx.AsyncClient) -> None:
    for accept in ({}, BROWSER):
        assert (await client.get("/nothing/there", headers={**UNKNOWN, **accept})).status_code == 404
