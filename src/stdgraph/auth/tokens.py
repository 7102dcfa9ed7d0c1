"""Access tokens: issue, list, revoke and identify.

A token is ``sg_`` and 256 random bits. The graph keeps its SHA-256 and nothing else of it. Salt and a slow hash defend what people
choose as passwords against guessing; nobody guesses 256 random bits, and a plain hash is what lets one look-up find the token.
That look-up also leaves no comparison to be timed: a caller chooses the input of the hash, not the hash.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypedDict
from uuid import uuid4

from stdgraph.auth.token_cache import TokenFacts, TokenRow, TokenState, facts_of, token_cache
from stdgraph.domain.identity import Identity, Role
from stdgraph.errors import BadInput, StdgraphError, Unauthenticated
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.transaction import CATALOGUE, acquire_write_lock

logger = logging.getLogger("stdgraph.auth")

PREFIX = "sg_"
USE_NOTED_EVERY = timedelta(hours=1)
"""The last use is written at most this often: telling used tokens from forgotten ones needs no write per request."""

LONGEST = timedelta(days=3653)
"""The longest lifetime of a token that expires: ten years."""

_TOKEN = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}")
_LIVE = "t.revokedAt IS NULL AND (t.expiresAt IS NULL OR t.expiresAt > datetime($now))"
_SHOWN = "t{.id, .name, .role, .committees, .systems, .issuedAt, .expiresAt, .lastUsedAt, .revokedAt}"
_CODES = (("Committee", "committee"), ("StandardsSystem", "standards system"))


class IdRow(TypedDict):
    """The id of a node."""

    id: str


class FoundRow(TokenRow):
    """A token with the instance of the data that it is in."""

    instance: str | None


class FoundToken(NamedTuple):
    """A token with the instance of the data that it was read from."""

    facts: TokenFacts
    instance: str | None


class CodeRow(TypedDict):
    """The code of a node."""

    code: str


async def issue(
    graph: Graph,
    name: str,
    role: Role,
    committees: Collection[str] = (),
    systems: Collection[str] = (),
    expires: timedelta | None = None,
) -> str:
    """A new token, which cannot be read again later. Without ``expires`` it is valid until it is revoked.

    Raises BadInput for the name of a live token, a role without its committees or systems, or an unknown code.
    """
    name = _checked_name(name)
    _check_scope(role, committees, systems)
    now = datetime.now(UTC)
    if expires is not None and not timedelta() < expires <= LONGEST:
        raise BadInput(f"expires must be positive and at most {LONGEST.days} days")
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
        # serialise writers: no constraint can keep names unique among live tokens only
        await acquire_write_lock(transaction)
        for (label, words), codes in zip(_CODES, (committees, systems), strict=True):
            await _check_codes(transaction, label, words, codes)
        same_name = f"MATCH (t:AccessToken {{name: $name}}) WHERE t.id <> $id AND {_LIVE} RETURN t.id AS id LIMIT 1"
        if await transaction.row(same_name, IdRow, name=name, id=token_id, now=instants["now"]):
            raise BadInput(f"a live token named {name!r} exists: revoke it first, or choose another name")
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
        rows = await transaction.rows(f"MATCH (t:AccessToken) RETURN {_SHOWN} AS t ORDER BY t.issuedAt, t.id", TokenRow)
        return [facts_of(row["t"]) for row in rows]

    return await graph.read(work)


async def revoke(graph: Graph, name_or_id: str) -> bool:
    """Revoke the token with that id, or the unrevoked one with that name; False when there is none.

    This process refuses it from now on, other processes within half a minute.
    """

    async def work(transaction: Transaction) -> bool:
        rows = await transaction.rows(
            "MATCH (t:AccessToken) WHERE (t.id = $it OR t.name = $it) AND t.revokedAt IS NULL "
            "SET t.revokedAt = datetime($now) RETURN t.id AS id",
            IdRow,
            it=name_or_id.strip(),
            now=_text(datetime.now(UTC)),
        )
        return bool(rows)

    try:
        return await graph.write(work)
    finally:  # also when the answer was lost: the write may have succeeded
        token_cache(graph).clear()


async def identify(graph: Graph, token: str, now: datetime) -> Identity:
    """The holder of a token. Raises Unauthenticated when it is unknown, expired or revoked."""
    if not _TOKEN.fullmatch(token):
        raise Unauthenticated("malformed access token: it was not issued by stdgraph, or is truncated")
    digest, cache = _hash(token), token_cache(graph)
    entry = await cache.current(graph, digest, now)
    if entry is None:
        generation = cache.generation
        found = await _read(graph, digest)
        if found is None:
            raise Unauthenticated("unknown access token")
        entry = cache.put(digest, found.facts, now, generation, found.instance)
    match entry.facts.state(now):
        case TokenState.REVOKED:
            raise Unauthenticated(f"the token {entry.facts.name!r} is revoked")
        case TokenState.EXPIRED:
            raise Unauthenticated(f"the token {entry.facts.name!r} has expired")
    if entry.used_at is None or now - entry.used_at >= USE_NOTED_EVERY:
        entry.used_at = now
        cache.run_in_background(_note_use(graph, entry.facts, now))
    return entry.facts.identity


async def drain(graph: Graph) -> None:
    """Wait until last uses are written; call it before closing the graph."""
    await token_cache(graph).drain()


async def _read(graph: Graph, digest: str) -> FoundToken | None:
    async def work(transaction: Transaction) -> FoundToken | None:
        row = await transaction.row(
            f"MATCH (t:AccessToken {{hash: $hash}}) MATCH (c:Catalogue {{id: $catalogue}}) "
            f"RETURN {_SHOWN} AS t, c.instance AS instance",
            FoundRow,
            hash=digest,
            catalogue=CATALOGUE,
        )
        return FoundToken(facts_of(row["t"]), row["instance"]) if row else None

    return await graph.read(work)


async def _note_use(graph: Graph, facts: TokenFacts, now: datetime) -> None:
    """Write the last use, unless another process has. No request waits for it or fails with it."""

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
        logger.warning("the last use of the token %r was not recorded: %s", facts.name, error)


async def _check_codes(transaction: Transaction, label: str, words: str, codes: Collection[str]) -> None:
    if not codes:
        return
    rows = await transaction.rows(
        f"MATCH (n:{label}) WHERE n.code IN $codes RETURN n.code AS code", CodeRow, codes=[*codes]
    )
    unknown = sorted(set(codes) - {row["code"] for row in rows})
    if unknown:
        raise BadInput(f"the catalogue has no {words} {unknown[0]}")


def _check_scope(role: Role, committees: Collection[str], systems: Collection[str]) -> None:
    """Raises BadInput for a role that could do nothing, or that names what it cannot use."""
    if role is Role.SECRETARIAT and not committees:
        raise BadInput("role SECRETARIAT requires --committee")
    if role is Role.STEWARD and not systems:
        raise BadInput("role STEWARD requires --system")
    if committees and role not in (Role.SECRETARIAT, Role.STEWARD):
        raise BadInput(f"role {role} takes no --committee: expected SECRETARIAT or STEWARD")
    if systems and role is not Role.STEWARD:
        raise BadInput(f"role {role} takes no --system: expected STEWARD")


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= 100 or not name.isprintable():
        raise BadInput("invalid token name: expected 1 to 100 printable characters")
    return name


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="milliseconds")
