"""The unit of work of commands on access tokens: loaded together, issued or revoked in memory, and written with their events.

Tokens are few, so all that are not revoked are loaded: among them names are unique, and one administrator must remain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypedDict

from stdgraph.auth.policy import Subject
from stdgraph.auth.token_cache import token_cache
from stdgraph.auth.token_facts import SHOWN, TokenFacts, TokenRow, TokenState, facts_of, instant_text
from stdgraph.commands.command import Preload, UnitOfWork
from stdgraph.commands.outcomes import Message, not_found
from stdgraph.domain import calendar
from stdgraph.domain.identity import Role
from stdgraph.store.session import Graph, Transaction

TOKENS = (
    "MATCH (t:AccessToken) WHERE t.revokedAt IS NULL OR t.id IN $named OR t.name IN $named "
    f"RETURN {SHOWN} AS t ORDER BY t.issuedAt, t.id"
)
GRANTED = (
    "UNWIND $committees AS code MATCH (n:Committee {code: code}) RETURN 'Committee' AS label, n.code AS code "
    "UNION ALL UNWIND $systems AS code MATCH (n:StandardsSystem {code: code}) RETURN 'StandardsSystem' AS label, n.code AS code"
)
ISSUE = (
    "UNWIND $rows AS row CREATE (t:AccessToken) SET t = row.properties, t.issuedAt = datetime(row.issuedAt), "
    "t.expiresAt = datetime(row.expiresAt)"
)
REVOKE = "MATCH (t:AccessToken) WHERE t.id IN $ids SET t.revokedAt = datetime($now)"

ADMINISTRATORS_ONLY = Subject()
"""Tokens belong to no committee and no system."""


class GrantedRow(TypedDict):
    """A committee or system that exists."""

    label: str
    code: str


@dataclass(slots=True)
class LoadedToken:
    """An access token; without facts one that is to be issued, or that there is not."""

    key: str
    facts: TokenFacts | None = None

    @property
    def revision(self) -> int:
        """Always 0: a token is issued and revoked, and else stays what it is."""
        return 0

    @property
    def exists(self) -> bool:
        """Whether it was issued."""
        return self.facts is not None

    def state(self) -> Mapping[str, object]:
        """What answers show of it: never the secret, nor its hash."""
        return {} if self.facts is None else token_state(self.facts)


def token_state(facts: TokenFacts) -> dict[str, object]:
    """The facts of a token with instants as text, as outcomes keep them."""
    return {
        "id": facts.id,
        "name": facts.name,
        "role": facts.role.value,
        "committees": list(facts.committees),
        "systems": list(facts.systems),
        "issuedAt": instant_text(facts.issued_at),
        "expiresAt": facts.expires_at and instant_text(facts.expires_at),
        "lastUsedAt": facts.last_used_at and instant_text(facts.last_used_at),
        "revokedAt": facts.revoked_at and instant_text(facts.revoked_at),
    }


def facts_told(state: Mapping[str, Any]) -> TokenFacts:
    """The facts of a token in what an outcome keeps of it."""

    def at(name: str) -> datetime | None:
        return datetime.fromisoformat(state[name]) if state[name] else None

    return TokenFacts(
        id=state["id"],
        name=state["name"],
        role=Role(state["role"]),
        committees=tuple(state["committees"]),
        systems=tuple(state["systems"]),
        issued_at=datetime.fromisoformat(state["issuedAt"]),
        expires_at=at("expiresAt"),
        last_used_at=at("lastUsedAt"),
        revoked_at=at("revokedAt"),
    )


class TokenUnit(UnitOfWork[LoadedToken]):
    """Access tokens being issued and revoked in one transaction."""

    label = "AccessToken"

    def __init__(self, tokens: Sequence[TokenFacts], granted: frozenset[tuple[str, str]], now: datetime) -> None:
        super().__init__()
        self._tokens = {facts.id: LoadedToken(facts.id, facts) for facts in tokens}
        """By id, in the order in which they were issued."""
        self._granted = granted
        self._hashes: dict[str, str] = {}
        """The hashes of those that are issued here, by id."""
        self._revoked: list[str] = []
        self.now = now
        """The instant of this transaction, to the millisecond, as the graph keeps it."""

    @classmethod
    async def load(cls, tx: Transaction, wanted: Sequence[tuple[str, Preload]], today: date) -> TokenUnit:
        """Load the tokens that are not revoked and those that commands name by id or name, and which committees and systems exist."""
        named = [name for name, _ in wanted]
        rows = await tx.rows(TOKENS, TokenRow, named=named) if named else []
        nodes = {node for _, preload in wanted for node in preload.nodes}
        codes = {label: sorted(code for of, code in nodes if of == label) for label in ("Committee", "StandardsSystem")}
        found = (
            await tx.rows(GRANTED, GrantedRow, committees=codes["Committee"], systems=codes["StandardsSystem"])
            if nodes
            else []
        )
        now = calendar.now()
        return cls(
            [facts_of(row["t"]) for row in rows],
            frozenset((row["label"], row["code"]) for row in found),
            now - timedelta(microseconds=now.microsecond % 1000),
        )

    def find(self, name: str) -> LoadedToken:
        """The token of an id, else the one of a name: that which is not revoked, else the latest. Never None: who may not know of
        tokens is not told which there are."""
        if name in self._tokens:
            return self._tokens[name]
        named = [one for one in self._tokens.values() if one.facts is not None and one.facts.name == name]
        named.sort(key=lambda one: one.facts is not None and one.facts.revoked_at is None)
        return named[-1] if named else LoadedToken(name)

    def not_found(self, name: str) -> Message:
        """That there is no token of that id or name."""
        return not_found(self.label, name)

    @classmethod
    def forget(cls, graph: Graph) -> None:
        """Drop the tokens that this process remembers: what is revoked must not be accepted any more."""
        token_cache(graph).clear()

    def has(self, label: str, code: str) -> bool:
        """Whether a preloaded committee or system exists."""
        return (label, code) in self._granted

    def live(self) -> list[TokenFacts]:
        """The tokens that are valid now."""
        found = [one.facts for one in self._tokens.values() if one.facts is not None]
        return [facts for facts in found if facts.state(self.now) is TokenState.LIVE]

    def issue(self, token: LoadedToken, facts: TokenFacts, digest: str) -> None:
        """Keep a new token, to be written with the hash of its secret."""
        token.facts = facts
        self._tokens[facts.id] = token
        self._hashes[facts.id] = digest

    def revoke(self, token: LoadedToken, facts: TokenFacts) -> None:
        """End a token now."""
        token.facts = replace(facts, revoked_at=self.now)
        self._revoked.append(facts.id)

    async def write_subjects(self, tx: Transaction) -> None:
        """Write the new tokens, then what was revoked."""
        if self._hashes:
            await tx.run(ISSUE, rows=[self._row(one, digest) for one, digest in self._hashes.items()])
        if self._revoked:
            await tx.run(REVOKE, ids=self._revoked, now=instant_text(self.now))

    def _row(self, token: str, digest: str) -> dict[str, object]:
        state = self._tokens[token].state()
        properties = {name: state[name] for name in ("id", "name", "role", "committees", "systems")}
        return {
            "properties": {**properties, "hash": digest},
            "issuedAt": state["issuedAt"],
            "expiresAt": state["expiresAt"],
        }
