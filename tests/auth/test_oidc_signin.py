"""Signing in at an issuer: what is asked of it, what it may answer, and whom that makes of somebody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest

from stdgraph.auth import oidc_provider
from stdgraph.auth.oidc import identify
from stdgraph.auth.oidc_provider import FRESH, PAUSE, WELL_KNOWN, Discovery, Provider
from stdgraph.auth.oidc_signin import LONGEST, Begun, SignedInAt, SignInFailed, begin_sign_in, finish_sign_in
from stdgraph.auth.sealing import seal_for
from stdgraph.domain.identity import Identity, Role
from stdgraph.errors import BadInput, Unauthenticated, Unavailable
from stdgraph.settings import Settings, load_settings
from tests.auth.issuer import AUDIENCE, ec_signer
from tests.auth.signin_issuer import CLIENT, SECRET, SignInIssuer, basic, settings_for, signing_in
from tests.engines import embedded_settings

BACK = "https://stdgraph.test/login/callback"
BEGIN_AGAIN = r"begun more than ten minutes ago, or in another browser"


@pytest.fixture
def issuer() -> Iterator[SignInIssuer]:
    with signing_in() as opened:
        yield opened


@pytest.fixture
def settings(issuer: SignInIssuer, tmp_path: Path) -> Settings:
    return settings_for(issuer, embedded_settings(tmp_path))


def now() -> datetime:
    return datetime.now(UTC)


async def begun(settings: Settings, path: str = "/gaps") -> tuple[Provider, Begun]:
    provider = await Discovery(str(settings.oidc_issuer)).provider()
    return provider, begin_sign_in(settings, provider, BACK, path, now())


async def answered(started: Begun) -> dict[str, str]:
    """What the issuer tells once somebody has signed in, by the address that it sends the browser to."""
    async with httpx.AsyncClient() as browser:
        sent = await browser.get(started.address)
    assert sent.status_code == 302
    return dict(parse_qsl(urlsplit(sent.headers["location"]).query))


async def signed_in(settings: Settings) -> SignedInAt:
    provider, started = await begun(settings)
    return await finish_sign_in(settings, provider, await answered(started), started.cookie, now())


async def test_who_signs_in_has_the_role_of_the_id_token(issuer: SignInIssuer, settings: Settings) -> None:
    issuer.claims = {"stdgraph_role": "steward", "stdgraph_systems": ["X2024"]}
    who, path = await signed_in(settings)
    assert (who, path) == (Identity("alice", Role.STEWARD, systems=frozenset({"X2024"})), "/gaps")
    assert who.expires_at is not None
    assert timedelta() < who.expires_at - now() <= timedelta(seconds=300)


async def test_what_is_asked_of_the_issuer(issuer: SignInIssuer, settings: Settings) -> None:
    wider = settings_for(issuer, settings, oidc_scopes="openid profile")
    (_, first), (_, second) = await begun(wider), await begun(wider)
    assert first.address.startswith(f"{issuer.address}/authorize?realm=standards&response_type=code&")
    asked, other = (parse_qs(urlsplit(one.address).query) for one in (first, second))
    assert (asked["client_id"], asked["redirect_uri"], asked["scope"]) == ([CLIENT], [BACK], ["openid profile"])
    assert asked["code_challenge_method"] == ["S256"]
    for drawn in ("state", "nonce", "code_challenge"):
        assert len(asked[drawn][0]) == 43
        assert asked[drawn] != other[drawn]
        assert asked[drawn][0] not in first.cookie


@pytest.mark.parametrize(
    "methods", [None, ["client_secret_post", "client_secret_basic"], ["client_secret_post"]], ids=str
)
async def test_the_client_shows_its_secret_as_the_issuer_takes_it(
    issuer: SignInIssuer, settings: Settings, methods: list[str] | None
) -> None:
    issuer.published = {"token_endpoint_auth_methods_supported": methods}
    await signed_in(settings_for(issuer, settings, oidc_client_secret=SECRET))
    (form,), (header,) = issuer.forms, issuer.credentials
    if methods == ["client_secret_post"]:
        assert (form["client_id"], form["client_secret"], header) == (CLIENT, SECRET, None)
    else:
        assert "client_secret" not in form
        assert basic(header or "") == (CLIENT, SECRET)


async def test_a_public_client_has_none(issuer: SignInIssuer, settings: Settings) -> None:
    await signed_in(settings)
    assert issuer.credentials == [None]
    assert issuer.forms[0]["client_id"] == CLIENT


async def test_the_access_token_counts_where_it_alone_has_a_role(issuer: SignInIssuer, settings: Settings) -> None:
    issuer.access_claims = {"stdgraph_role": "SECRETARIAT", "stdgraph_committees": "SAC/TC1"}
    assert (await signed_in(settings)).who == Identity("alice", Role.SECRETARIAT, frozenset({"SAC/TC1"}))
    issuer.claims = {"stdgraph_role": "STEWARD"}
    assert (await signed_in(settings)).who.role is Role.STEWARD


@pytest.mark.parametrize(
    "access",
    [
        None,
        {"stdgraph_role": "ADMINISTRATOR", "aud": "others"},
        {"stdgraph_role": "ADMINISTRATOR", "sub": "bob"},
        {"stdgraph_role": "ADMINISTRATOR", "exp": 1},
        {"name": "no role"},
    ],
    ids=str,
)
async def test_an_access_token_of_another_kind_changes_nothing(
    issuer: SignInIssuer, settings: Settings, access: dict[str, Any] | None
) -> None:
    issuer.access_claims = access
    assert (await signed_in(settings)).who == Identity("alice", Role.READER)


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"nonce": None}, "belongs to another sign-in"),
        ({"nonce": "x" * 43}, "belongs to another sign-in"),
        ({"nonce": 7}, "belongs to another sign-in"),
        ({"azp": "others"}, "belongs to another sign-in"),
        ({"aud": "others"}, "is meant for another audience"),
        ({"iss": "https://other.example.org"}, "comes from another issuer"),
        ({"exp": 1}, "has expired"),
        ({"stdgraph_role": "KING"}, "is not a role"),
    ],
    ids=str,
)
async def test_an_id_token_that_is_not_for_this_sign_in_is_refused(
    issuer: SignInIssuer, settings: Settings, claims: dict[str, Any], told: str
) -> None:
    issuer.claims = claims
    with pytest.raises(Unauthenticated, match=told):
        await signed_in(settings)


@pytest.mark.parametrize("aud", [[CLIENT, "others"], AUDIENCE], ids=str)
async def test_an_id_token_names_the_client_or_the_audience(
    issuer: SignInIssuer, settings: Settings, aud: object
) -> None:
    issuer.claims = {"aud": aud, "azp": CLIENT}
    assert (await signed_in(settings)).who.name == "alice"


async def test_an_id_token_is_no_bearer_token(issuer: SignInIssuer, settings: Settings) -> None:
    with pytest.raises(Unauthenticated, match="is meant for another audience"):
        await identify(settings, issuer.signer.token(iss=issuer.address, aud=CLIENT))


async def test_an_id_token_of_another_key_is_refused(issuer: SignInIssuer, settings: Settings) -> None:
    await signed_in(settings)
    issuer.signer = ec_signer("signing")
    with pytest.raises(Unauthenticated, match="has a wrong signature"):
        await signed_in(settings)


async def test_a_sign_in_that_another_browser_began_is_refused(issuer: SignInIssuer, settings: Settings) -> None:
    (provider, mine), (_, other) = await begun(settings), await begun(settings)
    told = await answered(mine)
    in_future = now() + LONGEST + timedelta(seconds=2)
    session = seal_for(settings, "session").seal(b"{}", now())
    for cookie, at in ((other.cookie, now()), (None, now()), ("", now()), (session, now()), (mine.cookie, in_future)):
        with pytest.raises(SignInFailed, match=BEGIN_AGAIN):
            await finish_sign_in(settings, provider, told, cookie, at)
    for changed in ({"state": ""}, {"state": "é"}, {"state": told["state"][:-1]}):
        with pytest.raises(SignInFailed, match=BEGIN_AGAIN):
            await finish_sign_in(settings, provider, {**told, **changed}, mine.cookie, now())
    with pytest.raises(SignInFailed, match="comes from another issuer"):
        await finish_sign_in(settings, provider, {**told, "iss": "https://other.example.org"}, mine.cookie, now())
    assert issuer.forms == []


async def test_a_code_is_redeemed_once_and_for_its_own_sign_in(issuer: SignInIssuer, settings: Settings) -> None:
    provider, started = await begun(settings)
    told = await answered(started)
    assert (await finish_sign_in(settings, provider, told, started.cookie, now())).who.name == "alice"
    with pytest.raises(SignInFailed, match="does not accept the code"):
        await finish_sign_in(settings, provider, told, started.cookie, now())
    _, second = await begun(settings)
    code = (await answered(second))["code"]
    _, third = await begun(settings)
    mixed = {**await answered(third), "code": code}
    with pytest.raises(SignInFailed, match="does not accept the code"):  # its verifier is another sign-in's
        await finish_sign_in(settings, provider, mixed, third.cookie, now())


@pytest.mark.parametrize(
    ("error", "zh", "en"),
    [
        ("access_denied", "登录已取消，或签发方不允许", "the sign-in was cancelled, or the issuer does not permit it"),
        ("login_required", "签发方拒绝了登录（login_required）", "the issuer refused the sign-in (login_required)"),
        ("<script>", "签发方拒绝了登录", "the issuer refused the sign-in"),
        ("", "签发方拒绝了登录", "the issuer refused the sign-in"),
    ],
)
async def test_what_the_issuer_refuses_is_told_in_both_languages(
    issuer: SignInIssuer, settings: Settings, error: str, zh: str, en: str
) -> None:
    issuer.error = error
    with pytest.raises(SignInFailed) as told:
        await signed_in(settings)
    assert told.value.told == (zh, en)
    assert issuer.forms == []


@pytest.mark.parametrize(
    ("answer", "logged"),
    [
        ((500, b"<html>"), "the status is 500"),
        ((401, b'{"error": "invalid_client"}'), "the status is 401 ('invalid_client')"),
        ((400, b"[1]"), "the status is 400"),
        ((400, b'{"error": 7}'), "the status is 400"),
        ((302, b""), "the status is 302"),
        ((200, b"secret-token"), "the document: Invalid JSON"),
        ((200, b'{"id_token": ["secret-token"]}'), "id_token: Input should be a valid string"),
    ],
    ids=str,
)
async def test_a_token_endpoint_that_is_in_trouble_is_told_and_the_reason_logged(
    issuer: SignInIssuer, settings: Settings, caplog: pytest.LogCaptureFixture, answer: tuple[int, bytes], logged: str
) -> None:
    issuer.answer = answer
    with pytest.raises(Unavailable, match=r"^nobody can sign in at the issuer for now"):
        await signed_in(settings_for(issuer, settings, oidc_client_secret=SECRET))
    assert logged in caplog.text
    for secret in ("secret-token", SECRET, issuer.forms[0]["code"], issuer.forms[0]["code_verifier"]):
        assert secret not in caplog.text


async def test_an_answer_without_an_id_token_is_told(issuer: SignInIssuer, settings: Settings) -> None:
    issuer.answer = (200, b'{"access_token": "x"}')
    with pytest.raises(SignInFailed, match="lacks an ID token"):
        await signed_in(settings)


@pytest.mark.parametrize(
    ("published", "logged"),
    [
        ({"issuer": "https://other.example.org"}, "the document is of the issuer 'https://other.example.org'"),
        ({"issuer": None}, "issuer: Field required"),
        ({"token_endpoint": None}, "token_endpoint: Field required"),
        ({"token_endpoint": "http://id.example.org/token"}, "expected an https:// address"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "expected an https:// address"),
        ({"authorization_endpoint": "https://["}, "expected an https:// address"),
        ({"more": "x" * 1_000_000}, "expected at most 1000000 bytes"),
    ],
    ids=["other issuer", "no issuer", "no token endpoint", "plain", "script", "no address", "too large"],
)
async def test_what_an_issuer_publishes_is_checked(
    issuer: SignInIssuer, settings: Settings, caplog: pytest.LogCaptureFixture, published: dict[str, Any], logged: str
) -> None:
    issuer.published = published
    with pytest.raises(Unavailable, match="nobody can sign in"):
        await begun(settings)
    assert logged in caplog.text


async def test_what_an_issuer_publishes_is_asked_for_hourly_and_kept_while_it_is_silent(issuer: SignInIssuer) -> None:
    clock = [0.0]
    discovery = Discovery(issuer.address, lambda: clock[0])
    issuer.published = {"issuer": "https://other.example.org"}
    for clock[0] in (0.0, PAUSE - 1):
        with pytest.raises(Unavailable):
            await discovery.provider()
    assert issuer.asked == [WELL_KNOWN]
    issuer.published, clock[0] = {}, PAUSE
    first = await discovery.provider()
    clock[0] += FRESH - 1
    assert await discovery.provider() is first
    assert len(issuer.asked) == 2
    clock[0] += 1
    issuer.published = {"issuer": None}
    assert await discovery.provider() is first
    assert len(issuer.asked) == 3


async def test_an_issuer_that_is_away_is_told(issuer: SignInIssuer, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(address: str) -> bytes:
        raise TimeoutError(address)

    monkeypatch.setattr(oidc_provider, "fetch", away)
    with pytest.raises(Unavailable, match="nobody can sign in"):
        await Discovery(issuer.address).provider()


WHOLE = {
    "oidc_issuer": "https://id.example.org",
    "oidc_audience": AUDIENCE,
    "oidc_jwks": "https://id.example.org/jwks",
    "oidc_client_id": CLIENT,
}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"oidc_issuer": None, "oidc_audience": None, "oidc_jwks": None}, "oidc_client_id requires oidc_issuer"),
        ({"oidc_issuer": "http://id.example.org"}, "requires an oidc_issuer with https://"),
        ({"oidc_client_id": None, "oidc_client_secret": SECRET}, "oidc_client_secret requires oidc_client_id"),
        ({"oidc_scopes": "profile"}, "openid among them, got 'profile'"),
    ],
)
def test_the_settings_of_signing_in_are_whole(changed: dict[str, Any], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        load_settings(**{**WHOLE, **changed})


def test_the_secret_of_the_client_is_not_shown() -> None:
    settings = load_settings(**WHOLE, oidc_client_secret=SECRET, oidc_scopes="  openid   profile ")
    assert SECRET not in repr(settings)
    assert SECRET not in json.dumps(settings.model_dump(mode="json"))
    assert settings.oidc_scopes == "openid profile"
