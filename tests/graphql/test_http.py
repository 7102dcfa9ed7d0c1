"""GraphQL over HTTP: methods, media types, status codes, and one shape for every error."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from stdgraph.domain.identity import Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, count_statements
from stdgraph.web.app import create_app
from tests.graphql.error_shape import told
from tests.tokens import issue

QUERY = "{ systems { code } }"
SYSTEMS = {"systems": [{"code": "ICN2024"}, {"code": "NP2024"}, {"code": "PV2024"}]}
JSON = "application/json"
RESPONSE = "application/graphql-response+json"
EVENT_STREAM = "text/event-stream"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client(seeded: Graph, engine_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(engine_settings)
    app.state.graph = seeded
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://stdgraph.test") as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def administrator(seeded: Graph) -> str:
    return await issue(seeded, "over http", Role.ADMINISTRATOR)


async def post(client: httpx.AsyncClient, accept: str = JSON, **body: Any) -> httpx.Response:
    return await client.post("/graphql", json=body, headers={"accept": accept})


async def get(client: httpx.AsyncClient, accept: str = JSON, **parameters: str) -> httpx.Response:
    return await client.get("/graphql", params=parameters, headers={"accept": accept})


@pytest.mark.parametrize("accept", [JSON, RESPONSE, f"{RESPONSE}; charset=utf-8", "*/*", f"{JSON}; charset=utf-8"])
async def test_a_query_is_answered_over_both_methods(client: httpx.AsyncClient, accept: str) -> None:
    media_type = RESPONSE if RESPONSE in accept else JSON
    for response in (await post(client, accept, query=QUERY), await get(client, accept, query=QUERY)):
        assert response.status_code == 200
        assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
        assert response.json() == {"data": SYSTEMS}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (f"{RESPONSE}, {JSON}", RESPONSE),
        (f"{RESPONSE}, {JSON};q=0.9", RESPONSE),
        (f"{JSON};q=0.5, {RESPONSE};q=0.5", RESPONSE),
        (f"{RESPONSE};q=0.5, {JSON}", JSON),
        (f"{RESPONSE};q=high", JSON),
        (f"text/plain, {RESPONSE.upper()};q=0.1", RESPONSE),
        (f"text/plain, {JSON};q=0.1", JSON),
        ("", JSON),
    ],
)
async def test_the_media_type_that_the_client_rates_highest(
    client: httpx.AsyncClient, accept: str, media_type: str
) -> None:
    response = await post(client, accept, query=QUERY)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert response.headers["vary"] == "Accept, Accept-Encoding, Authorization, Cookie"


@pytest.mark.parametrize("accept", ["text/plain", f"{RESPONSE};q=0", "*/*;q=0"])
async def test_a_request_that_accepts_nothing_served_is_406_before_anything_runs(
    client: httpx.AsyncClient, accept: str
) -> None:
    document = 'mutation { registerStandard(input: {title: "406"}) { __typename } }'
    for response in (await post(client, accept, query=QUERY), await post(client, accept, query=document)):
        assert response.status_code == 406
        ((code, message),) = told(response.json())
        assert code == "BAD_USER_INPUT"
        assert JSON in message


URQL = f"{RESPONSE}, application/graphql+json, {JSON}, {EVENT_STREAM}, multipart/mixed"


@pytest.mark.parametrize(
    "accept", [URQL, f"{EVENT_STREAM}, {JSON};q=0.1", f"{JSON}, {EVENT_STREAM};q=0", f"{EVENT_STREAM}, */*;q=0.1"]
)
async def test_queries_and_mutations_are_json_where_the_client_also_accepts_streams(
    client: httpx.AsyncClient, administrator: str, accept: str
) -> None:
    mutation = 'mutation { registerStandard(input: {title: ""}) { __typename } }'
    for response in (await post(client, accept, query=QUERY), await get(client, accept, query=QUERY)):
        assert "json" in response.headers["content-type"]
        assert response.json() == {"data": SYSTEMS}
    headers = {"accept": accept, "authorization": f"Bearer {administrator}"}
    response = await client.post("/graphql", json={"query": mutation}, headers=headers)
    assert "json" in response.headers["content-type"]
    assert response.json()["data"] == {"registerStandard": {"__typename": "InvalidInput"}}


async def test_a_query_is_one_event_for_a_client_that_accepts_only_streams(client: httpx.AsyncClient) -> None:
    for response in (await post(client, EVENT_STREAM, query=QUERY), await get(client, EVENT_STREAM, query=QUERY)):
        assert response.status_code == 200
        assert response.headers["content-type"] == EVENT_STREAM
        body = json.dumps({"data": SYSTEMS}, separators=(",", ":"))
        assert response.text == f"event: next\ndata: {body}\n\nevent: complete\ndata: \n\n"
    failed = await post(client, EVENT_STREAM, query="{ nope }")
    assert failed.status_code == 200
    event = json.loads(failed.text.split("\n")[1].removeprefix("data: "))
    assert [code for code, _ in told(event)] == ["GRAPHQL_VALIDATION_FAILED"]


async def test_variables_operation_names_and_extensions_over_both_methods(client: httpx.AsyncClient) -> None:
    document = "query A { systems { code } } query B($code: String!) { system(code: $code) { code } }"
    variables = {"code": "NP2024"}
    sent = await post(client, query=document, operationName="B", variables=variables, extensions={"any": "thing"})
    assert sent.json() == {"data": {"system": {"code": "NP2024"}}}
    asked = await get(client, query=document, operationName="B", variables=json.dumps(variables), extensions="{}")
    assert asked.json() == sent.json()
    absent = await post(client, query=QUERY, operationName=None, variables=None, extensions=None)
    assert absent.json() == {"data": SYSTEMS}


async def test_text_is_utf_8_in_both_directions(client: httpx.AsyncClient) -> None:
    body = '{"query": "{ search(text: \\"碳足迹\\", first: 1) { edges { node { ... on Subsystem { title } } } } }"}'
    response = await client.post("/graphql", content=body.encode(), headers={"content-type": JSON})
    assert "碳足迹与低碳评价".encode() in response.content


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("   ", "GRAPHQL_PARSE_FAILED"),
        ("# nothing", "GRAPHQL_PARSE_FAILED"),
        ('{ search(text: "\\ud800") { totalCount } }', "GRAPHQL_PARSE_FAILED"),
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ systems }", "GRAPHQL_VALIDATION_FAILED"),
        ("query($code: String!) { system(code: $code) { code } }", "BAD_USER_INPUT"),
        ("query A { systems { code } } query B { systems { code } }", "BAD_USER_INPUT"),
    ],
)
async def test_what_never_ran_has_no_data_and_is_400_in_the_new_media_type(
    client: httpx.AsyncClient, document: str, code: str
) -> None:
    """With application/json it is a well-formed answer all the same."""
    for accept, status in ((JSON, 200), (RESPONSE, 400)):
        for response in (await post(client, accept, query=document), await get(client, accept, query=document)):
            assert response.status_code == status
            assert response.headers["content-type"] == f"{accept}; charset=utf-8"
            assert "data" not in response.json()
            assert {one for one, _ in told(response.json())} == {code}


async def test_an_error_of_a_field_leaves_the_rest_and_is_200(client: httpx.AsyncClient) -> None:
    document = '{ systems { code } coverage(system: "PV2024", depth: 0) { summary { met } } }'
    for accept in (JSON, RESPONSE):
        response = await post(client, accept, query=document)
        assert response.status_code == 200
        answer = response.json()
        assert answer["data"] == {**SYSTEMS, "coverage": None}
        assert told(answer) == [("BAD_USER_INPUT", "depth: expected 1 to 100, got 0")]
        assert answer["errors"][0]["path"] == ["coverage"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"query": "\xff"}',
        b'{"query": "{ systems { code } }", "variables": {"n": NaN}}',
        b'{"query": "{ systems { code } }", "variables": {"n": "\\ud800"}}',
        '{"query": "{ systems { code } }"}'.encode("utf-16"),
        b"[" * 100_000,
        b'{"variables": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001,
        b"null",
        b"5",
        b'"{ systems { code } }"',
        b"[]",
        b'[{"query": "{ systems { code } }"}]',
        b"{}",
        b'{"query": null}',
        b'{"query": ""}',
        b'{"query": 5}',
        b'{"query": ["{ systems { code } }"]}',
        b'{"query": "{ systems { code } }", "variables": []}',
        b'{"query": "{ systems { code } }", "variables": "{}"}',
        b'{"query": "{ systems { code } }", "variables": 0}',
        b'{"query": "{ systems { code } }", "extensions": []}',
        b'{"query": "{ systems { code } }", "operationName": "Unknown"}',
        b'{"query": "{ systems { code } }", "operationName": 5}',
        b'{"query": "{ systems { code } }", "operationName": {"a": []}}',
        b'{"query": "fragment F on Query { systems { code } }"}',
    ],
    ids=lambda body: body[:60].decode("latin-1"),
)
async def test_a_body_that_is_no_request_is_400(client: httpx.AsyncClient, body: bytes) -> None:
    for accept in (JSON, RESPONSE):
        response = await client.post("/graphql", content=body, headers={"content-type": JSON, "accept": accept})
        assert response.status_code == 400
        assert response.headers["content-type"] == f"{accept}; charset=utf-8"
        assert [code for code, _ in told(response.json())] == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"variables": "{}"},
        {"query": QUERY, "variables": "{"},
        {"query": QUERY, "variables": "[]"},
        {"query": QUERY, "variables": '"{}"'},
        {"query": QUERY, "extensions": "["},
        {"query": QUERY, "operationName": "Unknown"},
    ],
    ids=str,
)
@pytest.mark.parametrize("accept", [JSON, "*/*"])
async def test_an_address_that_is_no_request_is_400(
    client: httpx.AsyncClient, parameters: dict[str, str], accept: str
) -> None:
    response = await get(client, accept, **parameters)
    assert response.status_code == 400
    ((code, message),) = told(response.json())
    assert code == "BAD_USER_INPUT"
    assert "body" not in message


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_other_methods_are_405_and_say_which_are_allowed(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "/graphql", json={"query": QUERY})
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"
    told(response.json())


@pytest.mark.parametrize("accept", [JSON, RESPONSE, EVENT_STREAM, "*/*", URQL])
async def test_nothing_is_changed_over_get(client: httpx.AsyncClient, accept: str) -> None:
    response = await get(client, accept, query="mutation { any }")
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    told(response.json())


@pytest.mark.parametrize("document", [None, ""])
async def test_a_persisted_query_is_refused_in_the_words_its_client_expects(
    client: httpx.AsyncClient, document: str | None
) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}
    for accept, status in ((JSON, 200), (RESPONSE, 400), (EVENT_STREAM, 200)):
        sent = await post(client, accept, query=document, extensions=extensions)
        asked = await get(client, accept, extensions=json.dumps(extensions), operationName="A")
        for response in (sent, asked):
            assert response.status_code == status
            (error,) = response.json()["errors"]
            assert error["message"] == "PersistedQueryNotSupported"
            assert error["extensions"]["code"] == "PERSISTED_QUERY_NOT_SUPPORTED"


async def test_a_document_beside_its_hash_runs(client: httpx.AsyncClient) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}
    assert (await post(client, query=QUERY, extensions=extensions)).json() == {"data": SYSTEMS}
    assert (await get(client, query=QUERY, extensions=json.dumps(extensions))).json() == {"data": SYSTEMS}


async def test_a_subscription_that_is_not_asked_for_as_a_stream_is_406(client: httpx.AsyncClient) -> None:
    document = "subscription { changed { sequence } }"
    for accept in (JSON, RESPONSE, "*/*", f"{EVENT_STREAM};q=0, */*", f"{JSON}, {EVENT_STREAM};q=0"):
        for response in (await post(client, accept, query=document), await get(client, accept, query=document)):
            assert response.status_code == 406
            ((code, message),) = told(response.json())
            assert code == "BAD_USER_INPUT"
            assert "text/event-stream" in message


@pytest.mark.parametrize("accept", [JSON, RESPONSE, "*/*", URQL])
@pytest.mark.parametrize(
    "mutation",
    [
        'registerStandard(input: {title: "x"}) { __typename }',
        'issueToken(input: {name: "x", role: ADMINISTRATOR}) { __typename }',
        "__typename",
    ],
)
async def test_without_a_token_a_mutation_is_401_and_nothing_is_read(
    client: httpx.AsyncClient, accept: str, mutation: str
) -> None:
    with count_statements() as counter:
        response = await post(client, accept, query=f"mutation {{ {mutation} }}")
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'Bearer realm="stdgraph"'
    assert "json" in response.headers["content-type"]
    assert "data" not in response.json()
    assert [code for code, _ in told(response.json())] == ["UNAUTHENTICATED"]
    assert counter.texts == []
    with count_statements() as counter:
        await post(client, accept, query=QUERY)
    assert counter.texts


async def test_for_a_client_that_accepts_only_streams_it_is_401_as_well(client: httpx.AsyncClient) -> None:
    response = await post(client, EVENT_STREAM, query="mutation { __typename }")
    assert response.status_code == 401
    event = json.loads(response.text.split("\n")[1].removeprefix("data: "))
    assert [code for code, _ in told(event)] == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("header", ["", "Bearer", "Basic eDp5", "Bearer sg_short", f"Bearer sg_{'A' * 43}"])
async def test_with_a_token_that_is_none_a_mutation_is_401(client: httpx.AsyncClient, header: str) -> None:
    body = {"query": 'mutation { registerStandard(input: {title: "x"}) { __typename } }'}
    response = await client.post("/graphql", json=body, headers={"accept": JSON, "authorization": header})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'Bearer realm="stdgraph", error="invalid_token"'
    assert [code for code, _ in told(response.json())] == ["UNAUTHENTICATED"]


async def test_a_mutation_that_does_not_fit_the_schema_is_told_so_whoever_sends_it(client: httpx.AsyncClient) -> None:
    for accept, status in ((JSON, 200), (RESPONSE, 400)):
        response = await post(client, accept, query="mutation { nope }")
        assert response.status_code == status
        assert [code for code, _ in told(response.json())] == ["GRAPHQL_VALIDATION_FAILED"]


async def test_only_the_named_operation_needs_a_token(client: httpx.AsyncClient) -> None:
    both = 'query Read { systems { code } } mutation Write { registerStandard(input: {title: "x"}) { __typename } }'
    assert (await post(client, query=both, operationName="Read")).json() == {"data": SYSTEMS}
    assert (await post(client, query=both, operationName="Write")).status_code == 401


async def test_the_case_of_a_media_type_means_nothing(client: httpx.AsyncClient) -> None:
    headers = {"content-type": "Application/JSON; charset=UTF-8"}
    response = await client.post("/graphql", content=json.dumps({"query": QUERY}), headers=headers)
    assert response.json() == {"data": SYSTEMS}


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/graphql", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""],
)
async def test_other_bodies_are_415(client: httpx.AsyncClient, content_type: str) -> None:
    """Forms of other sites can send these without asking: refusing them keeps such forms out."""
    headers = {"content-type": content_type} if content_type else {}
    response = await client.post("/graphql", content=json.dumps({"query": QUERY}), headers=headers)
    assert response.status_code == 415
    told(response.json())


async def test_a_body_that_is_too_large_is_413(client: httpx.AsyncClient, engine_settings: Settings) -> None:
    body = json.dumps({"query": QUERY}).encode().ljust(engine_settings.max_body + 1)
    response = await client.post("/graphql", content=body, headers={"content-type": JSON})
    assert response.status_code == 413
    assert [code for code, _ in told(response.json())] == ["LIMIT_EXCEEDED"]
    allowed = body[: engine_settings.max_body]
    assert (await client.post("/graphql", content=allowed, headers={"content-type": JSON})).json() == {"data": SYSTEMS}
