"""Committees at run time: renamed, moved, merged for all days, succeeded from a day on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import strawberry

from stdgraph.domain.identity import Identity, Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.actor import Actor
from tests.graphql.conftest import schema
from tests.stewardship.vocabulary import Keeper, load_small

__all__ = ["schema"]

BEFORE, DAY, AFTER = "2026-02-28", "2026-03-01", "2026-11-23"
ONE, SECOND = "SAC/TC1", "SAC/TC1/SC2"
BOTH = ["GB/T 10-2020", "三"]


@pytest.fixture
async def keeper(graph: Graph, engine_settings: Settings, schema: strawberry.Schema, tmp_path: Path) -> Keeper:
    await load_small(graph, tmp_path)
    keeper = Keeper(Actor(graph, engine_settings, schema))
    await keeper.done("createCommittee", code="SAC/TC2", titleZh="二委", level="NATIONAL", members=12)
    return keeper


async def owned(keeper: Keeper, code: str) -> list[list[str]]:
    """What a committee and those below it own before the day, on it, and today."""
    return [await keeper.listed(day, committee=code) for day in (BEFORE, DAY, AFTER)]


async def tokens(graph: Graph, *names: str) -> dict[str, list[str]]:
    rows = await graph.read(
        lambda tx: tx.rows("MATCH (t:AccessToken) RETURN t.name AS name, t.committees AS committees")
    )
    return {row["name"]: row["committees"] for row in rows if row["name"] in names}


async def test_a_committee_is_part_of_another_one_from_a_day_on(keeper: Keeper) -> None:
    assert await owned(keeper, "SAC/TC2") == [[], [], []]
    moved = await keeper.done("changeCommittee", code=SECOND, parent="SAC/TC2", effectiveOn=DAY)
    assert (moved["change"]["before"], moved["change"]["after"]) == ({"parent": ONE}, {"parent": "SAC/TC2"})
    assert await owned(keeper, "SAC/TC2") == [[], ["GB/T 10-2020"], ["GB/T 10-2020"]]
    assert await owned(keeper, ONE) == [BOTH] * 3
    circle = await keeper.refused("changeCommittee", code="SAC/TC2", parent=SECOND)
    assert circle == {"parent": "committee 'SAC/TC2' would stand above itself: SAC/TC2 > SAC/TC1/SC2 > SAC/TC2"}
    early = await keeper.refused("changeCommittee", code=SECOND, independent=True, effectiveOn=BEFORE)
    assert set(early) == {"effectiveOn"}
    free = await keeper.done("changeCommittee", code=SECOND, independent=True)
    assert free["committee"]["parent"] is None
    assert await owned(keeper, "SAC/TC2") == [[], ["GB/T 10-2020"], []]
    for told in (free, moved):
        await keeper.revoke(told)
    assert await owned(keeper, "SAC/TC2") == [[], [], []]


async def test_what_is_wrong_with_a_committee_is_told(keeper: Keeper) -> None:
    given: dict[str, Any] = {"code": "SAC/TC2", "titleZh": "", "secretariat": "两\n行", "members": -1}
    told = await keeper.refused("createCommittee", **given)
    assert set(told) == {"code", "titleZh", "secretariat", "members"}
    both = await keeper.refused("changeCommittee", code=SECOND, parent="SAC/TC2", independent=True)
    assert set(both) == {"independent"}
    assert (await keeper.send("changeCommittee", code="SAC/TC2", members=12, independent=True))["change"] is None


async def test_tokens_follow_a_committee_that_is_renamed_or_merged(keeper: Keeper) -> None:
    graph = keeper.actor.graph
    held = {"one": ["SAC/TC2"], "both": [ONE, "SAC/TC2"], "other": [SECOND]}
    rows = [{"id": name, "name": name, "hash": name, "committees": several} for name, several in held.items()]
    await graph.write(lambda tx: tx.run("UNWIND $rows AS row CREATE (t:AccessToken) SET t = row", rows=rows))
    names = ("one", "both", "other")
    renamed = await keeper.done("changeCommittee", code="SAC/TC2", newCode="SAC/TC22")
    assert await tokens(graph, *names) == {"one": ["SAC/TC22"], "both": [ONE, "SAC/TC22"], "other": [SECOND]}
    merged = await keeper.done("mergeCommittees", lost="SAC/TC22", kept=ONE)
    assert await tokens(graph, *names) == {"one": [ONE], "both": [ONE], "other": [SECOND]}
    await keeper.revoke(merged)
    found = await tokens(graph, *names)
    assert {name: sorted(several) for name, several in found.items()} == {
        "one": ["SAC/TC22"],
        "both": [ONE, "SAC/TC22"],
        "other": [SECOND],
    }
    await keeper.revoke(renamed)
    assert sorted((await tokens(graph, "both"))["both"]) == [ONE, "SAC/TC2"]


async def test_what_was_the_lost_ones_on_any_day_is_the_kept_ones(keeper: Keeper) -> None:
    """SC2 is merged into TC2: S001 was its own, and until June S003 was TC2's."""
    for change, day in (("relateStandard", "2026-01-01"), ("unrelateStandard", "2026-06-01")):
        given = f'standard: "S003", relation: OWNED_BY, target: "{SECOND}", effectiveOn: "{day}"'
        told = await keeper.actor.data(f"mutation {{ {change}(input: {{{given}}}) {{ __typename }} }}")
        assert told[change]["__typename"] == "StandardAdvanced"
    days = ("2025-12-31", "2026-01-01", "2026-05-31", "2026-06-01")
    one, both = ["GB/T 10-2020"], BOTH
    lost_before = [await keeper.listed(day, committee=SECOND) for day in days]
    assert lost_before == [one, both, both, one]
    instant = await _now(keeper)
    merged = await keeper.done("mergeCommittees", lost=SECOND, kept="SAC/TC2", note="同一机构")
    assert merged["committee"]["parent"] == {"code": ONE}, "what the kept one lacks it takes over"
    assert merged["change"]["kind"] == "MERGED"
    assert merged["change"]["before"]["merged"]["code"] == SECOND
    assert [await keeper.listed(day, committee="SAC/TC2") for day in days] == lost_before
    assert [await keeper.listed(day, committee=SECOND) for day in days] == lost_before, (
        "the lost code finds the kept one"
    )
    found = await keeper.actor.data(f'{{ committee(code: "{SECOND}") {{ code }} committees {{ code }} }}')
    assert found["committee"] == {"code": "SAC/TC2"}
    assert [row["code"] for row in found["committees"]] == [ONE, "SAC/TC2"]
    assert await keeper.known(instant, AFTER, committee="SAC/TC2") == 0, "it was not known to be one with the other"
    taken = await keeper.refused("createCommittee", code=SECOND, titleZh="又一委")
    assert "was that of committee 'SAC/TC2'" in taken["code"]
    undone = await keeper.revoke(merged)
    assert [await keeper.listed(day, committee=SECOND) for day in days] == lost_before
    assert [await keeper.listed(day, committee="SAC/TC2") for day in days] == [[], [], [], []]
    found = await keeper.actor.data(f'{{ committee(code: "{SECOND}") {{ code parent {{ code }} retiredOn }} }}')
    assert found["committee"] == {"code": SECOND, "parent": {"code": ONE}, "retiredOn": None}
    await keeper.revoke(undone)
    assert [await keeper.listed(day, committee=SECOND) for day in days] == lost_before
    assert (await keeper.actor.data(f'{{ committee(code: "{SECOND}") {{ code }} }}'))["committee"] == {
        "code": "SAC/TC2"
    }


