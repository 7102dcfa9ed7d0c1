"""Signing in at an issuer in a browser: there, back, and on with a session."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio

from stdgraph.auth.oidc_signin import COOKIE as PENDING
from stdgraph.auth.sessions import COOKIE
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.auth.signin_issuer import SignInIssuer, settings_for, signing_in
from tests.graphql.conftest import seeded
from tests.sessions import SAME_ORIGIN
from tests.web.test_login import HOST, client_of, cookie_of

__all__ = ["seeded"]
pytestmark = pytest.mark.parametrize("engine_settings", ["embedded"], indirect=True, scope="session")

FROM_ISSUER = {"Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def issuer() -> Iterator[SignInIssuer]:
    with signing_in() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def client(seeded: Graph, engine_settings: Settings, issuer: SignInIssuer) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(seeded, settings_for(issuer, engine_settings)) as opened:
        yield opened


async def sent_back(client: httpx.AsyncClient, path: str = "/gaps") -> str:
    """The address that the issuer sends the browser to, once somebody has signed in there."""
    led = await client.get("/login/oidc", params={"next": path})
    assert led.status_code == 303
    async with httpx.AsyncClient() as outside:
        location: str = (await outside.get(led.headers["location"])).headers["location"]
    return location


async def test_the_form_names_the_issuer(client: httpx.AsyncClient, seeded: Graph, engine_settings: Settings) -> None:
    page = (await client.get("/login", params={"next": "/gaps?a=1"})).text
    assert 'href="/login/oidc?next=/gaps%3Fa%3D1"' in page or 'href="/login/oidc?next=%2Fgaps%3Fa%3D1"' in page
    assert "Sign in with 127.0.0.1" in page
    async with client_of(seeded, engine_settings) as without:
        assert "/login/oidc" not in (await without.get("/login")).text
        assert (await without.get("/login/oidc")).status_code == 404


async def test_who_signs_in_comes_back_with_a_session(client: httpx.AsyncClient, issuer: SignInIssuer) -> None:
    issuer.claims = {"sub": "李雷", "stdgraph_role": "STEWARD", "stdgraph_systems": ["PV2024"]}
    back = await sent_back(client, "/systems/PV2024?a=1&b=2")
    assert back.startswith(f"{HOST}/login/callback?")
    done = await client.get(back, headers=FROM_ISSUER)
    assert done.status_code == 200
    assert '<meta http-equiv="refresh" content="0; url=/systems/PV2024?a=1&amp;b=2">' in done.text
    assert (done.headers["cache-control"], done.headers["referrer-policy"]) == ("no-store", "no-referrer")
    cookie = cookie_of(done)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "strict", "/")
    assert 290 <= int(cookie["max-age"]) <= 300
    assert (cookie_of(done, PENDING)["max-age"], cookie_of(done, PENDING)["path"]) == ("0", "/login")
    me = await client.post("/graphql", json={"query": "{ me { name role } }"}, headers=SAME_ORIGIN)
    assert me.json()["data"] == {"me": {"name": "李雷", "role": "STEWARD"}}


async def test_the_sign_in_is_kept_for_ten_minutes_where_it_is_needed(client: httpx.AsyncClient) -> None:
    led = await client.get("/login/oidc", params={"next": "//evil.test"})
    cookie = cookie_of(led, PENDING)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/login")
    assert (cookie["max-age"], cookie["secure"]) == ("600", "")
    assert led.headers["cache-control"] == "no-store"
    assert parse_qs(urlsplit(led.headers["location"]).query)["redirect_uri"] == [f"{HOST}/login/callback"]
    assert "evil.test" not in led.headers["location"]


async def test_the_public_address_is_where_the_issuer_sends_back_to(
    seeded: Graph, engine_settings: Settings, issuer: SignInIssuer
) -> None:
    settings = settings_for(issuer, engine_settings, public_url="https://stdgraph.test")
    async with client_of(seeded, settings) as client:
        back = await sent_back(client)
        assert back.startswith("https://stdgraph.test/login/callback?")
        led = await client.get("/login/oidc")
        assert cookie_of(led, PENDING)["secure"] is True
    async with client_of(seeded, settings, "https://stdgraph.test") as client:
        assert cookie_of(await client.get(await sent_back(client)))["secure"] is True


async def test_what_is_not_begun_here_is_refused(
    client: httpx.AsyncClient, seeded: Graph, engine_settings: Settings, issuer: SignInIssuer
) -> None:
    back = await sent_back(client)
    async with client_of(seeded, settings_for(issuer, engine_settings)) as other:  # log-in CSRF: the victim's browser
        refused = await other.get(back, headers=FROM_ISSUER)
        assert refused.status_code == 401
        assert "begun more than ten minutes ago, or in another browser: begin again" in refused.text
        assert "set-cookie" not in refused.headers
        assert 'name="token"' in refused.text
        chinese = await other.get(back, headers={**FROM_ISSUER, "accept-language": "zh"})
        assert "不是在本浏览器中开始的：请重新登录" in chinese.text
    assert (await client.get("/login/callback", headers=FROM_ISSUER)).status_code == 401
    assert (await client.get(back, headers=FROM_ISSUER)).status_code == 200


async def test_what_the_issuer_refuses_is_told(client: httpx.AsyncClient, issuer: SignInIssuer) -> None:
    issuer.error = "access_denied"
    refused = await client.get(await sent_back(client), headers=FROM_ISSUER)
    assert refused.status_code == 401
    assert refused.text.count('role="alert"') == 1
    assert "the sign-in was cancelled, or the issuer does not permit it" in refused.text
    issuer.error, issuer.claims = None, {"aud": "others"}
    refused = await client.get(await sent_back(client), headers=FROM_ISSUER)
    assert refused.status_code == 401
    assert "is meant for another audience" in refused.text
    assert COOKIE not in str(refused.headers)


async def test_an_issuer_in_trouble_is_told(client: httpx.AsyncClient, issuer: SignInIssuer) -> None:
    back = await sent_back(client)
    issuer.answer = (500, b"")
    refused = await client.get(back, headers=FROM_ISSUER)
    assert (refused.status_code, "nobody can sign in at the issuer for now" in refused.text) == (503, True)
    with signing_in() as broken:
        broken.published = {"issuer": None}
        settings = settings_for(broken, client._transport.app.state.settings)  # type: ignore[attr-defined]
        graph = client._transport.app.state.graph  # type: ignore[attr-defined]
        async with client_of(graph, settings) as other:
            assert (await other.get("/login/oidc")).status_code == 503


async def test_nothing_that_is_secret_is_told_or_logged(
    client: httpx.AsyncClient, issuer: SignInIssuer, caplog: pytest.LogCaptureFixture
) -> None:
    back = await sent_back(client)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # the test's own client logs addresses
    with caplog.at_level(logging.INFO):
        done = await client.get(back, headers=FROM_ISSUER)
    logging.getLogger("httpx").setLevel(logging.NOTSET)
    (form,) = issuer.forms
    for secret in (form["code"], form["code_verifier"], parse_qs(urlsplit(back).query)["state"][0]):
        assert secret not in done.text + str(done.headers) + caplog.text
    assert not re.search(r"eyJ[\w-]+\.", done.text + str(done.headers) + caplog.text)
