"""Pending transfers when committees change: they go over with what else does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import strawberry

from stdgraph.commands.audit import audit
from stdgraph.domain.identity import Identity, Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.actor import Actor
from tests.graphql.conftest import schema
from tests.stewardship.vocabulary import Keeper, load_small

__all__ = ["schema"]

DAY, AFTER = "2026-03-01", "2026-06-01"
ONE, SECOND, TWO, THREE = "SAC/TC1", "SAC/TC1/SC2", "SAC/TC2", "SAC/TC3"
TRANSFER = "{ transfer { fromCommittee { code } toCommittee { code } since } committees { code } }"


@pytest.fixture
async def keeper(graph: Graph, engine_settings: Settings, schema: strawberry.Schema, tmp_path: Path) -> Keeper:
    """Three committees, the first of which owns S003."""
    await load_small(graph, tmp_path)
    keeper = Keeper(Actor(graph, engine_settings, schema))
    for code in (TWO, THREE):
        await keeper.done("createCommittee", code=code, titleZh=f"{code}委")
    return keeper


def secretariat(keeper: Keeper, code: str) -> Keeper:
    return Keeper(keeper.actor.being(Identity(f"{code}秘书处", Role.SECRETARIAT, frozenset({code}))))


async def pending(keeper: Keeper) -> tuple[str, str, str] | None:
    """Who offers S003 to whom, and since when."""
    told = (await keeper.actor.data(f'{{ standard(number: "S003") {TRANSFER} }}'))["standard"]["transfer"]
    return None if told is None else (told["fromCommittee"]["code"], told["toCommittee"]["code"], told["since"])


async def owners(keeper: Keeper) -> list[str]:
    told = await keeper.actor.data(f'{{ standard(number: "S003") {TRANSFER} }}')
    return [one["code"] for one in told["standard"]["committees"]]


async def offers(keeper: Keeper, code: str) -> tuple[int, int]:
    """How many transfers to and from a committee are pending."""
    document = (
        "query ($code: String!) { committee(code: $code) { transfers { incoming { since } outgoing { since } } } }"
    )
    found = (await keeper.actor.data(document, code=code))["committee"]["transfers"]
    return len(found["incoming"]), len(found["outgoing"])


async def test_a_merger_takes_offers_along(keeper: Keeper) -> None:
    """As if the kept one had been named all along, whichever side was lost."""
    await keeper.done("transferStandard", standard="S003", toCommittee=TWO, effectiveOn=DAY)
    receiver = await keeper.done("mergeCommittees", lost=TWO, kept=THREE)
    assert await pending(keeper) == (ONE, THREE, DAY)
    assert await offers(keeper, THREE) == (1, 0)
    undone = await keeper.revoke(receiver)
    assert await pending(keeper) == (ONE, TWO, DAY)
    await keeper.revoke(undone)
    giver = await keeper.done("mergeCommittees", lost=ONE, kept=SECOND)
    assert await pending(keeper) == (SECOND, THREE, DAY)
    denied = await secretariat(keeper, TWO).send("acceptTransfer", standard="S003")
    assert denied["required"] == "SECRETARIAT for SAC/TC3; or ADMINISTRATOR"
    await secretariat(keeper, THREE).done("acceptTransfer", standard="S003", effectiveOn=AFTER)
    assert await owners(keeper) == [THREE]
    blocked = await keeper.refused("revokeChange", sequence=giver["change"]["sequence"], reason="误操作")
    assert "builds on change" in blocked["sequence"]
    assert await keeper.actor.graph.read(audit) == []


async def test_a_successor_has_offers_from_its_day_on(keeper: Keeper) -> None:
    await keeper.done("transferStandard", standard="S003", toCommittee=TWO, effectiveOn=DAY)
    told = await keeper.done("succeedCommittee", code=TWO, successor=THREE, effectiveOn=AFTER)
    assert await pending(keeper) == (ONE, THREE, AFTER), "it is offered to the successor since there is one"
    assert (await offers(keeper, TWO), await offers(keeper, THREE)) == ((0, 0), (1, 0))
    await keeper.revoke(told)
    assert await pending(keeper) == (ONE, TWO, DAY)
    await keeper.done("succeedCommittee", code=TWO, successor=THREE, effectiveOn="2026-01-01")
    assert await pending(keeper) == (ONE, THREE, DAY), "it was offered only after that"
    await keeper.done("succeedCommittee", code=ONE, successor=SECOND, effectiveOn=AFTER)
    assert await pending(keeper) == (SECOND, THREE, DAY)
    await secretariat(keeper, THREE).done("acceptTransfer", standard="S003")
    assert await owners(keeper) == [THREE]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("mergeCommittees", {"lost": TWO, "kept": ONE}),
        ("mergeCommittees", {"lost": ONE, "kept": TWO}),
        ("succeedCommittee", {"code": TWO, "successor": ONE, "effectiveOn": AFTER}),
        ("succeedCommittee", {"code": ONE, "successor": TWO, "effectiveOn": AFTER}),
    ],
)
async def test_what_one_offers_to_the_other_is_void(keeper: Keeper, name: str, given: Any) -> None:
    await keeper.done("transferStandard", standard="S003", toCommittee=TWO, effectiveOn=DAY)
    told = await keeper.done(name, **given)
    assert await pending(keeper) is None
    assert await owners(keeper) == [given.get("kept") or given["successor"]]
    feed = (await keeper.actor.data("{ changes(first: 100) { edges { node { kind before concerns { key } } } } }"))[
        "changes"
    ]
    told_of = [row["node"] for row in feed["edges"] if row["node"]["concerns"]["key"] == "S003"]
    ended = [row["before"]["relation"] for row in told_of if row["kind"] == "UNRELATED"]
    assert {"OFFERED_TO", "OFFERED_BY"} <= set(ended), "its events say so"
    await keeper.revoke(told)
    assert await pending(keeper) == (ONE, TWO, DAY)
    assert await owners(keeper) == [ONE]
    assert await keeper.actor.graph.read(audit) == []
