"""Operations 05, 06 and 07: gaps, the coverage matrix, the chain behind a product."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.operations import VARIABLES, document
from tests.graphql.client import Ask

GAPS, COVERAGE, READINESS = (document(name) for name in ("05-gaps", "06-coverage", "07-readiness"))


async def every_gap(ask: Ask, **variables: Any) -> list[Any]:
    """The gaps of all pages, in order."""
    found: list[Any] = []
    cursor = None
    while True:
        page = (await ask(GAPS, **variables, after=cursor))["gaps"]
        found += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            assert len(found) == page["totalCount"]
            assert len(found) == sum(one["count"] for one in page["countByKind"])
            return found
        cursor = page["pageInfo"]["endCursor"]


async def test_gaps_stand_worst_first_on_all_pages_each_once(ask: Ask) -> None:
    found = await every_gap(ask, first=7)
    scores = [gap["score"] for gap in found]
    assert scores == sorted(scores, reverse=True)
    assert len({gap["id"] for gap in found}) == len(found)
    assert found == await every_gap(ask, first=200)


async def test_the_first_gap_is_the_standard_that_most_rests_on(ask: Ask) -> None:
    worst = (await ask(GAPS, first=1))["gaps"]["edges"][0]["node"]
    assert worst["id"] == "UNSTARTED:S210"
    assert worst["subject"] == {
        "__typename": "Standard",
        "number": None,
        "title": "钢铁产品碳足迹核算规则标准",
        "status": "PLANNED",
    }
    unlocked = {one["code"] for one in worst["unlocks"]}
    assert {"STEEL", "NEV", "PV_SUPPORT", "PV_SYSTEM"} <= unlocked
    assert worst["severity"] == "HIGH", "steel is demanded"
    assert worst["score"] == 60 + 2 * len(unlocked)
    assert worst["record"] is None
    assert "尚未启动" in worst["message"]
    assert "has not been started" in worst["messageEn"]


async def test_what_a_document_declares_and_nobody_itemised(ask: Ask) -> None:
    page = (await ask(GAPS, **VARIABLES["05-gaps"][1]))["gaps"]
    assert len(page["edges"]) == 5
    worst = page["edges"][0]["node"]
    assert (worst["id"], worst["since"]) == ("UNITEMISED:NP2024", "2024-09-03")
    assert worst["severity"] == "HIGH", "less than half is listed"
    for number in ("170", "53", "117"):
        assert number in worst["message"]
        assert number in worst["messageEn"]
    assert {(one["fact"], one["value"]) for one in worst["evidence"]} == {("listed", "53/170")}
    assert all(one["source"]["title"] or one["source"]["url"] for one in worst["evidence"])


async def test_a_scope_and_kinds_hold_together(ask: Ask) -> None:
    found = await every_gap(ask, **VARIABLES["05-gaps"][2])
    assert {gap["kind"] for gap in found} == {"UNMET_DEMAND", "GROUP_ONLY"}
    everything = {gap["id"] for gap in await every_gap(ask, first=200)}
    assert {gap["id"] for gap in found} <= everything
    for gap in found:
        assert ":ICN2024/BA" in gap["id"], "the subsystem BA or one below it"
        assert gap["subject"]["__typename"] == "ProductCategory"


async def test_a_gap_is_of_its_day(ask: Ask) -> None:
    """On the day before the plan of the steel rules was announced they were as unstarted as now: the day is unknown."""
    before = {gap["id"] for gap in await every_gap(ask, first=200, asOf="2024-09-30", kinds=["UNSTARTED"])}
    assert "UNSTARTED:S210" in before
    (gap,) = [
        gap
        for gap in await every_gap(ask, first=200, asOf="2026-06-30", kinds=["REVIEW_OVERDUE"])
        if "6495.1-1996" in gap["message"]
    ]
    assert gap["since"] == "2001-07-09", "five years after its publication"
    assert (
        await every_gap(ask, first=200, asOf="2001-07-09", kinds=["REVIEW_OVERDUE"], scope={"committee": "SAC/TC90"})
        == []
    )


@pytest.mark.parametrize("sent", VARIABLES["06-coverage"], ids=lambda sent: sent["system"])
async def test_a_matrix_is_whole_and_means_what_it_says(ask: Ask, sent: dict[str, Any]) -> None:
    told = (await ask(COVERAGE, **sent))["coverage"]
    rows, columns = ([one["code"] for one in told[side]] for side in ("rows", "columns"))
    assert [(cell["row"], cell["column"]) for cell in told["cells"]] == [(r, c) for r in rows for c in columns]
    for cell in told["cells"]:
        assert cell["demanded"] == bool(cell["demandSources"])
        if cell["state"] == "EMPTY":
            assert (cell["demanded"], cell["standards"]) == (False, 0)
        elif cell["state"] == "MISSING":
            assert (cell["demanded"], cell["standards"]) == (True, 0)
        else:
            assert cell["standards"] > 0
    assert told["summary"]["empty"] == sum(cell["state"] == "EMPTY" for cell in told["cells"])


async def test_a_demanded_cell_that_is_not_in_force_is_a_gap(ask: Ask) -> None:
    told = (await ask(COVERAGE, system="ICN2024", depth=3))["coverage"]
    cells = {(cell["row"], cell["column"]): cell for cell in told["cells"]}
    # every demand of ICN2024/demands.csv names BAB
    demanded = {column: cell["state"] for (row, column), cell in cells.items() if row == "BAB" and cell["demanded"]}
    assert len(demanded) == told["summary"]["demanded"] == 20
    assert [column for column, state in demanded.items() if state == "IN_FORCE"] == ["PRIMARY_ALUMINIUM"]
    assert told["summary"] == {
        "demanded": 20,
        "met": 1,
        "drafting": 0,
        "planned": 12,
        "groupOnly": 4,
        "empty": told["summary"]["empty"],
    }
    open_gaps = await every_gap(ask, scope={"system": "ICN2024"}, kinds=["UNMET_DEMAND", "GROUP_ONLY"], first=200)
    subjects = {gap["subject"]["code"] for gap in open_gaps if gap["id"].split(":")[1] == "ICN2024/BAB"}
    assert {column for column, state in demanded.items() if state != "IN_FORCE"} <= subjects
    assert "PRIMARY_ALUMINIUM" not in subjects


async def test_a_row_counts_its_subtree(ask: Ask) -> None:
    cells = (await ask(COVERAGE, system="ICN2024", depth=3))["coverage"]["cells"]
    cement = {cell["row"]: cell["state"] for cell in cells if cell["column"] == "CEMENT"}
    assert (cement["BAB"], cement["BAA"]) == ("PLANNED", "IN_FORCE"), (
        "its footprint is planned, its accounting in force"
    )
    assert cement["BA"] == cement["B"] == "IN_FORCE"


async def test_nobody_demands_anything_of_pv(ask: Ask) -> None:
    told = (await ask(COVERAGE, system="PV2024"))["coverage"]
    assert told["summary"]["demanded"] == 0
    assert not any(cell["demanded"] for cell in told["cells"])
    assert await ask(COVERAGE, system="XX2024") == {"coverage": None}


async def test_the_chain_of_the_battery(ask: Ask) -> None:
    category = (await ask(READINESS, **VARIABLES["07-readiness"][0]))["productCategory"]
    assert category["title"] == "锂电池"
    chain = category["readiness"]
    assert (chain["total"], chain["inForce"], chain["underway"], chain["missing"]) == (18, 1, 1, 15)
    assert (chain["ratio"], chain["complete"]) == (pytest.approx(1 / 18), False)
    members = {member["category"]["code"]: member for member in chain["members"]}
    assert len(members) == len(chain["members"]) == 18
    assert "LI_BATTERY" not in members
    states = {code: member["state"] for code, member in members.items() if member["state"] != "MISSING"}
    assert states == {"PRIMARY_ALUMINIUM": "IN_FORCE", "ETHYLENE": "PLANNED", "METHANOL": "GROUP_ONLY"}
    assert members["PRIMARY_ALUMINIUM"]["standards"] == [{"number": "GB/T 44905-2024", "status": "PUBLISHED"}]
    assert members["METHANOL"]["standards"] == [{"number": "T/CPCIF 0467-2025", "status": "PUBLISHED"}]
    assert members["ETHYLENE"]["standards"] == [{"number": None, "status": "PLANNED"}]


async def test_paths_are_shortest_and_lead_from_the_product(ask: Ask) -> None:
    chain = (await ask(READINESS, **VARIABLES["07-readiness"][0]))["productCategory"]["readiness"]
    paths = {member["category"]["code"]: [one["code"] for one in member["path"]] for member in chain["members"]}
    assert paths["PRIMARY_ALUMINIUM"] == ["LI_BATTERY", "AL_FOIL", "PRIMARY_ALUMINIUM"]
    assert paths["ETHYLENE"] == ["LI_BATTERY", "PE", "ETHYLENE"]
    assert paths["METHANOL"] == ["LI_BATTERY", "DMC", "METHANOL"]
    for member in chain["members"]:
        path = paths[member["category"]["code"]]
        assert (path[0], path[-1], len(path)) == ("LI_BATTERY", member["category"]["code"], member["depth"] + 1)


async def test_what_to_close_next(ask: Ask) -> None:
    chain = (await ask(READINESS, **VARIABLES["07-readiness"][0]))["productCategory"]["readiness"]
    steps = [(step["category"]["code"], step["unlocks"], step["score"]) for step in chain["next"]]
    # methanol: itself, dimethyl carbonate and the electrolyte or its like; group standards are there (+2)
    assert steps[0] == ("METHANOL", 3, 32)
    assert [score for _, _, score in steps] == sorted((score for _, _, score in steps), reverse=True)
    assert len(steps) == chain["total"] - chain["inForce"]


NEXT = """
query($product: String!, $subsystem: SubsystemRef!, $on: Date!) { productCategory(code: $product) {
  readiness(subsystem: $subsystem, asOf: $on) { next {
    category { code } unlocks completes score standards { id number status } reason(language: EN)
  } }
} }
"""


async def _steps(ask: Ask, product: str, system: str, code: str) -> list[dict[str, Any]]:
    answer = await ask(NEXT, product=product, subsystem={"system": system, "code": code}, on="2026-07-01")
    found: list[dict[str, Any]] = answer["productCategory"]["readiness"]["next"]
    return found


async def test_the_order_for_the_battery_by_hand(ask: Ask) -> None:
    """In force: PRIMARY_ALUMINIUM. Who rests on whom, from the seed's dependencies (LI_BATTERY itself is no member):

    METHANOL < DMC < LI_ELECTROLYTE, ETHYLENE < PE < LI_SEPARATOR, NAOH < NCM < LI_CATHODE: 3 each. METHANOL has a group standard
    (+2), ETHYLENE a planned one (+1). AL_FOIL, LFP, NCM < LI_CATHODE; DMC, GRAPHITE < LI_ANODE, PE: 2 each. The rest: themselves.
    Whatever a step rests on was closed before it, and no member in force rests on anything open: each completes itself alone.
    """
    steps = await _steps(ask, "LI_BATTERY", "ICN2024", "BAB")
    assert [(one["category"]["code"], one["unlocks"], one["score"]) for one in steps] == [
        ("METHANOL", 3, 32),
        ("ETHYLENE", 3, 31),
        ("NAOH", 3, 30),
        *((code, 2, 20) for code in ("AL_FOIL", "DMC", "GRAPHITE", "LFP", "NCM", "PE")),
        *(
            (f"LI_{code}", 1, 10)
            for code in ("ANODE", "BMS", "CASING", "CATHODE", "COOLING", "ELECTROLYTE", "RECYCLING", "SEPARATOR")
        ),
    ]
    assert {one["completes"] for one in steps} == {1}
    assert [[one["status"] for one in step["standards"]] for step in steps if step["standards"]] == [["PLANNED"]]
    assert steps[1]["standards"], "ethylene's; methanol's group standard is in force and fills it no further"
    reasons = [one["reason"].split("; ") for one in steps[:4]]
    assert [said[0] for said in reasons] == ["3 members rest on it, itself included"] * 3 + [
        "2 members rest on it, itself included"
    ]
    assert {said[1] for said in reasons} == {"it completes the chain of 1"}
    assert [said[2] for said in reasons] == [
        "as many rest on “Ethylene”, but it is nearer to being in force (group standard only before planned).",
        "as many rest on “Sodium hydroxide”, but it is nearer to being in force (planned before missing).",
        "more than on “Aluminium foil” (2).",
        "it ties with “Dimethyl carbonate” in everything, so they are ordered by code.",
    ]


async def test_the_order_for_the_photovoltaic_system_by_hand(ask: Ask) -> None:
    """In force for products and applications (PV2024/I): PV_MODULE, PV_INVERTER, PV_POLYSILICON; PV_SUPPORT is planned (+1).

    POLYSILICON < INGOT < WAFER < CELL < MODULE and SILVER_PASTE < CELL: INGOT 4, WAFER and SILVER_PASTE 3, CELL 2. BACKSHEET,
    ENCAPSULANT, GLASS, JBOX < MODULE and STEEL < SUPPORT: 2 each. MODULE waits for everything but STEEL and SUPPORT; JBOX is the last of these,
    so with it the module's chain is complete as well, and that is why it stands before STEEL.
    """
    steps = await _steps(ask, "PV_SYSTEM", "PV2024", "I")
    assert [(one["category"]["code"], one["unlocks"], one["completes"], one["score"]) for one in steps] == [
        ("PV_INGOT", 4, 1, 40),
        ("PV_SILVER_PASTE", 3, 1, 30),
        ("PV_WAFER", 3, 1, 30),
        ("PV_BACKSHEET", 2, 1, 20),
        ("PV_CELL", 2, 1, 20),
        ("PV_ENCAPSULANT", 2, 1, 20),
        ("PV_GLASS", 2, 1, 20),
        ("PV_JBOX", 2, 2, 20),
        ("STEEL", 2, 1, 20),
        ("PV_SUPPORT", 1, 1, 11),
    ]
    assert steps[7]["reason"].endswith("it ties with “Iron and steel”, but completes more (2 against 1).")
    assert [bool(one["standards"]) for one in steps] == [False] * 9 + [True]


async def test_a_chain_may_be_followed_less_far_and_an_unknown_end_is_null(ask: Ask) -> None:
    footprint = {"system": "ICN2024", "code": "BAB"}
    near = (await ask(READINESS, product="LI_BATTERY", subsystem=footprint, maxDepth=1))["productCategory"]["readiness"]
    assert near["total"] == 15
    assert {member["depth"] for member in near["members"]} == {1}
    assert await ask(READINESS, product="UNOBTAINIUM", subsystem=footprint) == {"productCategory": None}
    nowhere = await ask(READINESS, product="LI_BATTERY", subsystem={"system": "ICN2024", "code": "ZZZ"})
    assert nowhere["productCategory"]["readiness"] is None
