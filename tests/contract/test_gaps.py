"""Operations 05, 06 and 07: gaps, the coverage matrix, the chain behind a product."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.operations import VARIABLES, document
from tests.graphql.client import Ask, key_of

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


async def test_the_first_gap_is_the_target_that_can_hardly_be_met(ask: Ask) -> None:
    worst = (await ask(GAPS, first=1))["gaps"]["edges"][0]["node"]
    assert worst["id"] == "TARGET_SHORTFALL:PV2024:PV2024-T1"
    assert worst["subject"] == {"__typename": "Target", "statement": "到2026年新制定国家标准和行业标准60项以上"}
    assert worst["severity"] == "HIGH", "it is its last year"
    assert worst["score"] == 60 + 20, "less than 90 days are left"
    assert (worst["since"], worst["unlocks"], worst["record"]) == (None, [], None)
    assert [(one["fact"], one["value"]) for one in worst["evidence"]] == [("achieved", "17/60")]
    assert "进度不足：17/60 项" in worst["message"]
    assert "falls behind: 17 of 60" in worst["messageEn"]


async def test_the_first_demands_are_those_that_most_rests_on(ask: Ask) -> None:
    found = await every_gap(ask, first=200, kinds=["UNMET_DEMAND"])
    assert [gap["id"] for gap in found[:2]] == ["UNMET_DEMAND:ICN2024/BAB:ETHYLENE", "UNMET_DEMAND:ICN2024/BAB:STEEL"]
    unlocked = [{one["code"] for one in gap["unlocks"]} for gap in found[:2]]
    assert {"ETHYLENE", "PE", "LI_SEPARATOR", "LI_BATTERY", "NEV"} <= unlocked[0]
    assert unlocked[1] == {"STEEL", "NEV", "PV_SUPPORT", "PV_SYSTEM"}
    for gap, codes in zip(found[:2], unlocked, strict=True):
        assert gap["severity"] == "HIGH", "it is demanded with high priority, and nothing is upcoming"
        # two years since the demand; five off, for the compiler placed it in that subsystem
        assert gap["score"] == 60 + 2 * len(codes) + 2 - 5
        assert gap["record"] is None
    steel = found[1]
    assert steel["subject"] == {"__typename": "ProductCategory", "code": "STEEL", "title": "钢铁"}
    assert steel["since"] == "2024-09-09", "the earlier of its two demands"
    assert {one["value"] for one in steel["evidence"] if one["fact"] == "demand"} == {"D001", "D018"}
    assert "仅有拟制订项目" in steel["message"]
    assert "one is only planned" in steel["messageEn"]


CANDIDATES = """query($kinds: [GapKind!], $asOf: Date) { gaps(first: 200, kinds: $kinds, asOf: $asOf) { edges { node {
  id key kind candidates { id title }
} } } }"""


async def planned_for(ask: Ask, as_of: str | None = None) -> dict[str, list[str]]:
    """The keys of the candidates of every gap that something under way may close, by the key of the gap."""
    kinds = ["UNMET_DEMAND", "GROUP_ONLY", "NO_METHOD", "UNSTARTED"]
    edges = (await ask(CANDIDATES, kinds=kinds, asOf=as_of))["gaps"]["edges"]
    for gap in (edge["node"] for edge in edges):
        assert gap["id"] == (f"{gap['key']}@{as_of}" if as_of else gap["key"])
    return {edge["node"]["key"]: [key_of(one["id"]) for one in edge["node"]["candidates"]] for edge in edges}


async def test_one_need_is_one_gap(ask: Ask) -> None:
    """S210 to S219 of ICN2024 are planned for demands: each is a candidate, and no gap besides."""
    found = await planned_for(ask)
    assert found["UNMET_DEMAND:ICN2024/BAB:STEEL"] == ["S210"]
    demanded = {one for key, ids in found.items() if key.startswith(("UNMET_DEMAND:", "GROUP_ONLY:")) for one in ids}
    assert {f"S{number}" for number in range(210, 220)} <= demanded
    unstarted = {key: ids for key, ids in found.items() if key.startswith("UNSTARTED:")}
    assert unstarted == {f"UNSTARTED:{one}": [one] for one in ("S086", "S093", "S094", "S095")}


async def test_what_a_document_declares_and_nobody_itemised(ask: Ask) -> None:
    page = (await ask(GAPS, **VARIABLES["05-gaps"][1]))["gaps"]
    assert len(page["edges"]) == 5
    worst = page["edges"][0]["node"]
    assert (worst["id"], worst["since"]) == ("UNITEMISED:NP2024", "2024-09-03")
    assert worst["severity"] == "HIGH", "less than half is itemised"
    for number in ("170", "49", "121"):
        assert number in worst["message"]
        assert number in worst["messageEn"]
    assert {(one["fact"], one["value"]) for one in worst["evidence"]} == {("items", "49/170")}
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
    """Until a footprint of steel was demanded, on 2024-09-09, its rules were an item like others that nobody had started."""
    before, after = [await planned_for(ask, as_of) for as_of in ("2024-09-08", "2024-09-09")]
    assert before["UNSTARTED:S210"] == after["UNMET_DEMAND:ICN2024/BAB:STEEL"] == ["S210"]
    assert "UNMET_DEMAND:ICN2024/BAB:STEEL" not in before
    assert "UNSTARTED:S210" not in after
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
    in_force = {column for column, state in demanded.items() if state == "IN_FORCE"}
    assert in_force == {"PRIMARY_ALUMINIUM", "PV"}, "GB/T 44905-2024 and S088, an industry standard without a number"
    assert told["summary"] == {
        "demanded": 20,
        "met": 2,
        "drafting": 0,
        "planned": 12,
        "groupOnly": 4,  # and two of the twenty are missing: TEXTILE and WOOD
        "empty": told["summary"]["empty"],
    }
    open_gaps = await every_gap(ask, scope={"system": "ICN2024"}, kinds=["UNMET_DEMAND", "GROUP_ONLY"], first=200)
    subjects = [gap["subject"]["code"] for gap in open_gaps]
    assert sorted(subjects) == sorted(column for column in demanded if column not in in_force), (
        "one gap a demanded pair"
    )
    # a group standard is in force for vehicles, too, while another is planned: the cell says the latter, the gap the former
    group_only = {gap["subject"]["code"] for gap in open_gaps if gap["kind"] == "GROUP_ONLY"}
    assert group_only == {column for column, state in demanded.items() if state == "GROUP_ONLY"} | {"NEV"}


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
    assert (chain["total"], chain["inForce"], chain["underway"], chain["missing"]) == (18, 1, 1, 14)
    assert (chain["ratio"], chain["complete"]) == (pytest.approx(1 / 18), False)
    members = {member["category"]["code"]: member for member in chain["members"]}
    assert len(members) == len(chain["members"]) == 18
    assert "LI_BATTERY" not in members
    states = {code: member["state"] for code, member in members.items() if member["state"] != "MISSING"}
    assert states == {
        "PRIMARY_ALUMINIUM": "IN_FORCE",
        "ETHYLENE": "PLANNED",
        "METHANOL": "GROUP_ONLY",
        "NCM": "GROUP_ONLY",
    }
    assert members["NCM"]["standards"] == [{"number": "T/DZJN 201-2023", "status": "PUBLISHED"}]
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
    (+2), ETHYLENE a planned one (+1). AL_FOIL, LFP, NCM < LI_CATHODE; DMC, GRAPHITE < LI_ANODE, PE: 2 each; NCM has a group
    standard (+2). The rest: themselves.
    Whatever a step rests on was closed before it, and no member in force rests on anything open: each completes itself alone.
    """
    steps = await _steps(ask, "LI_BATTERY", "ICN2024", "BAB")
    assert [(one["category"]["code"], one["unlocks"], one["score"]) for one in steps] == [
        ("METHANOL", 3, 32),
        ("ETHYLENE", 3, 31),
        ("NAOH", 3, 30),
        ("NCM", 2, 22),
        *((code, 2, 20) for code in ("AL_FOIL", "DMC", "GRAPHITE", "LFP", "PE")),
        *(
            (f"LI_{code}", 1, 10)
            for code in ("ANODE", "BMS", "CASING", "CATHODE", "COOLING", "ELECTROLYTE", "RECYCLING", "SEPARATOR")
        ),
    ]
    assert {one["completes"] for one in steps} == {1}
    assert [[one["status"] for one in step["standards"]] for step in steps if step["standards"]] == [["PLANNED"]]
    assert steps[1]["standards"], "ethylene's; methanol's group standard is in force and fills it no further"
    reasons = [one["reason"].split("; ") for one in steps[:5]]
    assert [said[0] for said in reasons] == ["3 members rest on it, itself included"] * 3 + [
        "2 members rest on it, itself included"
    ] * 2
    assert {said[1] for said in reasons} == {"it completes the chain of 1"}
    assert [said[2] for said in reasons] == [
        "as many rest on “Ethylene”, but it is nearer to being in force (group standard only before planned).",
        "as many rest on “Sodium hydroxide”, but it is nearer to being in force (planned before missing).",
        "more than on “Ternary (NCM/NCA) cathode material” (2).",
        "as many rest on “Aluminium foil”, but it is nearer to being in force (group standard only before missing).",
        "it ties with “Dimethyl carbonate” in everything, so they are ordered by code.",
    ]


