"""What is known of an access token: everything but the token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from stdgraph.model.identity import Identity, Role


class TokenState(StrEnum):
    """Whether a token is good."""

    LIVE = "LIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """An access token as it may be shown. Instants are in UTC."""

    id: str
    name: str
    role: Role
    committees: tuple[str, ...]
    systems: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime | None
    """None: it does not expire."""
    last_used_at: datetime | None
    """Within an hour; None: never used."""
    revoked_at: datetime | None

    def state(self, now: datetime) -> TokenState:
        """Whether the token is good at an instant."""
        if self.revoked_at is not None:
            return TokenState.REVOKED
        return TokenState.EXPIRED if self.expires_at is not None and self.expires_at <= now else TokenState.LIVE

    @property
    def identity(self) -> Identity:
        """Who holds the token."""
        return Identity(self.name, self.role, frozenset(self.committees), frozenset(self.systems), self.id)


def facts_of(node: Mapping[str, Any]) -> TokenFacts:
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


def instant(value: Any) -> datetime:
    """An instant of the graph; the embedded engine leaves out the offset where it is UTC."""
    native: datetime = value.to_native()
    return native.replace(tzinfo=UTC) if native.tzinfo is None else native.astimezone(UTC)


def _maybe(value: Any) -> datetime | None:
    return None if value is None else instant(value)