async def test_events_of_a_committee_that_was_merged_are_not_taken_back_alone(keeper: Keeper) -> None:
    changed = await keeper.done("changeCommittee", code="SAC/TC2", members=13)
    await keeper.done("mergeCommittees", lost="SAC/TC2", kept=ONE)
    told = await keeper.refused("revokeChange", sequence=changed["change"]["sequence"], reason="误操作")
    assert "is of 'SAC/TC2', which was merged into another one" in told["sequence"]
    page = await keeper.actor.data("{ changes(first: 100) { edges { node { kind concerns { label key } } } } }")
    keys = [one["node"]["concerns"]["key"] for one in page["changes"]["edges"]]
    assert not [key for key in keys if ":" in key], "what was merged is named as it was then"


async def test_mergers_that_cannot_be_are_told(keeper: Keeper) -> None:
    assert set(await keeper.refused("mergeCommittees", lost=ONE, kept=ONE)) == {"lost"}
    await keeper.done("changeCommittee", code="SAC/TC2", parent=SECOND, effectiveOn=DAY)
    told = await keeper.refused("mergeCommittees", lost=ONE, kept="SAC/TC2")
    assert told == {"lost": "committee 'SAC/TC1/SC2' would stand above itself: SAC/TC1/SC2 > SAC/TC2 > SAC/TC1/SC2"}
    merged = await keeper.done("mergeCommittees", lost=ONE, kept=SECOND)
    assert merged["committee"]["parent"] is None
    assert await owned(keeper, SECOND) == [BOTH] * 3


