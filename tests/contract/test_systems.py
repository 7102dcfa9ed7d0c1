"""Operations 01, 02 and 09: how far a system is, its tree, a secretariat's desk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.calendar_day import TODAY
from tests.contract.operations import VARIABLES, document
from tests.graphql.client import Ask

PROGRESS, TREE, DESK = (document(name) for name in ("01-system-progress", "02-subsystem-tree", "09-committee-desk"))
ITEMS = document("17-progress-items")
LEFT = "query($scope: Scope!) { progress(scope: $scope) { items itemsMet itemsOpen itemsLeft completion } }"
TREE_ITEMS = """query($code: String!) { system(code: $code) { tree {
  subsystem { code } total { items itemsMet itemsOpen completion }
} } }"""


@pytest.mark.parametrize("sent", VARIABLES["01-system-progress"], ids=lambda sent: sent["code"])
async def test_the_counts_of_a_system_add_up(ask: Ask, sent: dict[str, Any]) -> None:
    told = (await ask(PROGRESS, **sent))["system"]["progress"]
    statuses = ("planned", "drafting", "published", "withdrawn", "abandoned")
    assert told["listed"] == sum(told[name] for name in statuses)
    assert told["published"] == told["inForce"] + told["upcoming"] + told["superseded"]
    for name in ("planned", "drafting", "published", "withdrawn"):
        assert told[name] == sum(level[name] for level in told["byLevel"])
    assert told["listed"] == sum(stage["count"] for stage in told["byStage"])
    items = (await ask(ITEMS, scope={"system": sent["code"]}, asOf=sent.get("asOf")))["progress"]
    assert items["items"] == items["itemsMet"] + items["itemsOpen"]
    assert items["itemsMet"] <= told["inForce"], "one document in force, or more, meets an item"
    for name in ("declared", "listed", "unitemised", "completion"):
        assert items[name] == told[name]
    assert told["completion"] == pytest.approx(items["itemsMet"] / max(told["declared"] or 0, items["items"]))


async def test_the_items_of_the_systems(ask: Ask) -> None:
    """What is listed less one for each replacement of a whole document within the system: the documents of one item.

    PV2024 lists 121 documents, 21 of them replaced whole by others; S047, S048 and S066 were withdrawn without successor. Open: S018,
    S086, S090, S091, S093, S094, S095. NP2024: 54, 4 replaced; S154 was split. ICN2024: 84, 11 replaced, where S165 and S166 are in
    force in place of the same documents.
    """
    expected = {"PV2024": (97, 90, 7, 3), "NP2024": (49, 46, 3, 1), "ICN2024": (73, 61, 12, 0)}
    for code, figures in expected.items():
        told = (await ask(LEFT, scope={"system": code}))["progress"]
        assert (told["items"], told["itemsMet"], told["itemsOpen"], told["itemsLeft"]) == figures, code


async def test_what_nobody_has_itemised_is_missing_not_done(ask: Ask) -> None:
    system = (await ask(PROGRESS, code="NP2024"))["system"]
    assert system["documentNumber"] == "环办监测函〔2024〕310号"
    assert system["issuedOn"] == "2024-09-03"
    assert system["titleEn"].startswith("Table of the standards system")
    told = system["progress"]
    assert (told["declared"], told["listed"], told["unitemised"]) == (170, 54, 121)
    assert told["completion"] == pytest.approx(46 / 170), "49 items are on the plan, 46 of them in force"


async def test_a_system_that_declares_nothing(ask: Ask) -> None:
    told = (await ask(PROGRESS, code="PV2024"))["system"]["progress"]
    assert (told["declared"], told["listed"], told["unitemised"]) == (None, 121, None)
    assert told["completion"] == pytest.approx(90 / 97)
    # S086, S093, S094, S095: on the plan, level not decided
    assert {"level": None, "planned": 4, "drafting": 0, "published": 0, "withdrawn": 0} in told["byLevel"]


async def test_a_standard_takes_force_on_its_day(ask: Ask) -> None:
    before = (await ask(PROGRESS, code="ICN2024", asOf="2024-09-30"))["system"]["progress"]
    after = (await ask(PROGRESS, code="ICN2024", asOf="2024-10-01"))["system"]["progress"]
    assert (before["asOf"], after["asOf"]) == ("2024-09-30", "2024-10-01")
    # GB/T 24067-2024 alone
    assert (before["upcoming"] - 1, before["inForce"] + 1) == (after["upcoming"], after["inForce"])
    assert before["published"] == after["published"]


async def test_an_unknown_system_is_null(ask: Ask) -> None:
    assert await ask(PROGRESS, code="XX2024") == {"system": None}


@pytest.mark.parametrize("sent", VARIABLES["02-subsystem-tree"], ids=lambda sent: sent["code"])
async def test_a_branch_stands_below_its_parent_and_counts_its_subtree_once(ask: Ask, sent: dict[str, Any]) -> None:
    tree = (await ask(TREE, **sent))["system"]["tree"]
    items = {one["subsystem"]["code"]: one["total"] for one in (await ask(TREE_ITEMS, **sent))["system"]["tree"]}
    by_code = {node["subsystem"]["code"]: node for node in tree}
    seen: set[str] = set()
    for code, node in by_code.items():
        parent = node["parentCode"]
        assert parent is None or parent in seen
        assert node["subsystem"]["depth"] == (1 if parent is None else by_code[parent]["subsystem"]["depth"] + 1)
        seen.add(code)
        below = [one for one in tree if one["parentCode"] == code]
        # no standard of the seed is listed twice in one system, so that sums are right here
        for name in ("published", "drafting", "planned"):
            assert node["total"][name] == node["own"][name] + sum(one["total"][name] for one in below)
        plan = items[code]
        assert plan["items"] == plan["itemsMet"] + plan["itemsOpen"] <= node["total"]["listed"]
        assert plan["completion"] == (pytest.approx(plan["itemsMet"] / plan["items"]) if plan["items"] else None)
        assert node["total"]["completion"] == plan["completion"]
        assert node["openGaps"] >= max((one["openGaps"] for one in below), default=0)


async def test_the_tree_of_the_pollutants(ask: Ask) -> None:
    system = (await ask(TREE, code="NP2024"))["system"]
    codes = [node["subsystem"]["code"] for node in system["tree"]]
    assert codes == ["A", "AA", "AB", "AC", "AD", "AE", "B", "BA", "BB", "C", "D"]
    listed = {node["subsystem"]["code"]: node["total"]["listed"] for node in system["tree"]}
    assert listed == {"A": 53, "AA": 20, "AB": 14, "AC": 15, "AD": 4, "AE": 0, "B": 1, "BA": 0, "BB": 1, "C": 0, "D": 0}
    biota = next(node for node in system["tree"] if node["subsystem"]["code"] == "AE")
    assert biota["subsystem"]["title"] == "生物"
    assert biota["subsystem"]["titleEn"] == "Biota"
    assert biota["openGaps"] == 1, "it is uncovered"


async def test_a_desk(ask: Ask) -> None:
    desk = (await ask(DESK, **VARIABLES["09-committee-desk"][0]))["committee"]
    assert desk["title"] == "全国太阳光伏能源系统标准化技术委员会"
    told = desk["progress"]
    plan = (await ask(LEFT, scope={"committee": "SAC/TC90"}))["progress"]
    assert (plan["items"], plan["itemsMet"], plan["itemsOpen"], plan["itemsLeft"]) == (35, 34, 1, 3)
    assert told["completion"] == plan["completion"] == pytest.approx(34 / 35)
    # S018 at 20.00: what is published (S019 among it) or withdrawn is on no desk
    assert [(one["stage"]["code"], one["count"]) for one in desk["workload"]] == [("20.00", 1)]
    assert told["planned"] + told["drafting"] == sum(one["count"] for one in desk["workload"])


async def test_the_items_behind_a_desk(ask: Ask) -> None:
    text = """query($after: String) { committees { code workload { stage { code } count overdue
      standards(first: 200) { totalCount edges { node { id number stage { code } } } }
      late: standards(overdue: true) { totalCount }
      page: standards(first: 1, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } }
    } } }"""
    seen = 0
    for committee in (await ask(text))["committees"]:
        for load in committee["workload"]:
            nodes = [edge["node"] for edge in load["standards"]["edges"]]
            assert (load["standards"]["totalCount"], load["late"]["totalCount"]) == (load["count"], load["overdue"])
            assert len({node["id"] for node in nodes}) == load["count"]
            assert all(node["stage"] == load["stage"] for node in nodes)
            assert load["page"]["edges"][0]["node"]["id"] == nodes[0]["id"]
            assert load["page"]["pageInfo"]["hasNextPage"] == (load["count"] > 1)
            seen += load["overdue"]
    assert seen > 0


async def test_what_is_due_and_overdue(ask: Ask) -> None:
    desk = (await ask(DESK, code="SAC/TC90"))["committee"]
    (due,) = desk["due"]
    left = date(2026, 11, 24) - TODAY  # its own day, whatever stage 20 normally takes
    assert due == {
        "standard": {"number": None, "title": "光伏器件 第13部分：光伏组件电致发光"},
        "stage": {"code": "20.00"},
        "dueOn": "2026-11-24",
        "daysLeft": left.days,
    }
    (drafting,) = desk["workload"]
    assert drafting["overdue"] == int(left.days < 0)
    entered = date(2025, 11, 24)
    assert drafting["medianDaysInStage"] == (TODAY - entered).days


async def test_the_gaps_of_a_desk(ask: Ask) -> None:
    gaps = (await ask(DESK, code="SAC/TC90"))["committee"]["gaps"]
    assert len(gaps["edges"]) == min(10, gaps["totalCount"])
    messages = [edge["node"]["message"] for edge in gaps["edges"]]
    assert any(message.startswith("GB/T 6495.1-1996 ") for message in messages), "its review was due in 2001"
