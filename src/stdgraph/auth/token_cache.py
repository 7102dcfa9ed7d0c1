"""What is known of access tokens, and a short-lived cache of it, so that most requests with a token cost no round trip."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from weakref import WeakKeyDictionary

from stdgraph.domain.identity import Identity, Role
from stdgraph.store.session import Graph


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


TTL = timedelta(seconds=30)
"""How long what was read is believed: the longest that a revocation in another process takes to be felt here."""

MOST = 1024
"""Tokens remembered; of more the one read longest ago is forgotten."""


@dataclass(slots=True)
class Entry:
    """A token as it was read, and the last use that this process knows of."""

    facts: TokenFacts
    read_at: datetime
    used_at: datetime | None


class Recent:
    """The tokens of one graph by the hash of their secret; secrets themselves are not kept."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._under_way: set[asyncio.Task[None]] = set()
        self.generation = 0
        """Grows with every revocation: what was read before one must not be remembered after it."""

    def recall(self, digest: str, now: datetime) -> Entry | None:
        """What is remembered of a token; None when that is nothing, or too old. A clock that was set back makes it old, too."""
        entry = self._entries.get(digest)
        return entry if entry and abs(now - entry.read_at) < TTL else None

    def remember(self, digest: str, facts: TokenFacts, now: datetime, generation: int) -> Entry:
        """Remember what was read, unless a token was revoked meanwhile or somebody else read it first; the entry to go by."""
        first = self.recall(digest, now)
        if first is not None:
            return first
        entry = Entry(facts, now, facts.last_used_at)
        if generation == self.generation:
            self._entries.pop(digest, None)
            self._entries[digest] = entry
            if len(self._entries) > MOST:
                del self._entries[next(iter(self._entries))]
        return entry

    def forget_all(self) -> None:
        """Read every token anew."""
        self.generation += 1
        self._entries.clear()

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Start work that no request waits for."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def settle(self) -> None:
        """Wait for the work that was begun."""
        await asyncio.gather(*self._under_way, return_exceptions=True)


_RECENT: WeakKeyDictionary[Graph, Recent] = WeakKeyDictionary()


def recent(graph: Graph) -> Recent:
    """What is remembered of a graph's tokens."""
    return _RECENT.setdefault(graph, Recent())