async def test_a_merger_of_mergers(keeper: Keeper) -> None:
    """Everything ends at the last one, and goes back step by step."""
    await keeper.done("createCommittee", code="SAC/TC3", titleZh="三委")
    first = await keeper.done("mergeCommittees", lost=SECOND, kept="SAC/TC2")
    then = await keeper.done("mergeCommittees", lost="SAC/TC2", kept="SAC/TC3")
    code = f'{{ committee(code: "{SECOND}") {{ code }} }}'
    assert (await keeper.actor.data(code))["committee"] == {"code": "SAC/TC3"}
    assert await owned(keeper, SECOND) == [["GB/T 10-2020"]] * 3
    blocked = await keeper.refused("revokeChange", sequence=first["change"]["sequence"], reason="误操作")
    assert set(blocked) == {"sequence"}
    await keeper.revoke(then)
    assert (await keeper.actor.data(code))["committee"] == {"code": "SAC/TC2"}
    await keeper.revoke(first)
    assert (await keeper.actor.data(code))["committee"] == {"code": SECOND}
    assert await owned(keeper, SECOND) == [["GB/T 10-2020"]] * 3


async def test_a_successor_has_everything_from_its_day_on(keeper: Keeper) -> None:
    who = Identity("秘书处", Role.SECRETARIAT, frozenset({"SAC/TC2"}))
    told = await keeper.done("succeedCommittee", code=ONE, successor="SAC/TC2", effectiveOn=DAY, note="2026年第2号公告")
    assert told["committee"]["retiredOn"] == DAY
    assert told["change"]["before"] == {"standards": ["S001", "S003"], "subcommittees": [SECOND]}
    assert told["change"]["after"] == {"retiredOn": DAY, "successor": "SAC/TC2"}
    assert await owned(keeper, ONE) == [BOTH, [], []]
    assert await owned(keeper, "SAC/TC2") == [[], BOTH, BOTH]
    shown = await keeper.actor.data('{ committee(code: "SAC/TC2") { subcommittees { code } } }')
    assert shown["committee"]["subcommittees"] == [{"code": SECOND}]
    correct = 'mutation { recordReview(input: {standard: "S001", outcome: CONFIRMED, effectiveOn: "2026-10-01"}) { __typename } }'
    assert (await keeper.actor.being(who).data(correct))["recordReview"]["__typename"] == "StandardAdvanced"
    gone = await keeper.refused("changeCommittee", code=ONE, members=1)
    assert gone == {"code": "committee 'SAC/TC1' is off the plan since 2026-03-01"}
    await keeper.revoke(told)
    assert await owned(keeper, ONE) == [BOTH] * 3
    assert await owned(keeper, "SAC/TC2") == [[], [], []]


async def test_a_subcommittee_that_succeeds_comes_to_its_place(keeper: Keeper) -> None:
    await keeper.done("changeCommittee", code=ONE, parent="SAC/TC2", effectiveOn="2025-01-01")
    told = await keeper.done("succeedCommittee", code=ONE, successor=SECOND, effectiveOn=DAY)
    assert await owned(keeper, SECOND) == [["GB/T 10-2020"], BOTH, BOTH]
    assert await owned(keeper, "SAC/TC2") == [BOTH, BOTH, BOTH]
    shown = await keeper.actor.data(f'{{ committee(code: "{SECOND}") {{ parent {{ code }} }} }}')
    assert shown["committee"]["parent"] == {"code": "SAC/TC2"}
    await keeper.revoke(told)
    assert await owned(keeper, SECOND) == [["GB/T 10-2020"]] * 3


async def test_records_assigned_to_a_committee_go_over(keeper: Keeper) -> None:
    page = await keeper.actor.data('{ gaps(scope: {committee: "SAC/TC1"}, first: 1) { edges { node { id } } } }')
    gap = page["gaps"]["edges"][0]["node"]["id"]
    track = 'mutation ($gap: ID!) { trackGap(input: {gapId: $gap, status: MOVING, owner: "SAC/TC1"}) { __typename } }'
    assert (await keeper.actor.data(track, gap=gap))["trackGap"]["__typename"] == "GapTracked"

    async def owner() -> str:
        shown = await keeper.actor.data("{ gapRecords(first: 9) { edges { node { owner { code } } } } }")
        (row,) = shown["gapRecords"]["edges"]
        return str(row["node"]["owner"]["code"])

    for name, given in (
        ("succeedCommittee", {"code": ONE, "successor": "SAC/TC2"}),
        ("mergeCommittees", {"lost": ONE, "kept": "SAC/TC2"}),
    ):
        told = await keeper.done(name, **given)
        assert await owner() == "SAC/TC2"
        await keeper.revoke(told)
        assert await owner() == ONE


async def _now(keeper: Keeper) -> str:
    """The instant of the last change."""
    row = await keeper.actor.graph.read(lambda tx: tx.row("MATCH (c:Catalogue) RETURN c.recordedAt AS at"))
    assert row is not None
    return str(row["at"])
