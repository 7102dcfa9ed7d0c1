"""Access tokens: issued, listed, revoked, and recognised.

A token is ``sg_`` and 256 random bits. The graph keeps its SHA-256 and nothing else of it. Salt and a slow hash defend what people
choose as passwords against guessing; nobody guesses 256 random bits, and a plain hash is what lets one look-up find the token.
That look-up also leaves no comparison to be timed: whoever asks chooses the input of the hash, not the hash.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from stdgraph.auth.token_cache import TokenFacts, TokenState, facts_of, recent
from stdgraph.domain.identity import Identity, Role
from stdgraph.errors import BadInput, StdgraphError, Unauthenticated
from stdgraph.store.catalogue_node import acquire_write_lock
from stdgraph.store.session import Graph, Transaction

logger = logging.getLogger("stdgraph.auth")

PREFIX = "sg_"
USE_NOTED_EVERY = timedelta(hours=1)
"""The last use is written no oftener: it tells tokens in use from forgotten ones, which needs no write a request."""

LONGEST = timedelta(days=3653)
"""The longest that a token may last, unless it does not expire at all: ten years."""

_TOKEN = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}")
_LIVE = "t.revokedAt IS NULL AND (t.expiresAt IS NULL OR t.expiresAt > datetime($now))"
_SHOWN = "t{.id, .name, .role, .committees, .systems, .issuedAt, .expiresAt, .lastUsedAt, .revokedAt}"
_CODES = (("Committee", "committee"), ("StandardsSystem", "standards system"))


async def issue(
    graph: Graph,
    name: str,
    role: Role,
    committees: Collection[str] = (),
    systems: Collection[str] = (),
    expires: timedelta | None = None,
) -> str:
    """A new token; this is the only time it is seen. Without ``expires`` it is good until it is revoked.

    Raises BadInput for a name that a live token has, a role without what it is for, or a code that the catalogue does not have.
    """
    name = _checked_name(name)
    _check_scope(role, committees, systems)
    now = datetime.now(UTC)
    if expires is not None and not timedelta() < expires <= LONGEST:
        raise BadInput(f"a token lasts more than nothing and at most {LONGEST.days} days")
    token = PREFIX + secrets.token_urlsafe(32)
    properties = {
        "name": name,
        "hash": _hash(token),
        "role": role.value,
        "committees": sorted(set(committees)),
        "systems": sorted(set(systems)),
    }
    instants = {"now": _text(now), "until": _text(now + expires) if expires else None}
    token_id = str(uuid4())

    async def work(transaction: Transaction) -> None:
        # one writer at a time from here on: no constraint can hold names unique among live tokens only
        await acquire_write_lock(transaction)
        for (label, words), codes in zip(_CODES, (committees, systems), strict=True):
            await _check_codes(transaction, label, words, codes)
        taken = f"MATCH (t:AccessToken {{name: $name}}) WHERE t.id <> $id AND {_LIVE} RETURN t.id AS id LIMIT 1"
        if await transaction.row(taken, name=name, id=token_id, now=instants["now"]):
            raise BadInput(f"a live token is named {name!r} already: revoke it first, or choose another name")
        await transaction.run(
            "MERGE (t:AccessToken {id: $id}) "
            "SET t += $properties, t.issuedAt = datetime($now), t.expiresAt = datetime($until)",
            id=token_id,
            properties=properties,
            **instants,
        )

    await graph.write(work)
    return token


async def listed(graph: Graph) -> list[TokenFacts]:
    """All tokens, expired and revoked ones too, in the order in which they were issued."""

    async def work(transaction: Transaction) -> list[TokenFacts]:
        rows = await transaction.rows(f"MATCH (t:AccessToken) RETURN {_SHOWN} AS t ORDER BY t.issuedAt, t.id")
        return [facts_of(row["t"]) for row in rows]

    return await graph.read(work)


async def revoke(graph: Graph, name_or_id: str) -> bool:
    """Revoke the token of that id, or what is not revoked of that name; False when there is no such token.

    In this process it is refused from now on; one that remembers it refuses it within half a minute.
    """

    async def work(transaction: Transaction) -> bool:
        rows = await transaction.rows(
            "MATCH (t:AccessToken) WHERE (t.id = $it OR t.name = $it) AND t.revokedAt IS NULL "
            "SET t.revokedAt = datetime($now) RETURN t.id AS id",
            it=name_or_id.strip(),
            now=_text(datetime.now(UTC)),
        )
        return bool(rows)

    try:
        return await graph.write(work)
    finally:  # also when the answer was lost: it may have been done
        recent(graph).forget_all()


async def identify(graph: Graph, token: str, now: datetime) -> Identity:
    """Who holds the token. Raises Unauthenticated when it is not known, has expired or was revoked."""
    if not _TOKEN.fullmatch(token):
        raise Unauthenticated("the token is not one that stdgraph issued: it is cut short or altered")
    digest, known = _hash(token), recent(graph)
    entry = known.recall(digest, now)
    if entry is None:
        generation = known.generation
        facts = await _read(graph, digest)
        if facts is None:
            raise Unauthenticated("the token is not known here")
        entry = known.remember(digest, facts, now, generation)
    match entry.facts.state(now):
        case TokenState.REVOKED:
            raise Unauthenticated(f"the token {entry.facts.name!r} was revoked")
        case TokenState.EXPIRED:
            raise Unauthenticated(f"the token {entry.facts.name!r} has expired")
    if entry.used_at is None or now - entry.used_at >= USE_NOTED_EVERY:
        entry.used_at = now
        known.begin(_note_use(graph, entry.facts, now))
    return entry.facts.identity


async def settled(graph: Graph) -> None:
    """Wait until last uses that are being written are; to be called before the graph is closed."""
    await recent(graph).settle()


async def _read(graph: Graph, digest: str) -> TokenFacts | None:
    async def work(transaction: Transaction) -> TokenFacts | None:
        row = await transaction.row(f"MATCH (t:AccessToken {{hash: $hash}}) RETURN {_SHOWN} AS t", hash=digest)
        return facts_of(row["t"]) if row else None

    return await graph.read(work)


async def _note_use(graph: Graph, facts: TokenFacts, now: datetime) -> None:
    """Write the last use, unless another process has. No request waits for it, and none fails with it."""

    async def work(transaction: Transaction) -> None:
        await transaction.run(
            "MATCH (t:AccessToken {id: $id}) WHERE t.lastUsedAt IS NULL OR t.lastUsedAt <= datetime($before) "
            "SET t.lastUsedAt = datetime($now)",
            id=facts.id,
            now=_text(now),
            before=_text(now - USE_NOTED_EVERY),
        )

    try:
        await graph.write(work)
    except StdgraphError as error:
        logger.warning("the last use of the token %r was not noted: %s", facts.name, error)


async def _check_codes(transaction: Transaction, label: str, words: str, codes: Collection[str]) -> None:
    if not codes:
        return
    rows = await transaction.rows(f"MATCH (n:{label}) WHERE n.code IN $codes RETURN n.code AS code", codes=[*codes])
    unknown = sorted(set(codes) - {row["code"] for row in rows})
    if unknown:
        raise BadInput(f"the catalogue has no {words} {unknown[0]}")


def _check_scope(role: Role, committees: Collection[str], systems: Collection[str]) -> None:
    """A role without what it is for could do nothing, one with more than it can use would seem to do more than it does."""
    if role is Role.SECRETARIAT and not committees:
        raise BadInput("a SECRETARIAT is that of a committee: name at least one")
    if role is Role.STEWARD and not systems:
        raise BadInput("a STEWARD is that of a system: name at least one")
    if committees and role not in (Role.SECRETARIAT, Role.STEWARD):
        raise BadInput(f"{_article(role)} is not for a committee: a SECRETARIAT or STEWARD is")
    if systems and role is not Role.STEWARD:
        raise BadInput(f"{_article(role)} is not for a system: a STEWARD is")


def _article(role: Role) -> str:
    return f"{'an' if role is Role.ADMINISTRATOR else 'a'} {role}"


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= 100 or not name.isprintable():
        raise BadInput("the name of a token is 1 to 100 printable characters")
    return name


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="milliseconds")
