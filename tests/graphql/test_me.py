"""Who asks: every identity is told its own, and nobody another's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
import strawberry

from stdgraph.domain.identity import ANONYMOUS, Identity, Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.app import create_app
from tests.contract.operations import document
from tests.graphql.actor import Actor
from tests.graphql.error_shape import told
from tests.tokens import issue, revoke

ME = document("20-me")
UNTIL = datetime(2027, 1, 1, 8, tzinfo=UTC)
TC90 = {"code": "SAC/TC90", "title": "全国太阳光伏能源系统标准化技术委员会"}


def codes(*given: str) -> frozenset[str]:
    return frozenset(given)


@pytest.mark.parametrize(
    ("who", "role", "committees", "systems"),
    [
        (Identity("甲", Role.ADMINISTRATOR), "ADMINISTRATOR", [], []),
        (Identity("甲", Role.SECRETARIAT, codes("SAC/TC90", "SAC/TC0")), "SECRETARIAT", ["SAC/TC90"], []),
        (Identity("甲", Role.SECRETARIAT, codes("SAC/TC90"), codes("PV2024")), "SECRETARIAT", ["SAC/TC90"], []),
        (
            Identity("甲", Role.STEWARD, codes("SAC/TC90"), codes("PV2024", "NP2024")),
            "STEWARD",
            ["SAC/TC90"],
            ["NP2024", "PV2024"],
        ),
        (Identity("甲", Role.READER, codes("SAC/TC90"), codes("PV2024")), "READER", [], []),
    ],
)
async def test_an_identity_is_told_what_it_acts_for(
    actor: Actor, who: Identity, role: str, committees: list[str], systems: list[str]
) -> None:
    me = (await actor.being(who).data(ME))["me"]
    assert (me["name"], me["role"], me["expiresAt"]) == ("甲", role, None)
    assert [one["code"] for one in me["committees"]] == committees
    assert [one["code"] for one in me["systems"]] == systems
    assert all(one["title"] for one in (*me["committees"], *me["systems"]))


async def test_the_end_of_a_token_is_told_and_is_no_part_of_who_it_is(actor: Actor) -> None:
    who = Identity("甲", Role.READER, expires_at=UNTIL)
    assert who == Identity("甲", Role.READER)
    me = (await actor.being(who).data(ME))["me"]
    assert datetime.fromisoformat(me["expiresAt"]) == UNTIL


async def test_nobody_is_null(actor: Actor) -> None:
    assert await actor.being(ANONYMOUS).data(ME) == {"me": None}
    assert await actor.being(ANONYMOUS).data("{ me { __typename } systems { code } }") is not None


@pytest.fixture(scope="module")
def actor(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Actor:
    return Actor(seeded, engine_settings, schema)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client(seeded: Graph, engine_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(engine_settings)
    app.state.graph = seeded
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://stdgraph.test") as opened:
        yield opened


async def asked(client: httpx.AsyncClient, token: str | None, *, by_get: bool = False) -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    if by_get:
        response = await client.get("/graphql", params={"query": ME}, headers=headers)
    else:
        response = await client.post("/graphql", json={"query": ME}, headers=headers)
    assert "authorization" in response.headers["vary"].lower(), "no cache on the way gives one's answer to another"
    return response.json()


@pytest.mark.parametrize("by_get", [False, True])
async def test_over_http_each_token_is_told_its_own_whoever_asks_beside_it(
    seeded: Graph, client: httpx.AsyncClient, *, by_get: bool
) -> None:
    day = timedelta(days=1)
    tokens = {
        "秘书处": await issue(seeded, "秘书处", Role.SECRETARIAT, ["SAC/TC90"], expires=day),
        "管理者": await issue(seeded, "管理者", Role.STEWARD, systems=["PV2024"]),
        None: None,
    }
    try:
        who = list(tokens) * 5
        answers = await asyncio.gather(*(asked(client, tokens[name], by_get=by_get) for name in who))
        for name, answer in zip(who, answers, strict=True):
            me = answer["data"]["me"]
            assert (me and me["name"]) == name
            if name == "秘书处":
                assert (me["role"], me["committees"], me["systems"]) == ("SECRETARIAT", [TC90], [])
                left = datetime.fromisoformat(me["expiresAt"]) - datetime.now(UTC)
                assert timedelta() < left <= day
            if name == "管理者":
                assert (me["role"], me["committees"], me["expiresAt"]) == ("STEWARD", [], None)
                assert [one["code"] for one in me["systems"]] == ["PV2024"]
    finally:
        await revoke(seeded, "秘书处")
        await revoke(seeded, "管理者")
    answer = await asked(client, tokens["秘书处"], by_get=by_get)
    assert [code for code, _ in told(answer)] == ["UNAUTHENTICATED"]
    assert "data" not in answer, "who sends a token means it: nothing ran"


async def test_where_reads_are_not_public_nobody_is_an_error_like_for_any_read(
    seeded: Graph, engine_settings: Settings
) -> None:
    app = create_app(engine_settings.model_copy(update={"public_reads": False}))
    app.state.graph = seeded
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://stdgraph.test") as client:
        assert [code for code, _ in told(await asked(client, None))] == ["UNAUTHENTICATED"]
        token = await issue(seeded, "读者", Role.READER)
        try:
            assert (await asked(client, token))["data"]["me"]["name"] == "读者"
        finally:
            await revoke(seeded, "读者")
