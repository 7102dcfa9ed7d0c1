"""Access tokens on both engines: seen once, kept as a hash, good until they expire or are revoked."""

from __future__ import annotations

import asyncio
import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from stdgraph.auth import token_cache as remembering
from stdgraph.auth import tokens
from stdgraph.auth.token_cache import TTL, token_cache
from stdgraph.auth.token_facts import TokenState
from stdgraph.auth.tokens import drain, identify
from stdgraph.domain.identity import Identity, Role
from stdgraph.errors import Unauthenticated, Unavailable
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Transaction, count_statements
from tests.tokens import issue, listed, revoke

SECOND = timedelta(seconds=1)


def now() -> datetime:
    return datetime.now(UTC)


async def ask(graph: Graph, text: str, **parameters: Any) -> list[dict[str, Any]]:
    async def work(transaction: Transaction) -> list[dict[str, Any]]:
        return await transaction.rows(text, **parameters)

    return await graph.read(work)


async def test_a_token_says_who_holds_it(catalogue: Graph) -> None:
    token = await issue(catalogue, "一委秘书处", Role.STEWARD, ["SAC/TC1/SC2", "SAC/TC1"], ["X2024"])
    assert re.fullmatch(r"sg_[A-Za-z0-9_-]{43}", token)
    (facts,) = await listed(catalogue)
    who = Identity("一委秘书处", Role.STEWARD, frozenset({"SAC/TC1", "SAC/TC1/SC2"}), frozenset({"X2024"}), facts.id)
    assert await identify(catalogue, token, now()) == who


async def test_no_two_tokens_are_alike(catalogue: Graph) -> None:
    issued = {await issue(catalogue, f"reader {n}", Role.READER) for n in range(5)}
    assert len(issued) == 5


async def test_the_graph_holds_the_hash_and_nothing_else_of_the_secret(catalogue: Graph) -> None:
    token = await issue(catalogue, "Alice", Role.ADMINISTRATOR)
    await identify(catalogue, token, now())
    await drain(catalogue)
    secret = token.removeprefix("sg_")
    rows = await ask(catalogue, "MATCH (n) RETURN labels(n) AS labels, properties(n) AS held")
    relations = await ask(catalogue, "MATCH ()-[r]->() RETURN properties(r) AS held")
    everything = repr(rows + relations)
    assert hashlib.sha256(token.encode()).hexdigest() in everything
    for part in (secret, secret[:12], secret[-12:], hashlib.sha256(secret.encode()).hexdigest()):
        assert part not in everything
    assert token not in repr(vars(token_cache(catalogue)))


async def test_a_list_shows_no_hash(catalogue: Graph) -> None:
    token = await issue(catalogue, "Alice", Role.ADMINISTRATOR)
    assert hashlib.sha256(token.encode()).hexdigest() not in repr(await listed(catalogue))


async def test_a_token_expires(catalogue: Graph) -> None:
    token = await issue(catalogue, "brief", Role.READER, expires=timedelta(hours=2))
    (facts,) = await listed(catalogue)
    assert facts.expires_at == facts.issued_at + timedelta(hours=2)
    assert (await identify(catalogue, token, facts.expires_at - SECOND)).name == "brief"
    with count_statements() as counter, pytest.raises(Unauthenticated, match="'brief' has expired"):
        await identify(catalogue, token, facts.expires_at)
    assert counter.texts == []  # what is remembered of a token expires as the token does
    assert [facts.state(facts.expires_at + after) for after in (-SECOND, timedelta())] == [
        TokenState.LIVE,
        TokenState.EXPIRED,
    ]


async def test_without_expiry_a_token_stays_good(catalogue: Graph) -> None:
    token = await issue(catalogue, "lasting", Role.READER)
    assert (await identify(catalogue, token, now() + timedelta(days=3650))).name == "lasting"


async def test_a_revoked_token_is_refused_at_once(catalogue: Graph) -> None:
    token = await issue(catalogue, "Bob", Role.READER)
    await identify(catalogue, token, now())
    assert await revoke(catalogue, "Bob")
    with pytest.raises(Unauthenticated, match="'Bob' is revoked"):
        await identify(catalogue, token, now())
    (facts,) = await listed(catalogue)
    assert facts.state(now()) is TokenState.REVOKED


async def test_a_token_is_revoked_by_its_id_and_only_once(catalogue: Graph) -> None:
    kept = await issue(catalogue, "kept", Role.READER)
    await issue(catalogue, "lost", Role.READER)
    lost = next(facts for facts in await listed(catalogue) if facts.name == "lost")
    assert await revoke(catalogue, lost.id)
    revoked_at = next(facts for facts in await listed(catalogue) if facts.name == "lost").revoked_at
    assert not await revoke(catalogue, lost.id)
    assert not await revoke(catalogue, "lost")
    assert not await revoke(catalogue, "nobody")
    assert next(facts for facts in await listed(catalogue) if facts.name == "lost").revoked_at == revoked_at
    assert (await identify(catalogue, kept, now())).name == "kept"


async def test_a_revocation_elsewhere_is_felt_within_half_a_minute(catalogue: Graph, engine_settings: Settings) -> None:
    token, begun = await issue(catalogue, "Carol", Role.READER), now()
    await identify(catalogue, token, begun)
    async with await Graph.open(engine_settings) as elsewhere:
        assert await revoke(elsewhere, "Carol")
        with pytest.raises(Unauthenticated):
            await identify(elsewhere, token, begun)
    assert (await identify(catalogue, token, begun + TTL - SECOND)).name == "Carol"
    with pytest.raises(Unauthenticated, match="'Carol' is revoked"):
        await identify(catalogue, token, begun + TTL)


