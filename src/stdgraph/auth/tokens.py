"""Access tokens: make, list and identify. Commands issue and revoke them.

A token is ``sg_`` and 256 random bits. The graph keeps its SHA-256 and nothing else of it. Salt and a slow hash defend what people
choose as passwords against guessing; nobody guesses 256 random bits, and a plain hash is what lets one look-up find the token.
That look-up also leaves no comparison to be timed: a caller chooses the input of the hash, not the hash.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from stdgraph.auth.token_cache import token_cache
from stdgraph.auth.token_facts import SHOWN, TokenFacts, TokenRow, TokenState, facts_of, instant_text
from stdgraph.domain.identity import Identity
from stdgraph.errors import StdgraphError, Unauthenticated
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.transaction import CATALOGUE

logger = logging.getLogger("stdgraph.auth")

PREFIX = "sg_"
USE_NOTED_EVERY = timedelta(hours=1)
"""The last use is written at most this often: telling used tokens from forgotten ones needs no write per request."""

_TOKEN = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}")


class FoundRow(TokenRow):
    """A token with the instance of the data that it is in."""

    instance: str | None


class FoundToken(NamedTuple):
    """A token with the instance of the data that it was read from."""

    facts: TokenFacts
    instance: str | None


def new_secret() -> str:
    """A new token, which nobody can guess."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """The hash by which the graph knows a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def load_tokens(tx: Transaction) -> list[TokenFacts]:
    """All tokens, expired and revoked ones too, in the order in which they were issued."""
    rows = await tx.rows(f"MATCH (t:AccessToken) RETURN {SHOWN} AS t ORDER BY t.issuedAt, t.id", TokenRow)
    return [facts_of(row["t"]) for row in rows]


async def identify(graph: Graph, token: str, now: datetime) -> Identity:
    """The holder of a token. Raises Unauthenticated when it is unknown, expired or revoked."""
    return await identify_digest(graph, digest_of(token), now)


def digest_of(token: str) -> str:
    """The hash of a token that has the form of one. Raises Unauthenticated for any other text."""
    if not _TOKEN.fullmatch(token):
        raise Unauthenticated("malformed access token: it was not issued by stdgraph, or is truncated")
    return hash_of(token)


async def identify_digest(graph: Graph, digest: str, now: datetime) -> Identity:
    """The holder of the token with this hash. Raises Unauthenticated when it is unknown, expired or revoked."""
    cache = token_cache(graph)
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
            f"RETURN {SHOWN} AS t, c.instance AS instance",
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
            now=instant_text(now),
            before=instant_text(now - USE_NOTED_EVERY),
        )

    try:
        await graph.write(work)
    except StdgraphError as error:
        logger.warning("the last use of the token %r was not recorded: %s", facts.name, error)
