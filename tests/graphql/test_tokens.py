"""Tokens over GraphQL: administrators issue, revoke and list them; whoever holds one that ends soon is warned with every answer."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
import strawberry
import websockets

from stdgraph.auth.token_cache import token_cache
from stdgraph.auth.token_life import WARNED
from stdgraph.auth.tokens import drain
from stdgraph.commands import feed
from stdgraph.domain.identity import ANONYMOUS, Identity, Role
from stdgraph.errors import Unavailable
from stdgraph.graphql import build_schema
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.app import create_app
from tests.graphql.actor import ADMINISTRATOR, Actor
from tests.graphql.live_service import live
from tests.tokens import issue, listed, revoke
from tests.waiting import PATIENT

TOKEN = """
  id name role committees { code title } systems { code } state issuedAt expiresAt lastUsedAt revokedAt issuedBy
"""
OUTCOME = f"""
  __typename
  ... on TokenIssued {{ secret token {{ {TOKEN} }} change {{ sequence kind actor note requestId before after }} }}
  ... on TokenRevoked {{ token {{ {TOKEN} }} change {{ sequence kind actor note requestId before after }} }}
  ... on InvalidInput {{ problems {{ path message(language: EN) }} }}
  ... on NotFound {{ message message_en: message(language: EN) }}
  ... on NotPermitted {{ required }}
