"""The administrator's page of tokens: who sees it, what it issues and shows once, and what it asks before it revokes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest
import pytest_asyncio

from stdgraph.auth.token_facts import TokenFacts
from stdgraph.auth.tokens import hash_of
from stdgraph.domain.identity import Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.conftest import seeded
from tests.sessions import signed_in
from tests.tokens import issue, listed, revoke
from tests.web.test_login import FROM_ELSEWHERE, client_of

__all__ = ["seeded"]
pytestmark = pytest.mark.parametrize("engine_settings", ["embedded"], indirect=True, scope="session")

CONFIRMED = {"": ""}
FORM = {
    "name": "光伏秘书处",
    "role": "SECRETARIAT",
    "committees": "SAC/TC90",
    "systems": "",
    "life": "days",
    "days": "30",
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def administrator(seeded: Graph) -> str:
    return await issue(seeded, "管理员", Role.ADMINISTRATOR)


@pytest_asyncio.fixture(loop_scope="session")
async def client(seeded: Graph, engine_settings: Settings, administrator: str) -> AsyncIterator[httpx.AsyncClient]:
    """An administrator's browser; what it issued is revoked afterwards."""
    async with client_of(seeded, engine_settings) as opened:
        opened.headers.update(signed_in(engine_settings, administrator))
        yield opened
    for one in await listed(seeded):
        if one.name != "管理员" and one.revoked_at is None:
            await revoke(seeded, one.id)


async def named(graph: Graph, name: str) -> TokenFacts:
    return [one for one in await listed(graph) if one.name == name][-1]


async def form_of(client: httpx.AsyncClient) -> dict[str, str]:
    """The form as the page has it, filled in."""
    page = await client.get("/tokens")
    assert page.status_code == 200
    request = re.search(r'name="request" value="([^"]+)"', page.text)
    assert request is not None
    return {**FORM, "request": request[1]}


async def test_a_token_is_issued_and_shown_once(client: httpx.AsyncClient, seeded: Graph) -> None:
    form = await form_of(client)
    done = await client.post("/tokens", data=form)
    assert (done.status_code, done.headers["cache-control"]) == (200, "no-store")
    (secret,) = set(re.findall(r"sg_[\w-]{43}", done.text))
    facts = await named(seeded, "光伏秘书处")
    assert (facts.role, facts.committees, facts.systems) == (Role.SECRETARIAT, ("SAC/TC90",), ())
    assert facts.expires_at is not None
    assert (facts.expires_at - facts.issued_at).days == 30
    me = await client.post("/graphql", json={"query": "{ me { name } }"}, headers={"Authorization": f"Bearer {secret}"})
    assert me.json()["data"] == {"me": {"name": "光伏秘书处"}}
    again = await client.post("/tokens", data=form)  # the page is loaded anew
    assert again.status_code == 200
    assert "shown then, and is not shown again" in again.text
    page = await client.get("/tokens")
    assert "光伏秘书处" in page.text
    for told in (again, page):
        assert secret not in told.text
        assert hash_of(secret) not in told.text


async def test_the_list_says_what_each_token_is(client: httpx.AsyncClient, seeded: Graph) -> None:
    await issue(seeded, "<b>steward</b>", Role.STEWARD, ["SAC/TC90"], ["PV2024"])
    await issue(seeded, "gone", Role.READER)
    await revoke(seeded, "gone")
    page = (await client.get("/tokens")).text
    assert "<b>steward" not in page
    row = next(one for one in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if "steward" in one)
    for shown in ("live", "SAC/TC90", "PV2024", "operator", "never"):
        assert shown in row
    assert "gone" in page
    live = (await client.get("/tokens", params={"state": "LIVE"})).text
    assert "gone" not in live
    chinese = (await client.get("/tokens", headers={"accept-language": "zh"})).text
    for shown in ("访问令牌", "有效", "已撤销", "体系管理员"):
        assert shown in chinese
    assert (await client.get("/tokens", params={"state": "X"})).status_code == 400


async def test_a_token_may_be_valid_until_it_is_revoked(client: httpx.AsyncClient, seeded: Graph) -> None:
    form = {**await form_of(client), "name": "lasting", "life": "never", "days": ""}
    assert (await client.post("/tokens", data=form)).status_code == 200
    assert (await named(seeded, "lasting")).expires_at is None


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": ""}, "invalid token name"),
        ({"name": "管理员"}, "a live token named '管理员' exists"),
        ({"committees": ""}, "role SECRETARIAT requires a"),
        ({"committees": "SAC/TC90，SAC/TC0"}, "SAC/TC0"),
        ({"systems": "PV2024"}, "role SECRETARIAT takes no"),
        ({"days": "3654"}, "a token may be valid for at most 3653 days"),
        ({"days": "0"}, "validFor must be positive"),
    ],
)
async def test_what_is_wrong_is_told_beside_the_form_that_keeps_what_was_entered(
    client: httpx.AsyncClient, seeded: Graph, changed: dict[str, str], told: str
) -> None:
    before = len(await listed(seeded))
    form = {**await form_of(client), **changed}
    refused = await client.post("/tokens", data=form)
    assert refused.status_code == 400
    assert told in unescape(refused.text)
    assert f'id="days" name="days" type="number" min="1" max="3653" value="{form["days"]}"' in refused.text
    assert '<option value="SECRETARIAT" selected>' in refused.text
    assert len(await listed(seeded)) == before


