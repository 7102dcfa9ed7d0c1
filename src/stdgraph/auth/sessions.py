"""Sessions of people in a browser: a sealed cookie that stands for a token or a sign-in, and ends with it.

Nothing of a session is kept on the server. The cookie of an access token holds the token's hash, which is looked up at every request
as the hash of a token that is sent is: a session ends when its token does. That of an OIDC sign-in holds the identity that was verified,
and the instant at which it ends.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, ValidationError

from stdgraph.auth.sealing import Broken, seal_for
from stdgraph.auth.tokens import identify_digest
from stdgraph.domain.identity import Identity, Role
from stdgraph.errors import BadInput, Unauthenticated
from stdgraph.settings import Settings
from stdgraph.store.session import Graph

COOKIE = "stdgraph_session"
LONGEST = timedelta(hours=12)
"""How long after signing in a session ends in any case."""
LARGEST = 3800
"""Characters of a cookie's value that every browser keeps."""

_PURPOSE = "session"
_ENDED = "your session has ended: sign in again"


class SessionEnded(Unauthenticated):
    """A session that is over, or a cookie that never was one: the browser should forget it."""


class SignedIn(BaseModel):
    """An identity that an issuer of OIDC vouches for until an instant."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    name: str
    role: Role
    committees: tuple[str, ...]
    systems: tuple[str, ...]
    until: datetime | None = None
    """None: for as long as a session may last."""

    @classmethod
    def of(cls, issuer: str, who: Identity) -> SignedIn:
        """What is kept of an identity."""
        committees, systems = tuple(sorted(who.committees)), tuple(sorted(who.systems))
        return cls(
            issuer=issuer, name=who.name, role=who.role, committees=committees, systems=systems, until=who.expires_at
        )

    @property
    def identity(self) -> Identity:
        """The identity again."""
        return Identity(
            self.name, self.role, frozenset(self.committees), frozenset(self.systems), expires_at=self.until
        )


class Session(BaseModel):
    """What the cookie holds: the hash of an access token, or a sign-in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: str | None = None
    signed_in: SignedIn | None = None


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """The value of a new cookie, and for how long a browser keeps it."""

    value: str
    max_age: int | None
    """Seconds; None: until the browser is closed."""


def begin(settings: Settings, session: Session, ends: datetime | None, now: datetime) -> SessionCookie:
    """The cookie of a session that begins now, of a token or a sign-in that ends at an instant.

    Raises Unauthenticated where it has ended already, BadInput where the identity is too large for a cookie, Unavailable without a key.
    """
    if ends is not None and ends <= now:
        raise Unauthenticated("the token has expired")
    content = session.model_dump_json(exclude_none=True).encode()
    value = seal_for(settings, _PURPOSE).seal(content, now)
    if len(value) > LARGEST:
        raise BadInput("the sign-in names too many committees and systems for a session: use an access token")
    return SessionCookie(value, None if ends is None else math.ceil(min(ends - now, LONGEST).total_seconds()))


async def identity_of_session(graph: Graph, settings: Settings, cookie: str, now: datetime) -> Identity:
    """Whose session the value of a cookie is.

    Raises SessionEnded where it is over, forged or broken, Unavailable without a key.
    """
    try:
        content = seal_for(settings, _PURPOSE).open(cookie, LONGEST, now)
        session = Session.model_validate_json(content)
    except (Broken, ValidationError):
        raise SessionEnded(_ENDED) from None
    if session.digest is not None:
        try:
            return await identify_digest(graph, session.digest, now)
        except Unauthenticated as error:
            raise SessionEnded(f"{_ENDED} ({error})") from None
    held = session.signed_in
    if held is None or held.issuer != settings.oidc_issuer or (held.until is not None and held.until <= now):
        raise SessionEnded(_ENDED)
    return held.identity