"""
ISSUE = f"mutation ($input: IssueTokenInput!, $dryRun: Boolean! = false) {{ issueToken(input: $input, dryRun: $dryRun) {{ {OUTCOME} }} }}"
REVOKE = f"mutation ($input: RevokeTokenInput!, $dryRun: Boolean! = false) {{ revokeToken(input: $input, dryRun: $dryRun) {{ {OUTCOME} }} }}"
LIST = f"""query ($first: Int! = 20, $after: String, $state: [TokenState!]) {{
  tokens(first: $first, after: $after, state: $state) {{
    totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} edges {{ cursor node {{ {TOKEN} }} }}
  }}
}}"""
DAY = timedelta(days=1)


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def no_tokens(seeded: Graph) -> AsyncIterator[None]:
    """Nobody has a token before, and none is left valid behind."""
    yield
    await drain(seeded)
    for token in await listed(seeded):
        if token.revoked_at is None:
            await revoke(seeded, token.id)


@pytest_asyncio.fixture(loop_scope="session")
async def administrator(seeded: Graph) -> str:
    return await issue(seeded, "系统管理员", Role.ADMINISTRATOR)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client(seeded: Graph, engine_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(engine_settings)
    app.state.graph = seeded
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://stdgraph.test") as opened:
        yield opened


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def post(client: httpx.AsyncClient, token: str | None, query: str, **variables: Any) -> httpx.Response:
    body = {"query": query, "variables": variables}
    return await client.post("/graphql", json=body, headers=bearer(token) if token else {})


async def told(client: httpx.AsyncClient, token: str, query: str, **variables: Any) -> Any:
    """The answer of the one root field."""
    answer = (await post(client, token, query, **variables)).json()
    assert "errors" not in answer, answer
    (found,) = answer["data"].values()
    return found


async def test_a_token_issued_over_the_api_is_told_once_and_is_its_holder_s(
    seeded: Graph, client: httpx.AsyncClient, administrator: str
) -> None:
    given = {
        "name": "光伏标委会",
        "role": "SECRETARIAT",
        "committees": ["SAC/TC90"],
        "note": "换届",
        "requestId": "issue-1",
    }
    response = await post(client, administrator, ISSUE, input=given)
    assert response.headers["cache-control"] == "no-store"
    outcome = response.json()["data"]["issueToken"]
    token, change = outcome["token"], outcome["change"]
    assert outcome["__typename"] == "TokenIssued"
    assert (token["name"], token["role"], token["state"]) == ("光伏标委会", "SECRETARIAT", "LIVE")
    assert token["committees"] == [{"code": "SAC/TC90", "title": "全国太阳光伏能源系统标准化技术委员会"}]
    assert (token["issuedBy"], token["lastUsedAt"], token["revokedAt"]) == ("系统管理员", None, None)
    lasting = datetime.fromisoformat(token["expiresAt"]) - datetime.fromisoformat(token["issuedAt"])
    assert lasting == 90 * DAY
    assert (change["kind"], change["actor"], change["note"]) == ("TOKEN_ISSUED", "系统管理员", "换届")
    assert (change["requestId"], change["before"]) == ("issue-1", None)
    after = dict(change["after"])
    assert datetime.fromisoformat(after.pop("expiresAt")) == datetime.fromisoformat(token["expiresAt"])
    assert after == {"name": "光伏标委会", "role": "SECRETARIAT", "committees": ["SAC/TC90"], "systems": []}
    me = await told(client, outcome["secret"], "{ me { name role committees { code } expiresSoon warning } }")
    assert me == {
        "name": "光伏标委会",
        "role": "SECRETARIAT",
        "committees": [{"code": "SAC/TC90"}],
        "expiresSoon": False,
        "warning": None,
    }

    there = {one.id for one in await listed(seeded)}
    assert await told(client, administrator, ISSUE, input=given) == {**outcome, "secret": None}
    assert {one.id for one in await listed(seeded)} == there


async def test_the_feed_tells_of_tokens_and_of_no_secret(
    seeded: Graph, client: httpx.AsyncClient, administrator: str
) -> None:
    start = (await seeded.read(feed.position)).sequence
    outcome = await told(client, administrator, ISSUE, input={"name": "动态", "role": "READER", "neverExpires": True})
    await told(client, administrator, REVOKE, input={"token": "动态"})
    query = """query ($after: String) { changes(after: $after) { edges { node {
      kind actor subject { __typename } record { gapId } concerns { label key title } before after
    } } } }"""
    response = await client.post("/graphql", json={"query": query, "variables": {"after": str(start)}})
    issued, ended = (edge["node"] for edge in response.json()["data"]["changes"]["edges"])
    concerns = {"label": "AccessToken", "key": outcome["token"]["id"], "title": "动态"}
    assert issued["concerns"] == ended["concerns"] == concerns
    assert (issued["kind"], ended["kind"]) == ("TOKEN_ISSUED", "TOKEN_REVOKED")
    assert issued["after"]["expiresAt"] is None
    assert ended["before"] == {"revokedAt": None}
    for part in (outcome["secret"][3:], hashlib.sha256(outcome["secret"].encode()).hexdigest()):
        assert part not in response.text


@pytest.mark.parametrize(
    ("given", "days"),
    [({"validFor": "P30D"}, 30), ({"validFor": "P1Y"}, 365), ({"neverExpires": True}, None), ({}, 90)],
)
async def test_how_long_a_token_is_valid_is_said_in_words_of_the_api(
    client: httpx.AsyncClient, administrator: str, given: dict[str, Any], days: int | None
) -> None:
    token = (await told(client, administrator, ISSUE, input={"name": "期限", "role": "READER", **given}))["token"]
    if days is None:
        assert token["expiresAt"] is None
    else:
        lasting = datetime.fromisoformat(token["expiresAt"]) - datetime.fromisoformat(token["issuedAt"])
        assert lasting == days * DAY


async def test_a_last_day_and_what_is_none(client: httpx.AsyncClient, administrator: str) -> None:
    last = date(2027, 3, 1)
    outcome = await told(client, administrator, ISSUE, input={"name": "末日", "role": "READER", "expiresOn": str(last)})
    ends = datetime.fromisoformat(outcome["token"]["expiresAt"]) - timedelta.resolution
    assert abs(ends.date() - last) <= DAY, "in whatever zone the days turn"
    for given, path in (
        ({"expiresOn": "2020-01-01"}, "expiresOn"),
        ({"validFor": "P0D"}, "validFor"),
        ({"validFor": "P11Y"}, "validFor"),
        ({"validFor": "P1D", "neverExpires": True}, "neverExpires"),
        ({"committees": ["SAC/TC90"]}, "committees"),
    ):
        outcome = await told(client, administrator, ISSUE, input={"name": "不行", "role": "READER", **given})
        assert [one["path"] for one in outcome["problems"]] == [path]
    for given in ({"expiresOn": "2027-03"}, {"committees": ["SAC/TC0"]}, {"systems": ["PV1999"]}):
        answer = (await post(client, administrator, ISSUE, input={"name": "不行", "role": "STEWARD", **given})).json()
        assert answer["data"] == {"issueToken": None} or "data" not in answer
        assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_dry_run_tells_no_secret_and_keeps_nothing(
    seeded: Graph, client: httpx.AsyncClient, administrator: str
) -> None:
    before = [one.id for one in await listed(seeded)]
    response = await post(client, administrator, ISSUE, input={"name": "试", "role": "READER"}, dryRun=True)
    outcome = response.json()["data"]["issueToken"]
    assert "cache-control" not in response.headers
    assert (outcome["__typename"], outcome["secret"], outcome["change"]) == ("TokenIssued", None, None)
    assert (outcome["token"]["name"], outcome["token"]["issuedBy"]) == ("试", None)
    assert [one.id for one in await listed(seeded)] == before


async def test_a_token_is_revoked_over_the_api_and_refused_at_once(
    seeded: Graph, client: httpx.AsyncClient, administrator: str
) -> None:
    token = await issue(seeded, "离任", Role.READER)
    assert (await told(client, token, "{ me { name } }")) == {"name": "离任"}
    dry = await told(client, administrator, REVOKE, input={"token": "离任"}, dryRun=True)
    assert (dry["__typename"], dry["token"]["state"], dry["change"]) == ("TokenRevoked", "REVOKED", None)
    assert (await told(client, token, "{ me { name } }")) == {"name": "离任"}
    given = {"token": "离任", "note": "离任", "requestId": "revoke-1"}
    outcome = await told(client, administrator, REVOKE, input=given)
    assert (outcome["token"]["state"], outcome["token"]["issuedBy"]) == ("REVOKED", "operator")
    assert (outcome["change"]["kind"], outcome["change"]["note"]) == ("TOKEN_REVOKED", "离任")
    answer = (await post(client, token, "{ me { name } }")).json()
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert await told(client, administrator, REVOKE, input=given) == outcome
    nobody = await told(client, administrator, REVOKE, input={"token": "无此人"})
    assert nobody == {
        "__typename": "NotFound",
        "message": "没有访问令牌“无此人”",
        "message_en": "no such access token: '无此人'",
    }


async def test_what_was_done_about_a_token_is_not_taken_back(client: httpx.AsyncClient, administrator: str) -> None:
    outcome = await told(client, administrator, ISSUE, input={"name": "留", "role": "READER"})
    query = """mutation ($sequence: Int!) { revokeChange(input: {sequence: $sequence, reason: "x"}) {
      __typename ... on InvalidInput { problems { path message(language: EN) } }
    } }"""
    refused = await told(client, administrator, query, sequence=outcome["change"]["sequence"])
    ((problem),) = refused["problems"]
    assert problem["message"].endswith("(TOKEN_ISSUED) cannot be revoked")


async def test_an_administrator_does_not_lock_everybody_out(client: httpx.AsyncClient, administrator: str) -> None:
    outcome = await told(client, administrator, REVOKE, input={"token": "系统管理员"})
    ((problem),) = outcome["problems"]
    assert problem["path"] == "token"
    assert "is the last valid token of an administrator" in problem["message"]
    successor = await told(client, administrator, ISSUE, input={"name": "继任", "role": "ADMINISTRATOR"})
    done = await told(client, successor["secret"], REVOKE, input={"token": "系统管理员"})
    assert done["__typename"] == "TokenRevoked"


async def test_the_list_is_paged_in_the_order_of_issue_and_by_state(
    seeded: Graph, client: httpx.AsyncClient, administrator: str
) -> None:
    await issue(seeded, "甲", Role.SECRETARIAT, ["SAC/TC90", "SAC/TC203"], expires=90 * DAY)
    await issue(seeded, "乙", Role.STEWARD, systems=["PV2024"])
    await revoke(seeded, "甲")
    await issue(seeded, "丙", Role.READER, expires=timedelta(milliseconds=1))
    response = await post(client, administrator, LIST, first=200)
    whole = response.json()["data"]["tokens"]
    facts = await listed(seeded)
    assert [edge["node"]["id"] for edge in whole["edges"]] == [one.id for one in facts]
    assert whole["totalCount"] == len(facts)
    assert whole["pageInfo"]["hasNextPage"] is False
    shown = {edge["node"]["name"]: edge["node"] for edge in whole["edges"]}
    assert [one["code"] for one in shown["甲"]["committees"]] == ["SAC/TC203", "SAC/TC90"]
    assert [one["code"] for one in shown["乙"]["systems"]] == ["PV2024"]
    assert [shown[name]["state"] for name in "甲乙丙"] == ["REVOKED", "LIVE", "EXPIRED"]
    assert {node["issuedBy"] for node in shown.values()} <= {"operator", "系统管理员", "继任"}
    assert administrator[3:] not in response.text
    assert hashlib.sha256(administrator.encode()).hexdigest() not in response.text

    for states in (None, ["LIVE"], ["EXPIRED", "REVOKED"]):
        wanted = [edge["node"]["id"] for edge in whole["edges"] if not states or edge["node"]["state"] in states]
        walked, after = [], None
        while True:
            page = await told(client, administrator, LIST, first=2, after=after, state=states)
            assert page["totalCount"] == len(wanted)
            walked += [edge["node"]["id"] for edge in page["edges"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert walked == wanted

    start = next(edge["cursor"] for edge in whole["edges"] if edge["node"]["name"] == "乙")
    await revoke(seeded, "乙")  # and so it is not in the list any more that the cursor comes from
    page = await told(client, administrator, LIST, after=start, state=["LIVE", "EXPIRED"])
    assert [edge["node"]["name"] for edge in page["edges"]] == ["丙"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"after": "x"}, "BAD_USER_INPUT"),
        ({"after": "碳"}, "BAD_USER_INPUT"),
        ({"after": ""}, "BAD_USER_INPUT"),
        ({"first": -1}, "BAD_USER_INPUT"),
        ({"first": 201}, "LIMIT_EXCEEDED"),
    ],
)
async def test_a_page_that_is_none(
    client: httpx.AsyncClient, administrator: str, given: dict[str, Any], code: str
) -> None:
    answer = (await post(client, administrator, LIST, **given)).json()
    assert [(one["path"], one["extensions"]["code"]) for one in answer["errors"]] == [(["tokens"], code)]


OTHERS = [
    (ANONYMOUS, "UNAUTHENTICATED"),
    (Identity("某人", Role.READER), "FORBIDDEN"),
    (Identity("某人", Role.SECRETARIAT, frozenset({"SAC/TC90"})), "FORBIDDEN"),
    (Identity("某人", Role.STEWARD, frozenset(), frozenset({"PV2024"})), "FORBIDDEN"),
]


@pytest.mark.parametrize(("who", "code"), OTHERS, ids=lambda one: getattr(one, "role", one))
@pytest.mark.parametrize("fast", [True, False])
async def test_others_see_no_tokens_and_the_rest_of_their_document(
    seeded: Graph, engine_settings: Settings, who: Identity, code: str, *, fast: bool
) -> None:
    actor = Actor(seeded, engine_settings, build_schema(engine_settings, fast=fast), who)
    data, errors = await actor.sent("{ tokens { totalCount } systems { code } }")
    assert data is not None
    assert data["tokens"] is None
    assert len(data["systems"]) == 3
    assert [(one["path"], one["extensions"]["code"]) for one in errors] == [(["tokens"], code)]


async def test_both_paths_list_alike(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> None:
    await issue(seeded, "甲", Role.SECRETARIAT, ["SAC/TC90"], expires=90 * DAY)
    slow = build_schema(engine_settings, fast=False)
    answers = [
        json.dumps(await Actor(seeded, engine_settings, one, ADMINISTRATOR).data(LIST, first=200))
        for one in (schema, slow)
    ]
    assert answers[0] == answers[1]


SOON = WARNED - timedelta(minutes=1)
LATER = WARNED + timedelta(minutes=1)
QUERY = "{ systems { code } }"
CHANGE = 'mutation { registerStandard(input: {title: ""}) { __typename } }'


def check_warning(extensions: dict[str, Any], name: str, *, days: int) -> None:
    warning = extensions["token"]
    assert set(warning) == {"expiresAt", "daysLeft", "message", "messageEn"}
    assert warning["daysLeft"] == days
    left = datetime.fromisoformat(warning["expiresAt"]) - datetime.now(UTC)
    assert left.days in (days, days - 1)
    assert f"“{name}”" in warning["message"]
    assert f"'{name}'" in warning["messageEn"]


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json", "text/event-stream"])
@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_every_answer_to_a_token_that_ends_soon_says_so(
    seeded: Graph, client: httpx.AsyncClient, method: str, accept: str
) -> None:
    token = await issue(seeded, "快到期", Role.READER, expires=SOON)
    headers = {**bearer(token), "accept": accept}
    documents = [QUERY, '{ coverage(system: "PV2024", depth: 0) { summary { met } } }']
    if method == "POST":
        documents.append(CHANGE)
    for document in documents:
        asked: dict[str, Any] = {"json": {"query": document}} if method == "POST" else {"params": {"query": document}}
        response = await client.request(method, "/graphql", headers=headers, **asked)
        text = response.text.split("\n")[1].removeprefix("data: ") if "event" in accept else response.text
        check_warning(json.loads(text)["extensions"], "快到期", days=13)


async def test_a_warning_is_beside_what_else_an_answer_s_extensions_hold(
    seeded: Graph, client: httpx.AsyncClient
) -> None:
    token = await issue(seeded, "快到期", Role.ADMINISTRATOR, expires=SOON)
    answer = (await post(client, token, CHANGE)).json()
    assert set(answer["extensions"]) == {"bookmark", "token"}


@pytest.mark.parametrize("expires", [LATER, None])
async def test_no_other_token_is_warned(seeded: Graph, client: httpx.AsyncClient, expires: timedelta | None) -> None:
    token = await issue(seeded, "还早", Role.READER, expires=expires)
    assert "extensions" not in (await post(client, token, QUERY)).json()
    me = await told(client, token, "{ me { expiresSoon warning } }")
    assert me == {"expiresSoon": False, "warning": None}


async def test_me_says_it_in_both_languages(seeded: Graph, client: httpx.AsyncClient) -> None:
    token = await issue(seeded, "快到期", Role.READER, expires=SOON)
    me = await told(client, token, "{ me { expiresSoon warning en: warning(language: EN) } }")
    assert me["expiresSoon"] is True
    assert me["warning"].startswith("令牌“快到期”将于")
    assert me["en"].startswith("the token '快到期' expires at")


@pytest.mark.parametrize("fast", [True, False])
async def test_both_paths_warn(seeded: Graph, engine_settings: Settings, *, fast: bool) -> None:
    app_schema = build_schema(engine_settings, fast=fast)
    who = Identity("甲", Role.READER, token_id="t", expires_at=datetime.now(UTC) + SOON)
    actor = Actor(seeded, engine_settings, app_schema, who)
    check_warning(await actor.extensions(QUERY), "甲", days=13)


async def test_nobody_gets_another_s_warning(seeded: Graph, client: httpx.AsyncClient) -> None:
    held = {name: await issue(seeded, name, Role.READER, expires=days * DAY) for name, days in (("五", 5), ("九", 9))}
    tokens = [held["五"], None, held["九"], await issue(seeded, "久", Role.READER)] * 5
    answers = await asyncio.gather(*(post(client, token, QUERY) for token in tokens))
    for token, response in zip(tokens, answers, strict=True):
        extensions = response.json().get("extensions")
        assert "authorization" in response.headers["vary"].lower()
        if token in held.values():
            name, days = ("五", 5) if token == held["五"] else ("九", 9)
            check_warning(extensions, name, days=days - 1)
        else:
            assert extensions is None


async def test_what_is_streamed_carries_the_warning(seeded: Graph, engine_settings: Settings) -> None:
    token = await issue(seeded, "快到期", Role.READER, expires=SOON)
    follow = 'subscription { changed(after: "0") { sequence } }'
    async with live(seeded, engine_settings) as address:
        async with websockets.connect(
            f"ws://{address}/graphql",
            subprotocols=[websockets.Subprotocol("graphql-transport-ws")],
            additional_headers=bearer(token),
        ) as socket:
            await socket.send(json.dumps({"type": "connection_init"}))
            assert json.loads(await socket.recv())["type"] == "connection_ack"
            for number, document in enumerate((QUERY, follow)):
                await socket.send(json.dumps({"id": str(number), "type": "subscribe", "payload": {"query": document}}))
                async with asyncio.timeout(PATIENT):
                    message = json.loads(await socket.recv())
                    while message["type"] != "next" or message["id"] != str(number):
                        message = json.loads(await socket.recv())
                check_warning(message["payload"]["extensions"], "快到期", days=13)
        headers = {**bearer(token), "accept": "text/event-stream"}
        async with (
            httpx.AsyncClient(timeout=PATIENT) as client,
            client.stream("POST", f"http://{address}/graphql", json={"query": follow}, headers=headers) as answer,
        ):
            async for line in answer.aiter_lines():
                if line.startswith("data: {"):
                    check_warning(json.loads(line.removeprefix("data: "))["extensions"], "快到期", days=13)
                    break


async def test_where_nobody_can_be_identified_for_now_the_mutation_is_null_at_its_path(
    seeded: Graph, client: httpx.AsyncClient, administrator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise Unavailable("the engine is away: try again")

    token_cache(seeded).clear()
    with monkeypatch.context() as patch:
        patch.setattr(seeded, "read", away)
        response = await post(client, administrator, CHANGE)
    assert response.status_code == 200
    answer = response.json()
    assert answer["data"] == {"registerStandard": None}
    assert [(one["path"], one["extensions"]["code"]) for one in answer["errors"]] == [
        (["registerStandard"], "UNAVAILABLE")
    ]
