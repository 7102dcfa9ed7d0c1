"""The facts of access tokens, as the graph holds them: everything but the secret, which is nowhere, and its hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NotRequired, TypedDict

from neo4j.time import DateTime

from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.terms import Term


class TokenState(StrEnum):
    """Whether a token is valid."""

    LIVE = "LIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


STATE_TERMS: Mapping[str, Term] = {
    TokenState.LIVE: Term("有效", "live"),
    TokenState.EXPIRED: Term("已过期", "expired"),
    TokenState.REVOKED: Term("已撤销", "revoked"),
}
"""What the states are called."""


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """An access token without its secret. Instants are in UTC."""

    id: str
    name: str
    role: Role
    committees: tuple[str, ...]
    systems: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime | None
    """None: it does not expire."""
    last_used_at: datetime | None = None
    """Within an hour; None: never used."""
    revoked_at: datetime | None = None

    def state(self, now: datetime) -> TokenState:
        """Whether the token is valid at an instant."""
        if self.revoked_at is not None:
            return TokenState.REVOKED
        return TokenState.EXPIRED if self.expires_at is not None and self.expires_at <= now else TokenState.LIVE

    @property
    def identity(self) -> Identity:
        """The identity of its holder."""
        return Identity(
            self.name, self.role, frozenset(self.committees), frozenset(self.systems), self.id, self.expires_at
        )


SHOWN = "t{.id, .name, .role, .committees, .systems, .issuedAt, .expiresAt, .lastUsedAt, .revokedAt}"
"""The properties of an AccessToken ``t`` that are read: never the hash."""


class TokenNode(TypedDict):
    """The properties of an AccessToken that are read, as the driver decodes them."""

    id: str
    name: str
    role: str
    committees: NotRequired[list[str] | None]
    systems: NotRequired[list[str] | None]
    issuedAt: DateTime
    expiresAt: NotRequired[DateTime | None]
    lastUsedAt: NotRequired[DateTime | None]
    revokedAt: NotRequired[DateTime | None]


class TokenRow(TypedDict):
    """A row with one token."""

    t: TokenNode


def facts_of(node: TokenNode) -> TokenFacts:
    """The facts in the properties of an AccessToken."""
    return TokenFacts(
        id=node["id"],
        name=node["name"],
        role=Role(node["role"]),
        committees=tuple(node.get("committees") or ()),
        systems=tuple(node.get("systems") or ()),
        issued_at=instant(node["issuedAt"]),
        expires_at=_maybe(node.get("expiresAt")),
        last_used_at=_maybe(node.get("lastUsedAt")),
        revoked_at=_maybe(node.get("revokedAt")),
    )


def instant(value: DateTime) -> datetime:
    """An instant of the graph; the embedded engine omits the offset of UTC."""
    native: datetime = value.to_native()
    return native.replace(tzinfo=UTC) if native.tzinfo is None else native.astimezone(UTC)


def instant_text(value: datetime) -> str:
    """An instant as statements take it."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds")


def _maybe(value: DateTime | None) -> datetime | None:
    return None if value is None else instant(value)
