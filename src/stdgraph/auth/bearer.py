"""The identity behind the ``Authorization`` header of a request."""

from __future__ import annotations

import re
from datetime import datetime

from stdgraph.auth import oidc, tokens
from stdgraph.domain.identity import ANONYMOUS, Identity
from stdgraph.errors import Unauthenticated
from stdgraph.settings import Settings
from stdgraph.store.session import Graph

LONGEST = 16_384
"""Maximum length of the header in characters."""

_BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE)


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