@pytest.mark.parametrize("changed", [{"role": "KING"}, {"role": ""}, {"days": "many"}, {"days": ""}], ids=str)
async def test_what_no_form_of_ours_sends_is_refused(client: httpx.AsyncClient, changed: dict[str, str]) -> None:
    assert (await client.post("/tokens", data={**await form_of(client), **changed})).status_code == 400


async def test_a_token_is_revoked_after_a_question(client: httpx.AsyncClient, seeded: Graph) -> None:
    token = await issue(seeded, "lost", Role.SECRETARIAT, ["SAC/TC90"])
    facts = await named(seeded, "lost")
    place = f"/tokens/{facts.id}/revoke"
    assert f'href="{place}"' in (await client.get("/tokens")).text
    asked = await client.get(place)
    assert (asked.status_code, f'action="{place}"' in asked.text) == (200, True)
    assert "SAC/TC90" in asked.text
    assert (await named(seeded, "lost")).revoked_at is None
    done = await client.post(place, data=CONFIRMED)
    assert (done.status_code, done.headers["location"]) == (303, "/tokens?told=revoked")
    assert (await named(seeded, "lost")).revoked_at is not None
    assert "The token is revoked." in (await client.get(done.headers["location"])).text
    used = await client.post(
        "/graphql", json={"query": "{ me { name } }"}, headers={"Authorization": f"Bearer {token}"}
    )
    assert used.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    for again in (await client.get(place), await client.post(place, data=CONFIRMED)):
        assert again.status_code == 400
        assert "was revoked at" in again.text
    assert (await client.get("/tokens/nothing/revoke")).status_code == 400


async def test_the_last_administrator_is_not_revoked(client: httpx.AsyncClient, seeded: Graph) -> None:
    facts = await named(seeded, "管理员")
    refused = await client.get(f"/tokens/{facts.id}/revoke")
    assert refused.status_code == 400
    assert "the last valid token of an administrator" in refused.text


async def test_who_is_no_administrator_is_told_why(seeded: Graph, engine_settings: Settings) -> None:
    token = await issue(seeded, "体系的", Role.STEWARD, systems=["PV2024"])
    victim = await issue(seeded, "victim", Role.READER)
    place = f"/tokens/{(await named(seeded, 'victim')).id}/revoke"
    async with client_of(seeded, engine_settings) as client:
        client.headers.update(signed_in(engine_settings, token))
        for refused in (
            await client.get("/tokens"),
            await client.post("/tokens", data=FORM),
            await client.get(place),
            await client.post(place, data=CONFIRMED),
        ):
            assert refused.status_code == 403
            assert "requires ADMINISTRATOR" in refused.text
            assert refused.headers["cache-control"] == "no-store"
        chinese = await client.get("/tokens", headers={"accept-language": "zh"})
        assert "需要 系统管理员" in chinese.text
    assert victim not in chinese.text
    assert (await named(seeded, "victim")).revoked_at is None


async def test_who_is_not_logged_in_is_led_to_the_form(seeded: Graph, engine_settings: Settings) -> None:
    async with client_of(seeded, engine_settings) as client:
        led = await client.get("/tokens")
        assert (led.status_code, led.headers["location"]) == (303, "/login?next=/tokens")
        assert (await client.post("/tokens", data=FORM, headers={"Sec-Fetch-Site": "same-origin"})).status_code == 401


@pytest.mark.parametrize("sent", FROM_ELSEWHERE, ids=str)
async def test_a_form_of_another_place_changes_nothing(
    client: httpx.AsyncClient, seeded: Graph, sent: dict[str, str]
) -> None:
    form, before = await form_of(client), len(await listed(seeded))
    del client.headers["Sec-Fetch-Site"]
    facts = await named(seeded, "管理员")
    for refused in (
        await client.post("/tokens", data=form, headers=sent),
        await client.post(f"/tokens/{facts.id}/revoke", data=CONFIRMED, headers=sent),
    ):
        assert refused.status_code == 403
        assert "not sent by a page of this service" in refused.text
    assert len(await listed(seeded)) == before
