"""The facts of access tokens, and a short-lived cache of them: most requests with a token cost no round trip."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NotRequired, TypedDict
from weakref import WeakKeyDictionary

from cachetools import FIFOCache
from neo4j.time import DateTime

from stdgraph.domain.identity import Identity, Role
from stdgraph.store.session import Graph, Transaction


class TokenState(StrEnum):
    """Whether a token is valid."""

    LIVE = "LIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


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
    last_used_at: datetime | None
    """Within an hour; None: never used."""
    revoked_at: datetime | None

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


def _maybe(value: DateTime | None) -> datetime | None:
    return None if value is None else instant(value)


TTL = timedelta(seconds=30)
"""How long an entry is valid: a revocation in another process takes effect here within this time."""

MAX_ENTRIES = 1024
"""Cached tokens; of more the one read longest ago is dropped."""


CHECKED_EVERY = 0.25
"""Seconds for which the data counts as what it was: so much later a token of data that was replaced is not accepted any more."""

_INSTANCE = "MATCH (c:Catalogue {id: 'catalogue'}) RETURN c.instance AS instance"


class InstanceRow(TypedDict):
    """The data's instance."""

    instance: str | None


@dataclass(slots=True)
class CachedToken:
    """A token as it was read, the instance of the data that it was read from, and the last use that this process knows of."""

    facts: TokenFacts
    instance: str | None
    read_at: datetime
    used_at: datetime | None


class TokenCache:
    """The tokens of one graph by the hash of their secret; secrets are not kept.

    Entries age by the instant that the caller passes, the one by which a token expires, not by a timer of the cache.
    """

    def __init__(self) -> None:
        self._entries: FIFOCache[str, CachedToken] = FIFOCache(MAX_ENTRIES)
        self._tasks: set[asyncio.Task[None]] = set()
        self._instance: str | None = None
        self._checked: float | None = None
        self.generation = 0
        """Grows with every revocation: a token read before one must not be cached after it."""

    def get(self, digest: str, now: datetime) -> CachedToken | None:
        """The entry of a token; None when there is none or it is too old, also by a clock that was set back."""
        entry = self._entries.get(digest)
        return entry if entry and abs(now - entry.read_at) < TTL else None

    async def current(self, graph: Graph, digest: str, now: datetime) -> CachedToken | None:
        """The entry of a token, unless the data that it was read from was replaced; at most four times a second this asks the graph."""
        entry = self.get(digest, now)
        if entry is None:
            return None
        if self._checked is None or time.monotonic() - self._checked >= CHECKED_EVERY:
            self.saw(await graph.read(_read_instance))
        return entry if entry.instance == self._instance else None

    def saw(self, instance: str | None) -> None:
        """Note the data's instance, which was just read."""
        self._instance, self._checked = instance, time.monotonic()

    def put(self, digest: str, facts: TokenFacts, now: datetime, generation: int, instance: str | None) -> CachedToken:
        """Cache a token, unless one was revoked meanwhile; the entry in force, another request's where that came first."""
        self.saw(instance)
        first = self.get(digest, now)
        if first is not None and first.instance == instance:
            return first
        entry = CachedToken(facts, instance, now, facts.last_used_at)
        if generation == self.generation:
            self._entries[digest] = entry
        return entry

    def clear(self) -> None:
        """Drop every entry."""
        self.generation += 1
        self._entries.clear()

    def run_in_background(self, work: Coroutine[object, None, None]) -> None:
        """Start work that no request waits for."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """Wait for the work in the background."""
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _read_instance(tx: Transaction) -> str | None:
    row = await tx.row(_INSTANCE, InstanceRow)
    return row["instance"] if row else None


_CACHES: WeakKeyDictionary[Graph, TokenCache] = WeakKeyDictionary()


def token_cache(graph: Graph) -> TokenCache:
    """The cache of a graph's tokens."""
    return _CACHES.setdefault(graph, TokenCache())
