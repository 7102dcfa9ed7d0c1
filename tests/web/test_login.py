"""Logging in and out in a browser: the form, the cookie, where it leads, and what is never told."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from http.cookies import Morsel, SimpleCookie
from typing import Any

import httpx
import pytest
import pytest_asyncio

from stdgraph.auth.sessions import COOKIE
from stdgraph.auth.tokens import hash_of
from stdgraph.domain.identity import Role
from stdgraph.errors import Unavailable
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web import login
from stdgraph.web.app import create_app
from tests.auth.issuer import ISSUER, jwks, publishing, rsa_signer
from tests.graphql.conftest import seeded
from tests.sessions import SAME_ORIGIN, signed_in
from tests.tokens import issue, revoke

__all__ = ["seeded"]
pytestmark = pytest.mark.parametrize("engine_settings", ["embedded"], indirect=True, scope="session")

HOST = "http://stdgraph.test"
FROM_HERE = ({"Sec-Fetch-Site": "same-origin"}, {"Origin": HOST})
FROM_ELSEWHERE: tuple[dict[str, str], ...] = (
    {},
    {"Origin": "null"},
    {"Origin": "http://stdgraph.test:8001"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-site", "Origin": HOST},
    {"Sec-Fetch-Site": "cross-site"},
)
WRONG = "the token is not valid: it is unknown, has expired, or was revoked"


def client_of(graph: Graph, settings: Settings, base: str = HOST) -> httpx.AsyncClient:
    app = create_app(settings)
    app.state.graph = graph
    language = {"accept-language": "en"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=base, headers=language)


@pytest_asyncio.fixture(loop_scope="session")
async def client(seeded: Graph, engine_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(seeded, engine_settings) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def token(seeded: Graph) -> str:
    return await issue(seeded, "登录者", Role.ADMINISTRATOR)


def cookie_of(response: httpx.Response, name: str = COOKIE) -> Morsel[str]:
    """A cookie that a response sets, with its attributes."""
    (line,) = [one for one in response.headers.get_list("set-cookie") if one.startswith(f"{name}=")]
    return SimpleCookie(line)[name]


async def log_in(
    client: httpx.AsyncClient, token: str, headers: dict[str, str] = SAME_ORIGIN, **more: str
) -> httpx.Response:
    return await client.post("/login", data={"token": token, **more}, headers=headers)


@pytest.mark.parametrize("sent", FROM_HERE, ids=str)
async def test_a_token_begins_a_session_and_leads_on(
    client: httpx.AsyncClient, token: str, sent: dict[str, str]
) -> None:
    done = await log_in(client, f" {token}\n", sent, next="/gaps?system=PV2024")
    assert (done.status_code, done.headers["location"]) == (303, "/gaps?system=PV2024")
    assert done.headers["cache-control"] == "no-store"
    cookie = cookie_of(done)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "strict", "/")
    assert (cookie["secure"], cookie["max-age"], cookie["expires"], cookie["domain"]) == ("", "", "", "")
    assert token not in str(done.headers)
    assert hash_of(token) not in str(done.headers)
    page = await client.get("/login", headers={"Sec-Fetch-Site": "none"})
    assert "登录者" in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_the_cookie_lasts_as_long_as_the_token_and_half_a_day_at_most(
    client: httpx.AsyncClient, seeded: Graph
) -> None:
    brief = await issue(seeded, "an hour", Role.READER, expires=timedelta(hours=1))
    assert 3590 <= int(cookie_of(await log_in(client, brief))["max-age"]) <= 3600
    longer = await issue(seeded, "a month", Role.READER, expires=timedelta(days=30))
    assert cookie_of(await log_in(client, longer))["max-age"] == "43200"


@pytest.mark.parametrize(
    ("base", "origin", "public"),
    [
        ("https://stdgraph.test", "https://stdgraph.test", None),
        (HOST, "https://stdgraph.test", None),
        (HOST, "https://stdgraph.test", "https://stdgraph.test"),
    ],
)
async def test_by_https_the_cookie_is_kept_to_it(
    seeded: Graph, engine_settings: Settings, token: str, base: str, origin: str, public: str | None
) -> None:
    async with client_of(seeded, engine_settings.model_copy(update={"public_url": public}), base) as client:
        assert cookie_of(await log_in(client, token, {"Origin": origin}))["secure"] is True


@pytest.mark.parametrize("path", ["//evil.test", "/\\evil.test", "https://evil.test", "/\t/evil.test", "evil.test", ""])
async def test_it_leads_nowhere_else(client: httpx.AsyncClient, token: str, path: str) -> None:
    assert (await log_in(client, token, next=path)).headers["location"] == "/"
    form = (await client.get("/login", params={"next": path})).text
    assert '<input type="hidden" name="next" value="/">' in form
    assert "evil.test" not in re.sub(r'<a href="[^"]*language=[^"]*"|<a href="/login\?[^"]*"', "", form)


@pytest.mark.parametrize("wrong", ["", "x", "sg_" + "A" * 43, "Bearer sg_x", "eyJhbGciOiJub25lIn0.e30.", "a" * 20_000])
async def test_a_wrong_token_is_told_in_one_message_and_not_repeated(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, wrong: str
) -> None:
    with caplog.at_level(logging.INFO):
        told = await log_in(client, wrong, next="/gaps")
    assert told.status_code == 401
    assert WRONG in told.text
    assert told.text.count('role="alert"') == 1
    assert 'name="next" value="/gaps"' in told.text
    assert COOKIE not in told.headers.get("set-cookie", "")
    assert told.headers["cache-control"] == "no-store"
    if len(wrong) > 8:
        assert wrong not in told.text + str(told.headers) + caplog.text
    chinese = await log_in(client, wrong, {**SAME_ORIGIN, "accept-language": "zh-CN"})
    assert "令牌无效：未知、已过期或已撤销" in chinese.text


async def test_a_revoked_token_begins_nothing_and_ends_what_it_began(client: httpx.AsyncClient, seeded: Graph) -> None:
    brief = await issue(seeded, "brief", Role.READER)
    assert (await log_in(client, brief)).status_code == 303
    await revoke(seeded, "brief")
    page = await client.get("/login")
    assert "Your session has ended" in page.text
    assert cookie_of(page)["max-age"] == "0"
    assert (await log_in(client, brief)).status_code == 401


@pytest.mark.parametrize("sent", FROM_ELSEWHERE, ids=str)
async def test_a_form_of_another_place_is_refused(
    seeded: Graph, engine_settings: Settings, token: str, sent: dict[str, str]
) -> None:
    async with client_of(seeded, engine_settings) as client:
        refused = await log_in(client, token, sent)
        assert refused.status_code == 403
        assert "the form was not sent by a page of this service" in refused.text
        assert "set-cookie" not in refused.headers
        known = {**signed_in(engine_settings, token), **sent}
        known.update({} if "Sec-Fetch-Site" in sent else {"Sec-Fetch-Site": "cross-site"})
        stays = await client.post("/logout", headers=known)
        assert (stays.status_code, "set-cookie" in stays.headers) == (403, False)


async def test_logging_out_forgets_the_session(client: httpx.AsyncClient, token: str) -> None:
    await log_in(client, token)
    done = await client.post("/logout", headers={**SAME_ORIGIN, "content-type": "application/x-www-form-urlencoded"})
    assert (done.status_code, done.headers["location"], done.headers["cache-control"]) == (303, "/", "no-store")
    assert (cookie_of(done)["max-age"], cookie_of(done)["path"]) == ("0", "/")
    assert client.cookies.get(COOKIE) is None
    assert (await client.get("/logout")).status_code == 405


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json", ""])
async def test_a_body_of_another_kind_is_refused(client: httpx.AsyncClient, kind: str) -> None:
    refused = await client.post("/login", content=b"x", headers={**SAME_ORIGIN, "content-type": kind})
    assert refused.status_code == 400
    assert "expected a form of type application/x-www-form-urlencoded" in refused.text


async def test_the_form_may_be_sent_from_where_no_sec_fetch_site_is(client: httpx.AsyncClient) -> None:
    page = await client.get("/login")
    # by plain http a browser sends nothing but Origin, and by "no-referrer" that would be null
    assert page.headers["referrer-policy"] == "same-origin"
    policy = page.headers["content-security-policy"]
    assert "form-action 'self'" in policy
    assert "unsafe-inline" not in policy
    assert not re.search(r"<script(?![^>]*src=)|<style| style=| on\w+=", page.text)
    assert re.search(r'<input id="token" name="token" type="password"[^>]*autocomplete="off"', page.text)


async def test_the_page_is_in_both_languages(client: httpx.AsyncClient) -> None:
    assert "Access token" in (await client.get("/login")).text
    chinese = (await client.get("/login", headers={"accept-language": "zh-CN"})).text
    assert "访问令牌" in chinese
    assert "Access token" not in chinese


async def test_a_token_of_the_issuer_begins_a_session_as_well(seeded: Graph, engine_settings: Settings) -> None:
    signer = rsa_signer()
    with publishing(jwks(signer)) as published:
        named = {"oidc_issuer": ISSUER, "oidc_audience": "stdgraph", "oidc_jwks": published.address}
        async with client_of(seeded, engine_settings.model_copy(update=named)) as client:
            done = await log_in(client, signer.token(stdgraph_role="STEWARD", sub="of the issuer"))
            assert done.status_code == 303
            assert 290 <= int(cookie_of(done)["max-age"]) <= 300
            me = await client.post("/graphql", json={"query": "{ me { name role } }"}, headers=SAME_ORIGIN)
            assert me.json()["data"] == {"me": {"name": "of the issuer", "role": "STEWARD"}}
            many = " ".join(f"SAC/TC{n}" for n in range(500))
            large = await log_in(client, signer.token(stdgraph_role="SECRETARIAT", stdgraph_committees=many))
            assert large.status_code == 400
            assert "too many committees and systems" in large.text


async def test_an_engine_in_trouble_is_told_as_such(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: Any) -> None:
        raise Unavailable("the graph does not answer")

    monkeypatch.setattr(login, "identity_of", away)
    told = await log_in(client, "sg_" + "A" * 43)
    assert (told.status_code, "the graph does not answer" in told.text) == (503, True)
    assert told.headers["cache-control"] == "no-store"
