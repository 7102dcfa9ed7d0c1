"""The identity behind the ``Authorization`` header of a request."""

from __future__ import annotations

import re
from datetime import datetime

from starlette.requests import HTTPConnection

from stdgraph.auth import oidc, tokens
from stdgraph.domain.identity import ANONYMOUS, Identity
from stdgraph.errors import Unauthenticated
from stdgraph.settings import Settings
from stdgraph.store.session import Graph

BEARER = 'Bearer realm="stdgraph"'
LONGEST = 16_384
"""Maximum length of the header in characters."""

_BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE)


def challenge(connection: HTTPConnection) -> str:
    """What an answer with 401 says in ``WWW-Authenticate`` (RFC 6750): that a token is wanted, or that the one that was sent is none."""
    return BEARER + (', error="invalid_token"' if "authorization" in connection.headers else "")


async def identity_of(graph: Graph, settings: Settings, authorization: str | None, now: datetime) -> Identity:
    """Who asks: ANONYMOUS without a header. ``now`` is aware; OIDC tokens go by the machine's clock.

    Raises Unauthenticated, in one line without the token, for a malformed header or an invalid token.
    """
    if authorization is None:
        return ANONYMOUS
    form = _BEARER.fullmatch(authorization) if len(authorization) <= LONGEST else None
    if form is None:
        raise Unauthenticated("malformed Authorization header: expected 'Bearer' and a token")
    token = form[1]
    if token.startswith(tokens.PREFIX):
        return await tokens.identify(graph, token, now)
    if settings.oidc_issuer is None:
        raise Unauthenticated(
            f"the token was not issued by stdgraph (those begin with {tokens.PREFIX}), and no OIDC issuer is configured"
        )
    return await oidc.identify(settings, token)
