"""Sessions as tests begin them: the cookie that signing in gives."""

from __future__ import annotations

from datetime import UTC, datetime

from stdgraph.auth.sessions import COOKIE, Session, begin
from stdgraph.auth.tokens import hash_of
from stdgraph.settings import Settings

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
"""What a browser says of a request that a page of the service sends."""


def session_of(settings: Settings, token: str) -> str:
    """The value of the cookie of a session that begins now with an access token."""
    return begin(settings, Session(digest=hash_of(token)), None, datetime.now(UTC)).value


def signed_in(settings: Settings, token: str) -> dict[str, str]:
    """The headers that carry such a session, as the service's own pages send them."""
    return {"Cookie": f"{COOKIE}={session_of(settings, token)}", **SAME_ORIGIN}
