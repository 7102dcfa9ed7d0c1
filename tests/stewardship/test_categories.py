"""Product categories and their dependencies at run time: what changes from a day on, what does not, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import strawberry

from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.actor import Actor
from tests.graphql.client import key_of
from tests.graphql.conftest import schema
from tests.stewardship.vocabulary import Keeper, load_small

__all__ = ["schema"]

BEFORE, DAY, AFTER = "2026-02-28", "2026-03-01", "2026-11-23"


@pytest.fixture
async def keeper(graph: Graph, engine_settings: Settings, schema: strawberry.Schema, tmp_path: Path) -> Keeper:
    await load_small(graph, tmp_path)
    return Keeper(Actor(graph, engine_settings, schema))


async def in_category(keeper: Keeper, code: str) -> tuple[list[str], ...]:
    """What a scope of a category lists before the day, on it, and today."""
    days = (BEFORE, DAY, AFTER)
    return (*[await keeper.listed(day, productCategory=code) for day in days],)


async def test_another_parent_counts_from_its_day_on(keeper: Keeper) -> None:
    assert await in_category(keeper, "BATTERY") == (["GB/T 10-2020"],) * 3
    told = await keeper.done("changeProductCategory", code="CATHODE", addParents=["BATTERY"], effectiveOn=DAY)
    assert told["change"]["before"] is None
    assert told["change"]["after"] == {"parents": ["BATTERY"]}
    assert await in_category(keeper, "BATTERY") == (["GB/T 10-2020"], *[["GB/T 10-2020", "三"]] * 2)
    gone = await keeper.done("changeProductCategory", code="CATHODE", removeParents=["BATTERY"], effectiveOn=AFTER)
    assert await in_category(keeper, "BATTERY") == (["GB/T 10-2020"], ["GB/T 10-2020", "三"], ["GB/T 10-2020"])
    await keeper.revoke(gone)
    await keeper.revoke(told)
    assert await in_category(keeper, "BATTERY") == (["GB/T 10-2020"],) * 3


async def test_several_parents_and_no_circle(keeper: Keeper) -> None:
    await keeper.done(
        "createProductCategory", code="SODIUM", titleZh="钠电池", kind="PRODUCT", parents=["BATTERY", "CATHODE"]
    )
    told = await keeper.refused("changeProductCategory", code="BATTERY", addParents=["SODIUM"])
    assert told == {"addParents": "product category 'BATTERY' would stand above itself: BATTERY > SODIUM > BATTERY"}
    told = await keeper.refused("changeProductCategory", code="BATTERY", addParents=["BATTERY"])
    assert "BATTERY > BATTERY" in told["addParents"]
    await keeper.done("changeProductCategory", code="SODIUM", removeParents=["BATTERY"], addParents=["LI_BATTERY"])
    parents = '{ productCategory(code: "SODIUM") { parents { code } } }'
    found = (await keeper.actor.data(parents))["productCategory"]["parents"]
    assert sorted(one["code"] for one in found) == ["CATHODE", "LI_BATTERY"]


async def test_a_circle_of_the_past_is_none_today_but_is_refused_for_a_day_of_it(keeper: Keeper) -> None:
    await keeper.done("changeProductCategory", code="LI_BATTERY", removeParents=["BATTERY"], effectiveOn=DAY)
    told = await keeper.refused("changeProductCategory", code="BATTERY", addParents=["LI_BATTERY"], effectiveOn=BEFORE)
    assert "BATTERY > LI_BATTERY > BATTERY" in told["addParents"]
    await keeper.done("changeProductCategory", code="BATTERY", addParents=["LI_BATTERY"], effectiveOn=DAY)
    shown = (await keeper.actor.data('{ productCategory(code: "BATTERY") { parents { code } kinds { code } } }'))[
        "productCategory"
    ]
    assert shown == {"parents": [{"code": "LI_BATTERY"}], "kinds": []}


async def test_what_is_wrong_with_a_category_is_told(keeper: Keeper) -> None:
    create = {"code": "A:B", "kind": "PRODUCT", "titleZh": "两\n行", "aliases": ["", "好"], "effectiveOn": "2099-01-01"}
    told = await keeper.refused("createProductCategory", **create)
    assert set(told) == {"code", "titleZh", "aliases[0]", "effectiveOn"}
    assert (await keeper.refused("createProductCategory", code="X", kind="PRODUCT")).keys() == {"titleZh"}
    taken = await keeper.refused("createProductCategory", code="CATHODE", kind="PRODUCT", titleZh="正极")
    assert taken == {"code": "code 'CATHODE' is that of product category 'Cathode'"}
    await keeper.done("changeProductCategory", code="CATHODE", newCode="ANODE")
    former = await keeper.refused("createProductCategory", code="CATHODE", kind="PRODUCT", titleZh="正极")
    assert former == {"code": "code 'CATHODE' was that of product category 'ANODE', which is still found by it"}
    gone = await keeper.refused(
        "changeProductCategory", code="ANODE", removeParents=["BATTERY"], titleZh="", titleEn=""
    )
    assert set(gone) == {"titleZh", "removeParents"}
    again = await keeper.send("changeProductCategory", code="ANODE", titleZh="正极")
    assert again["__typename"] == "ProductCategoryChanged"
    assert again["change"] is None


async def test_a_former_code_names_the_category_and_an_unknown_one_is_an_error(keeper: Keeper) -> None:
    await keeper.done("changeProductCategory", code="CATHODE", newCode="ANODE")
    told = await keeper.done("changeProductCategory", code="CATHODE", titleZh="负极", addParents=["BATTERY"])
    assert told["productCategory"]["code"] == "ANODE"
    assert await keeper.listed(AFTER, productCategory="CATHODE") == ["三"]
    document = 'mutation { retireProductCategory(input: {code: "BATERY"}) { __typename } }'
    _, errors = await keeper.actor.sent(document)
    assert "nearest: BATTERY" in errors[0]["message"]


async def test_a_creation_is_taken_back_and_made_again(keeper: Keeper) -> None:
    given: dict[str, Any] = {"code": "SODIUM", "titleZh": "钠电池", "kind": "PRODUCT", "parents": ["BATTERY"]}
    made = await keeper.done("createProductCategory", **given)
    await keeper.revoke(made)
    listed = (await keeper.actor.data("{ productCategories { code } }"))["productCategories"]
    assert "SODIUM" not in {one["code"] for one in listed}
    again = await keeper.done("createProductCategory", **{**given, "titleZh": "钠离子电池", "parents": ["LI_BATTERY"]})
    assert again["productCategory"] == {"code": "SODIUM", "title": "钠离子电池", "revision": 3, "retiredOn": None}
    await keeper.done("addDependency", code="CATHODE", dependsOn="SODIUM", role="PART")
    resting = await keeper.refused("revokeChange", sequence=again["change"]["sequence"], reason="误操作")
    assert resting == {"sequence": "CATHODE has come to rest on it since: move that away first"}


async def test_what_leads_to_a_retired_category_goes_over_from_that_day_on(keeper: Keeper) -> None:
    before = [await _cells(keeper, day) for day in (BEFORE, DAY, AFTER)]
    told = await keeper.done("retireProductCategory", code="CATHODE", into="BATTERY", effectiveOn=DAY)
    led = told["change"]["before"]
    assert {name: len(keys) for name, keys in led.items()} == {
        "standards": 1,
        "dependents": 1,
        "systems": 1,
        "demands": 1,
    }
    assert told["change"]["after"] == {"retiredOn": DAY, "into": "BATTERY"}
    assert await in_category(keeper, "CATHODE") == (["三"], [], [])
    assert await in_category(keeper, "BATTERY") == (["GB/T 10-2020"], *[["GB/T 10-2020", "三"]] * 2)
    assert await _cells(keeper, BEFORE) == before[0]
    assert await _cells(keeper, DAY) == {("B", "BATTERY"), ("B", "LI_BATTERY")}
    assert before[1] == {("B", "CATHODE"), ("B", "LI_BATTERY")}
    refused = await keeper.refused("addDependency", code="LI_BATTERY", dependsOn="CATHODE", role="PART")
    assert "is off the plan since 2026-03-01" in refused["dependsOn"]
    await keeper.revoke(told)
    assert [await _cells(keeper, day) for day in (BEFORE, DAY, AFTER)] == before
    assert await in_category(keeper, "CATHODE") == (["三"],) * 3


async def test_what_ended_after_that_day_goes_over_until_it_ended(keeper: Keeper) -> None:
    """S003 applied to CATHODE until June; BATTERY takes over as of March: S003 applied to that from March until June."""
    change = (
        'mutation { unrelateStandard(input: {standard: "S003", relation: APPLIES_TO, target: "CATHODE", effectiveOn: "2026-06-01"}) '
        "{ __typename } }"
    )
    assert (await keeper.actor.data(change))["unrelateStandard"]["__typename"] == "StandardAdvanced"
    days = (BEFORE, DAY, "2026-05-31", "2026-06-01")
    told = await keeper.done("retireProductCategory", code="CATHODE", into="BATTERY", effectiveOn=DAY)
    at_first = [["三"], ["三"], ["三"], []]

    async def listed(code: str) -> list[list[str]]:
        return [[one for one in await keeper.listed(day, productCategory=code) if one == "三"] for day in days]

    assert await listed("CATHODE") == [["三"], [], [], []]
    assert await listed("BATTERY") == [[], ["三"], ["三"], []]
    undone = await keeper.revoke(told)
    assert await listed("CATHODE") == at_first
    assert await listed("BATTERY") == [[], [], [], []]
    await keeper.revoke(undone)
    assert await listed("CATHODE") == [["三"], [], [], []]
    assert await listed("BATTERY") == [[], ["三"], ["三"], []]


async def test_without_another_one_it_is_no_column_and_what_leads_to_it_is_told(keeper: Keeper) -> None:
    told = await keeper.done("retireProductCategory", code="CATHODE", effectiveOn=DAY)
    assert told["change"]["before"]["standards"] == ["S003"]
    assert await _cells(keeper, DAY) == {("B", "LI_BATTERY")}
    assert await _cells(keeper, BEFORE) == {("B", "CATHODE"), ("B", "LI_BATTERY")}
    again = await keeper.refused("retireProductCategory", code="CATHODE")
    assert again == {"code": "product category 'CATHODE' is off the plan since 2026-03-01"}


async def test_dependencies_hold_between_their_days_and_may_lead_back(keeper: Keeper) -> None:
    made = await keeper.done("addDependency", code="CATHODE", dependsOn="LI_BATTERY", role="INPUT", effectiveOn=DAY)
    assert made["change"]["kind"] == "RELATED"
    assert made["change"]["after"] == {"relation": "DEPENDS_ON", "target": "LI_BATTERY", "role": "INPUT"}
    assert await _unlocked(keeper, BEFORE) == ["CATHODE", "LI_BATTERY"]
    assert await _unlocked(keeper, DAY) == ["CATHODE", "LI_BATTERY"]
    same = await keeper.send("addDependency", code="CATHODE", dependsOn="LI_BATTERY", role="INPUT")
    assert same["change"] is None
    other = await keeper.done("addDependency", code="CATHODE", dependsOn="LI_BATTERY", role="PART", confidence="KNOWN")
    assert (other["change"]["before"]["role"], other["change"]["after"]["role"]) == ("INPUT", "PART")
    early = await keeper.refused("removeDependency", code="CATHODE", dependsOn="LI_BATTERY", effectiveOn=DAY)
    assert set(early) == {"effectiveOn"}
    assert set(await keeper.refused("removeDependency", code="BATTERY", dependsOn="CATHODE")) == {"dependsOn"}
    assert set(await keeper.refused("addDependency", code="BATTERY", dependsOn="BATTERY", role="PART")) == {"dependsOn"}
    shown = await keeper.actor.data(
        '{ productCategory(code: "CATHODE") { dependsOn { category { code } role since confidence } } }'
    )
    assert shown["productCategory"]["dependsOn"] == [
        {"category": {"code": "LI_BATTERY"}, "role": "PART", "since": AFTER, "confidence": "KNOWN"}
    ]


async def test_the_record_of_a_gap_goes_on_under_the_other_one_and_comes_back(keeper: Keeper) -> None:
    mine = "UNMET_DEMAND:X2024/B:CATHODE"
    track = 'mutation ($gap: ID!) { trackGap(input: {gapId: $gap, status: MOVING, note: "有人在做"}) { __typename } }'
    assert (await keeper.actor.data(track, gap=mine))["trackGap"]["__typename"] == "GapTracked"

    async def record() -> tuple[str, str, list[str]]:
        shown = "{ gapRecords(first: 9) { edges { node { id subject { ... on ProductCategory { code } } } } } }"
        found = (await keeper.actor.data(shown))["gapRecords"]["edges"]
        (node,) = (one["node"] for one in found)
        scoped = (
            "query ($code: String!) { gapRecords(scope: {productCategory: $code}, first: 9) { edges { node { id } } } }"
        )
        codes = ["CATHODE", "BATTERY"]
        pages = [(await keeper.actor.data(scoped, code=code))["gapRecords"]["edges"] for code in codes]
        return (
            key_of(node["id"]),
            node["subject"]["code"],
            [code for code, page in zip(codes, pages, strict=True) if page],
        )

    told = await keeper.done("retireProductCategory", code="CATHODE", into="BATTERY")
    assert await record() == ("UNMET_DEMAND:X2024/B:BATTERY", "BATTERY", ["BATTERY"])
    undone = await keeper.revoke(told)
    assert await record() == (mine, "CATHODE", ["CATHODE"])
    await keeper.revoke(undone)
    assert (await record())[:2] == ("UNMET_DEMAND:X2024/B:BATTERY", "BATTERY")


async def _cells(keeper: Keeper, on: str) -> set[tuple[str, str]]:
    """The demanded pairs of a day."""
    document = 'query ($on: Date) { coverage(system: "X2024", asOf: $on, depth: 3) { cells { row column demanded } } }'
    cells = (await keeper.actor.data(document, on=on))["coverage"]["cells"]
    return {(one["row"], one["column"]) for one in cells if one["demanded"]}


async def _unlocked(keeper: Keeper, on: str) -> list[str]:
    """What the gap of the demand for cathodes blocks on a day."""
    document = 'query ($on: Date) { gaps(asOf: $on, scope: {productCategory: "CATHODE"}, first: 50) { edges { node { key unlocks { code } } } } }'
    gaps = (await keeper.actor.data(document, on=on))["gaps"]["edges"]
    return sorted({code["code"] for one in gaps for code in one["node"]["unlocks"]} | {"CATHODE"})
