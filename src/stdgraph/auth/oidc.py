"""OIDC bearer tokens: JWTs of an issuer that the settings name, checked against its keys, and mapped to a role.

Best current practice is RFC 8725: algorithms by allow-list and bound to the key, issuer and audience always compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jwt import PyJWT, get_unverified_header
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

from stdgraph.auth.signing_keys import ALGORITHMS, SigningKey, keys_at
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
    """Who holds the token. Raises Unauthenticated when it is not good, Unavailable when the issuer's keys cannot be had.

    To be called only where the settings name an issuer.
    """
    try:
        header = get_unverified_header(token)
    except PyJWTError as error:
        raise _refused(error) from None
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise Unauthenticated(f"the token's signature is of a kind that is not taken: expected {', '.join(ALGORITHMS)}")
    key = await keys_at(str(settings.oidc_jwks)).find(header.get("kid"), algorithm)
    if key is None:
        raise Unauthenticated("the token is signed with a key that its issuer does not publish")
    return _identity(_verified(settings, token, key), settings)


def _verified(settings: Settings, token: str, key: SigningKey) -> dict[str, Any]:
    """The claims of the token, once everything about it holds."""
    try:
        return _JWT.decode(
            token,
            key.public,
            algorithms=key.algorithms,
            audience=settings.oidc_audience,
            issuer=settings.oidc_issuer,
            leeway=settings.oidc_clock_skew,
        )
    except PyJWTError as error:
        raise _refused(error) from None


def _refused(error: PyJWTError) -> Unauthenticated:
    """The error in words of ours: the library's may quote the token."""
    if isinstance(error, MissingRequiredClaimError):
        return Unauthenticated(f"the token lacks the claim {error.claim}")
    return Unauthenticated(f"the token {_REASONS.get(type(error), 'is no JWT that can be read')}")


def _identity(claims: Mapping[str, Any], settings: Settings) -> Identity:
    name = claims.get(settings.oidc_name_claim)
    if not isinstance(name, str) or not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or name.isspace():
        raise Unauthenticated(f"the token's claim {settings.oidc_name_claim} is no name")
    return Identity(
        name,
        _role(claims, settings.oidc_role_claim),
        _codes(claims, settings.oidc_committees_claim),
        _codes(claims, settings.oidc_systems_claim),
    )


def _role(claims: Mapping[str, Any], claim: str) -> Role:
    """The highest role that the claim names; a reader where there is no claim, or a list without a role of ours."""
    value = claims.get(claim)
    if value is None:
        return Role.READER
    roles = list(Role)
    named = {one.upper() for one in _texts(value, claim)}
    if isinstance(value, str) and value.upper() not in roles:
        raise Unauthenticated(f"the token's claim {claim} is no role: expected one of {', '.join(roles)}")
    return max((role for role in roles if role in named), key=roles.index, default=Role.READER)


def _codes(claims: Mapping[str, Any], claim: str) -> frozenset[str]:
    """The codes in a claim: a list of texts, or one text in which blanks part them."""
    value = claims.get(claim)
    if value is None:
        return frozenset()
    return frozenset(value.split()) if isinstance(value, str) else frozenset(_texts(value, claim))


def _texts(value: Any, claim: str) -> list[str]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        raise Unauthenticated(f"the token's claim {claim} is neither a text nor a list of texts")
    return texts
