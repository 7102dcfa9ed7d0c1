"""Signing in at an OIDC issuer: the authorisation code flow with PKCE, state and nonce (OpenID Connect Core, RFC 9700)."""

from __future__ import annotations

import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import NamedTuple
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, ValidationError

from stdgraph.auth.oidc import claims_of, identity_in
from stdgraph.auth.oidc_provider import CodeRefused, Provider, TokenAnswer, redeem
from stdgraph.auth.sealing import Broken, seal_for
from stdgraph.domain.identity import Identity
from stdgraph.domain.terms import Term
from stdgraph.errors import Unauthenticated
from stdgraph.settings import Settings

COOKIE = "stdgraph_signin"
LONGEST = timedelta(minutes=10)
"""How long somebody may take to sign in at the issuer."""

_PURPOSE = "sign-in"
_ERROR = re.compile(r"[a-z_]{1,60}")
_BEGIN_AGAIN = Term(
    "登录已过期，或不是在本浏览器中开始的：请重新登录",
    "the sign-in was begun more than ten minutes ago, or in another browser: begin again",
)
_NOT_ACCEPTED = Term(
    "签发方未接受登录代码：请重新登录", "the issuer does not accept the code of the sign-in: begin again"
)
_OTHER_ISSUER = Term("应答来自另一签发方：请重新登录", "the answer comes from another issuer: begin again")
_NO_TOKEN = Term("签发方的应答缺少身份令牌", "the issuer's answer lacks an ID token")
_NOT_OURS = Term("身份令牌不属于本次登录：请重新登录", "the ID token belongs to another sign-in: begin again")
_REFUSED = Term("签发方拒绝了登录", "the issuer refused the sign-in")
_CANCELLED = Term("登录已取消，或签发方不允许", "the sign-in was cancelled, or the issuer does not permit it")


class SignInFailed(Unauthenticated):
    """A sign-in that came to nothing; ``told`` says why in both languages."""

    def __init__(self, told: Term) -> None:
        super().__init__(told.en)
        self.told = told


class Pending(BaseModel):
    """What a browser keeps, sealed, while somebody signs in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: str
    nonce: str
    verifier: str
    redirect: str
    """The address to which the issuer sends the browser back."""
    next: str
    """The path to go to afterwards."""


class Begun(NamedTuple):
    """A sign-in that begins: the address at the issuer, and the value of the cookie."""

    address: str
    cookie: str


class SignedInAt(NamedTuple):
    """A sign-in that is done: who that is, and the path to go to."""

    who: Identity
    next: str


def begin_sign_in(settings: Settings, provider: Provider, redirect: str, path: str, now: datetime) -> Begun:
    """Begin a sign-in that comes back to ``redirect`` and goes on to ``path``."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    pending = Pending(state=state, nonce=nonce, verifier=verifier, redirect=redirect, next=path)
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = urlencode(
        {
            "response_type": "code",
            "client_id": settings.oidc_client_id,
            "redirect_uri": redirect,
            "scope": settings.oidc_scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
    )
    joint = "&" if "?" in provider.authorization_endpoint else "?"
    cookie = seal_for(settings, _PURPOSE).seal(pending.model_dump_json().encode(), now)
    return Begun(f"{provider.authorization_endpoint}{joint}{query}", cookie)


async def finish_sign_in(
    settings: Settings, provider: Provider, told: Mapping[str, str], cookie: str | None, now: datetime
) -> SignedInAt:
    """Who signed in, by what the issuer told in the address and the browser kept in the cookie.

    Raises SignInFailed, Unauthenticated for a token that is not valid, Unavailable where the issuer does not answer.
    """
    pending = _pending(settings, cookie, now)
    if not compare_digest(told.get("state", "").encode(), pending.state.encode()):
        raise SignInFailed(_BEGIN_AGAIN)
    if told.get("iss", provider.issuer) != provider.issuer:
        raise SignInFailed(_OTHER_ISSUER)
    if "error" in told or "code" not in told:
        raise SignInFailed(_refusal(told.get("error", "")))
    form = {
        "grant_type": "authorization_code",
        "code": told["code"],
        "redirect_uri": pending.redirect,
        "code_verifier": pending.verifier,
    }
    try:
        answer = await redeem(settings, provider, form)
    except CodeRefused:
        raise SignInFailed(_NOT_ACCEPTED) from None
    return SignedInAt(await _identity(settings, answer, pending.nonce), pending.next)


def _pending(settings: Settings, cookie: str | None, now: datetime) -> Pending:
    try:
        return Pending.model_validate_json(seal_for(settings, _PURPOSE).open(cookie or "", LONGEST, now))
    except (Broken, ValidationError):
        raise SignInFailed(_BEGIN_AGAIN) from None


def _refusal(error: str) -> Term:
    if error == "access_denied":
        return _CANCELLED
    if not _ERROR.fullmatch(error):
        return _REFUSED
    return Term(f"{_REFUSED.zh}（{error}）", f"{_REFUSED.en} ({error})")


async def _identity(settings: Settings, answer: TokenAnswer, nonce: str) -> Identity:
    """Whom the ID token describes, or the access token where that alone has a role and is meant for us."""
    if answer.id_token is None:
        raise SignInFailed(_NO_TOKEN)
    client, audience = str(settings.oidc_client_id), str(settings.oidc_audience)
    claims = await claims_of(settings, answer.id_token, [client, audience])
    stated = claims.get("nonce")
    if not isinstance(stated, str) or not compare_digest(stated.encode(), nonce.encode()):
        raise SignInFailed(_NOT_OURS)
    if claims.get("azp", client) != client:
        raise SignInFailed(_NOT_OURS)
    if settings.oidc_role_claim not in claims and answer.access_token is not None:
        try:
            other = await claims_of(settings, answer.access_token, [audience])
        except Unauthenticated:  # it is opaque, or meant for another service
            other = {}
        if other.get("sub") == claims["sub"] and settings.oidc_role_claim in other:
            claims = other
    return identity_in(claims, settings)
