"""OIDC bearer tokens: JWTs of an issuer that the settings name, checked against its keys, and mapped to a role.

Best current practice is RFC 8725: algorithms by allow-list and bound to the key, issuer and audience always compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import cast

from jwt import PyJWK, PyJWT, get_unverified_header
from jwt.exceptions import (
    ExpiredSignatureError,
    ImmatureSignatureError,
    InvalidAudienceError,
    InvalidIssuerError,
    InvalidKeyError,
    InvalidSignatureError,
    MissingRequiredClaimError,
    PyJWTError,
)

from stdgraph.auth.signing_keys import ALGORITHMS, keys_at
from stdgraph.domain.identity import Identity, Role
from stdgraph.errors import Unauthenticated
from stdgraph.settings import Settings

LONGEST_NAME = 200
_JWT = PyJWT({"require": ["exp", "iss", "aud", "sub"], "enforce_minimum_key_length": True})
_REASONS: Mapping[type[Exception], str] = {
    ExpiredSignatureError: "has expired",
    ImmatureSignatureError: "is not valid yet",
    InvalidAudienceError: "is meant for another audience",
    InvalidIssuerError: "comes from another issuer",
    InvalidKeyError: "is signed with a key that is too short",
    InvalidSignatureError: "has a wrong signature",
}


async def identify(settings: Settings, token: str) -> Identity:
    """Who holds the token. Raises Unauthenticated for an invalid token, Unavailable when the issuer's keys are.

    The settings must name an issuer.
    """
    return identity_in(await claims_of(settings, token, [str(settings.oidc_audience)]), settings)


async def claims_of(settings: Settings, token: str, audiences: Sequence[str]) -> Mapping[str, object]:
    """The claims of a token that passes every check and names one of the audiences.

    Raises Unauthenticated for an invalid token, Unavailable when the issuer's keys are.
    """
    try:
        header = get_unverified_header(token)
    except PyJWTError as error:
        raise _refused(error) from None
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise Unauthenticated(f"unsupported signature algorithm: expected one of {', '.join(ALGORITHMS)}")
    key = await keys_at(str(settings.oidc_jwks)).find(header.get("kid"), algorithm)
    if key is None:
        raise Unauthenticated("the token is signed with a key that its issuer does not publish")
    return _verified(settings, token, key, audiences)


def _verified(settings: Settings, token: str, key: PyJWK, audiences: Sequence[str]) -> dict[str, object]:
    try:
        return _JWT.decode(
            token,
            key,
            algorithms=[key.algorithm_name],
            audience=audiences,
            issuer=settings.oidc_issuer,
            leeway=settings.oidc_clock_skew,
        )
    except PyJWTError as error:
        raise _refused(error) from None


def _refused(error: PyJWTError) -> Unauthenticated:
    """The error in our own words: the library's may quote the token."""
    if isinstance(error, MissingRequiredClaimError):
        return Unauthenticated(f"the token lacks the claim {error.claim}")
    return Unauthenticated(f"the token {_REASONS.get(type(error), 'is not a valid JWT')}")


def identity_in(claims: Mapping[str, object], settings: Settings) -> Identity:
    """Whom verified claims describe. Raises Unauthenticated where one of them is not what the settings expect."""
    name = claims.get(settings.oidc_name_claim)
    if not isinstance(name, str) or not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or name.isspace():
        raise Unauthenticated(
            f"the token's claim {settings.oidc_name_claim} is not a valid name: expected 1 to {LONGEST_NAME} printable characters"
        )
    return Identity(
        name,
        _role(claims, settings.oidc_role_claim),
        _codes(claims, settings.oidc_committees_claim),
        _codes(claims, settings.oidc_systems_claim),
        expires_at=_expiry(claims["exp"]),
    )


def _expiry(claim: object) -> datetime | None:
    """The instant of the claim ``exp``, seconds since 1970 that were checked already; None for one beyond the calendar."""
    try:
        return datetime.fromtimestamp(int(cast("float", claim)), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _role(claims: Mapping[str, object], claim: str) -> Role:
    """The highest role that the claim names; READER where the claim is absent, or a list without a known role."""
    value = claims.get(claim)
    if value is None:
        return Role.READER
    roles = list(Role)
    named = {one.upper() for one in _texts(value, claim)}
    if isinstance(value, str) and value.upper() not in roles:
        raise Unauthenticated(f"the token's claim {claim} is not a role: expected one of {', '.join(roles)}")
    return max((role for role in roles if role in named), key=roles.index, default=Role.READER)


def _codes(claims: Mapping[str, object], claim: str) -> frozenset[str]:
    """The codes in a claim: a list of strings, or one string with codes separated by blanks."""
    value = claims.get(claim)
    if value is None:
        return frozenset()
    return frozenset(value.split()) if isinstance(value, str) else frozenset(_texts(value, claim))


def _texts(value: object, claim: str) -> list[str]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        raise Unauthenticated(f"the token's claim {claim} must be a string or a list of strings")
    return texts