async def test_the_order_for_the_photovoltaic_system_by_hand(ask: Ask) -> None:
    """In force for products and applications (PV2024/I): PV_MODULE, PV_INVERTER, PV_POLYSILICON. Everything else that is a kind of PV is
    planned (+1): S088 applies to all of it, and nobody knows whether it was published by this day. PV_GLASS and STEEL are no such kinds.

    POLYSILICON < INGOT < WAFER < CELL < MODULE and SILVER_PASTE < CELL: INGOT 4, WAFER and SILVER_PASTE 3, CELL 2. BACKSHEET,
    ENCAPSULANT, GLASS, JBOX < MODULE and STEEL < SUPPORT: 2 each. MODULE waits for everything but STEEL and SUPPORT; GLASS is the last of
    these, so with it the module's chain is complete as well, and that is why it stands before STEEL.
    """
    steps = await _steps(ask, "PV_SYSTEM", "PV2024", "I")
    assert [(one["category"]["code"], one["unlocks"], one["completes"], one["score"]) for one in steps] == [
        ("PV_INGOT", 4, 1, 41),
        ("PV_SILVER_PASTE", 3, 1, 31),
        ("PV_WAFER", 3, 1, 31),
        ("PV_BACKSHEET", 2, 1, 21),
        ("PV_CELL", 2, 1, 21),
        ("PV_ENCAPSULANT", 2, 1, 21),
        ("PV_JBOX", 2, 1, 21),
        ("PV_GLASS", 2, 2, 20),
        ("STEEL", 2, 1, 20),
        ("PV_SUPPORT", 1, 1, 11),
    ]
    assert steps[7]["reason"].endswith("it ties with “Iron and steel”, but completes more (2 against 1).")
    filling = [[key_of(one["id"]) for one in step["standards"]] for step in steps]
    assert filling == [["S088"]] * 7 + [[], [], ["S088", "S093"]]


async def test_a_chain_may_be_followed_less_far_and_an_unknown_end_is_null(ask: Ask) -> None:
    footprint = {"system": "ICN2024", "code": "BAB"}
    near = (await ask(READINESS, product="LI_BATTERY", subsystem=footprint, maxDepth=1))["productCategory"]["readiness"]
    assert near["total"] == 15
    assert {member["depth"] for member in near["members"]} == {1}
    assert await ask(READINESS, product="UNOBTAINIUM", subsystem=footprint) == {"productCategory": None}
    nowhere = await ask(READINESS, product="LI_BATTERY", subsystem={"system": "ICN2024", "code": "ZZZ"})
    assert nowhere["productCategory"]["readiness"] is None
