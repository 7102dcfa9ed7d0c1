"""Sessions: a cookie stands for a token or a sign-in, says nothing of either, and ends with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from stdgraph.auth.sealing import seal_for
from stdgraph.auth.sessions import LONGEST, Session, SessionEnded, SignedIn, begin, identity_of_session
from stdgraph.auth.token_cache import CHECKED_EVERY, TTL, token_cache
from stdgraph.auth.tokens import hash_of
from stdgraph.domain.identity import Identity, Role
from stdgraph.errors import BadInput, Unauthenticated
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Transaction, count_statements
from tests.auth.issuer import ISSUER
from tests.auth.test_oidc import oidc_settings
from tests.sessions import session_of
from tests.tokens import issue, listed, revoke

pytestmark = pytest.mark.parametrize("engine_settings", ["embedded"], indirect=True, scope="session")

SECOND = timedelta(seconds=1)
BEGUN = datetime(2026, 11, 23, 8, tzinfo=UTC)
ALICE = Identity("Alice", Role.STEWARD, frozenset({"SAC/TC1"}), frozenset({"X2024"}))


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def of_token(token: str) -> Session:
    return Session(digest=hash_of(token))


async def ended(graph: Graph, settings: Settings, cookie: str, at: datetime) -> str:
    """The words in which a session is said to be over."""
    with pytest.raises(SessionEnded) as told:
        await identity_of_session(graph, settings, cookie, at)
    assert told.value.__cause__ is None
    assert str(told.value).startswith("your session has ended: sign in again")
    return str(told.value)


async def test_a_session_is_whoever_holds_the_token(catalogue: Graph, engine_settings: Settings) -> None:
    token = await issue(catalogue, "一委秘书处", Role.SECRETARIAT, ["SAC/TC1"])
    cookie = session_of(engine_settings, token)
    who = await identity_of_session(catalogue, engine_settings, cookie, now())
    (facts,) = await listed(catalogue)
    assert who == Identity("一委秘书处", Role.SECRETARIAT, frozenset({"SAC/TC1"}), token_id=facts.id)
    assert token not in cookie
    assert hash_of(token) not in cookie


async def test_most_requests_of_a_session_cost_no_round_trip(catalogue: Graph, engine_settings: Settings) -> None:
    cookie, begun = session_of(engine_settings, await issue(catalogue, "Eve", Role.READER)), now()
    await identity_of_session(catalogue, engine_settings, cookie, begun)
    await token_cache(catalogue).drain()
    with count_statements() as counter:
        await identity_of_session(catalogue, engine_settings, cookie, begun + SECOND)
    assert counter.texts == []


async def test_a_session_ends_when_its_token_is_revoked(catalogue: Graph, engine_settings: Settings) -> None:
    cookie = session_of(engine_settings, await issue(catalogue, "Bob", Role.READER))
    await identity_of_session(catalogue, engine_settings, cookie, now())
    assert await revoke(catalogue, "Bob")
    assert "the token 'Bob' is revoked" in await ended(catalogue, engine_settings, cookie, now())


async def test_a_revocation_elsewhere_ends_it_within_half_a_minute(catalogue: Graph, engine_settings: Settings) -> None:
    cookie, begun = session_of(engine_settings, await issue(catalogue, "Carol", Role.READER)), now()
    await identity_of_session(catalogue, engine_settings, cookie, begun)
    async with await Graph.open(engine_settings) as elsewhere:
        assert await revoke(elsewhere, "Carol")
        await ended(elsewhere, engine_settings, cookie, begun)
    assert (await identity_of_session(catalogue, engine_settings, cookie, begun + TTL - SECOND)).name == "Carol"
    await ended(catalogue, engine_settings, cookie, begun + TTL)


async def test_a_session_ends_when_its_token_expires(catalogue: Graph, engine_settings: Settings) -> None:
    token = await issue(catalogue, "brief", Role.READER, expires=timedelta(hours=2))
    (facts,) = await listed(catalogue)
    assert facts.expires_at is not None
    cookie = session_of(engine_settings, token)
    who = await identity_of_session(catalogue, engine_settings, cookie, facts.expires_at - SECOND)
    assert who.expires_at == facts.expires_at
    assert "'brief' has expired" in await ended(catalogue, engine_settings, cookie, facts.expires_at)


async def test_a_session_ends_when_the_data_are_replaced(
    catalogue: Graph, engine_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def replace(transaction: Transaction) -> None:
        await transaction.run("MATCH (t:AccessToken) DETACH DELETE t")
        await transaction.run("MATCH (c:Catalogue) SET c.instance = $instance", instance=str(uuid4()))

    cookie, begun = session_of(engine_settings, await issue(catalogue, "Dan", Role.READER)), now()
    await identity_of_session(catalogue, engine_settings, cookie, begun)
    await catalogue.write(replace)
    monkeypatch.setattr("stdgraph.auth.token_cache.CHECKED_EVERY", CHECKED_EVERY * 0)
    assert "unknown access token" in await ended(catalogue, engine_settings, cookie, begun)


async def test_a_session_lasts_twelve_hours_at_most(catalogue: Graph, engine_settings: Settings) -> None:
    token, begun = await issue(catalogue, "lasting", Role.READER), now()
    made = begin(engine_settings, of_token(token), None, begun)
    assert made.max_age is None
    assert (await identity_of_session(catalogue, engine_settings, made.value, begun + LONGEST)).name == "lasting"
    await ended(catalogue, engine_settings, made.value, begun + LONGEST + SECOND)


@pytest.mark.parametrize(
    ("left", "kept"), [(timedelta(minutes=5), 300), (timedelta(hours=12), 43_200), (timedelta(days=90), 43_200)]
)
def test_a_browser_keeps_it_for_as_long_as_the_token_lasts(
    engine_settings: Settings, left: timedelta, kept: int
) -> None:
    assert begin(engine_settings, of_token("x"), BEGUN + left, BEGUN).max_age == kept


def test_what_has_ended_begins_no_session(engine_settings: Settings) -> None:
    with pytest.raises(Unauthenticated, match="has expired"):
        begin(engine_settings, of_token("x"), BEGUN, BEGUN)


async def test_a_sign_in_is_kept_until_it_ends_without_a_round_trip(graph: Graph, tmp_path: Path) -> None:
    settings = oidc_settings(tmp_path, tmp_path / "jwks.json")
    until = BEGUN + timedelta(minutes=5)
    who = Identity(ALICE.name, ALICE.role, ALICE.committees, ALICE.systems, expires_at=until)
    cookie = begin(settings, Session(signed_in=SignedIn.of(ISSUER, who)), until, BEGUN).value
    with count_statements() as counter:
        held = await identity_of_session(graph, settings, cookie, until - SECOND)
        assert (held, held.expires_at) == (ALICE, until)
        await ended(graph, settings, cookie, until)
        other = oidc_settings(tmp_path, tmp_path / "jwks.json", oidc_issuer="https://other.example.org")
        await ended(graph, other, cookie, BEGUN)
    assert counter.texts == []


async def test_a_sign_in_without_an_end_lasts_as_long_as_a_session(graph: Graph, tmp_path: Path) -> None:
    settings = oidc_settings(tmp_path, tmp_path / "jwks.json")
    cookie = begin(settings, Session(signed_in=SignedIn.of(ISSUER, ALICE)), None, BEGUN).value
    assert await identity_of_session(graph, settings, cookie, BEGUN + LONGEST) == ALICE
    await ended(graph, settings, cookie, BEGUN + LONGEST + SECOND)


def test_what_no_browser_would_keep_is_refused(engine_settings: Settings) -> None:
    many = Identity("Alice", Role.SECRETARIAT, frozenset(f"SAC/TC{n}" for n in range(400)))
    with pytest.raises(BadInput, match="too many committees and systems for a session: use an access token"):
        begin(engine_settings, Session(signed_in=SignedIn.of(ISSUER, many)), None, BEGUN)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"digest": 7}', b'{"more": "x"}', b"\xff"])
async def test_a_cookie_of_another_content_is_no_session(
    graph: Graph, engine_settings: Settings, content: bytes
) -> None:
    cookie = seal_for(engine_settings, "session").seal(content, BEGUN)
    assert await ended(graph, engine_settings, cookie, BEGUN) == "your session has ended: sign in again"


@pytest.mark.parametrize("cookie", ["", "x", "gAAAAA", "sg_" + "A" * 43, "é", "a" * 5000])
async def test_a_forged_cookie_is_no_session_and_costs_no_round_trip(
    graph: Graph, engine_settings: Settings, cookie: str
) -> None:
    with count_statements() as counter:
        assert await ended(graph, engine_settings, cookie, now()) == "your session has ended: sign in again"
    assert counter.texts == []


async def test_a_sealed_sign_in_is_no_session(catalogue: Graph, engine_settings: Settings) -> None:
    token = await issue(catalogue, "Gus", Role.READER)
    content = of_token(token).model_dump_json(exclude_none=True).encode()
    await ended(catalogue, engine_settings, seal_for(engine_settings, "sign-in").seal(content, now()), now())