async def test_what_was_read_before_a_revocation_is_not_remembered_after_it(
    catalogue: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, read = await issue(catalogue, "Dan", Role.READER), tokens._read

    async def read_and_be_overtaken(graph: Graph, digest: str) -> Any:
        facts = await read(graph, digest)
        await revoke(graph, "Dan")
        return facts

    monkeypatch.setattr(tokens, "_read", read_and_be_overtaken)
    await identify(catalogue, token, now())
    monkeypatch.undo()
    with pytest.raises(Unauthenticated, match="'Dan' is revoked"):
        await identify(catalogue, token, now())


@pytest.mark.parametrize(
    "token",
    ["sg_", "sg_short", "sg_" + "A" * 44, "sg_" + "A" * 42 + "!", "sg_" + "A" * 42 + "\n", "xx_" + "A" * 43, ""],
)
async def test_what_has_not_the_form_of_a_token_costs_no_round_trip(catalogue: Graph, token: str) -> None:
    with count_statements() as counter, pytest.raises(Unauthenticated, match="not issued by stdgraph"):
        await identify(catalogue, token, now())
    assert counter.texts == []


async def test_an_unknown_token_is_refused_and_not_repeated(catalogue: Graph) -> None:
    token = "sg_" + "A" * 43
    with pytest.raises(Unauthenticated) as told:
        await identify(catalogue, token, now())
    assert str(told.value) == "unknown access token"


async def test_most_requests_cost_no_round_trip(catalogue: Graph) -> None:
    token, begun = await issue(catalogue, "Eve", Role.READER), now()
    await identify(catalogue, token, begun)
    await drain(catalogue)
    with count_statements() as counter:
        for second in range(29):
            await identify(catalogue, token, begun + second * SECOND)
    assert counter.texts == []
    with count_statements() as counter:
        await identify(catalogue, token, begun + TTL)
    assert len(counter.texts) == 1


async def test_a_clock_set_back_does_not_lengthen_memory(catalogue: Graph) -> None:
    token, begun = await issue(catalogue, "Eve", Role.READER), now()
    await identify(catalogue, token, begun)
    with count_statements() as counter:
        await identify(catalogue, token, begun - timedelta(hours=1))
    assert len(counter.texts) == 1


async def test_memory_is_bounded(catalogue: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "MAX_ENTRIES", 2)
    monkeypatch.setattr(remembering, "_CACHES", WeakKeyDictionary())
    issued, begun = [await issue(catalogue, f"n{n}", Role.READER) for n in range(3)], now()
    for token in issued:
        await identify(catalogue, token, begun)
    await drain(catalogue)
    with count_statements() as counter:
        for token in reversed(issued):
            await identify(catalogue, token, begun)
    assert len([text for text in counter.texts if "RETURN" in text]) == 1  # the one read first was forgotten


async def last_use(graph: Graph) -> datetime | None:
    await drain(graph)
    (facts,) = await listed(graph)
    return facts.last_used_at


async def test_the_last_use_is_noted_at_most_once_an_hour(catalogue: Graph) -> None:
    token, begun = await issue(catalogue, "Fay", Role.READER), now().replace(microsecond=0)
    assert await last_use(catalogue) is None
    await identify(catalogue, token, begun)
    assert await last_use(catalogue) == begun
    for minutes in (1, 30, 59):
        await identify(catalogue, token, begun + timedelta(minutes=minutes))
        assert await last_use(catalogue) == begun
    await identify(catalogue, token, begun + timedelta(hours=1))
    assert await last_use(catalogue) == begun + timedelta(hours=1)


async def test_a_first_use_by_many_at_once_is_noted_once(catalogue: Graph) -> None:
    token, begun = await issue(catalogue, "Gus", Role.READER), now().replace(microsecond=0)
    with count_statements() as counter:
        told = await asyncio.gather(*(identify(catalogue, token, begun + n * timedelta.resolution) for n in range(20)))
        await drain(catalogue)
    assert {who.name for who in told} == {"Gus"}
    assert await last_use(catalogue) == begun
    assert len([text for text in counter.texts if "SET t.lastUsedAt" in text]) == 1


async def test_a_use_that_another_process_noted_stays_as_it_is(catalogue: Graph, engine_settings: Settings) -> None:
    token, begun = await issue(catalogue, "Hal", Role.READER), now().replace(microsecond=0)
    async with await Graph.open(engine_settings) as elsewhere:
        await identify(elsewhere, token, begun)
        await drain(elsewhere)
    await identify(catalogue, token, begun + timedelta(minutes=10))
    assert await last_use(catalogue) == begun


async def test_a_use_that_cannot_be_noted_fails_nobody(
    catalogue: Graph, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    token = await issue(catalogue, "Ida", Role.READER)

    async def busy(_: object) -> None:
        raise Unavailable("another process has been writing for 60 s: try again")

    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "write", busy)
        assert (await identify(catalogue, token, now())).name == "Ida"
        await drain(catalogue)
    assert "the last use of the token 'Ida' was not recorded: another process" in caplog.text
    assert token not in caplog.text
