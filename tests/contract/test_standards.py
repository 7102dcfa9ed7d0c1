"""Operations 03, 04 and 14: a page of the catalogue, one standard in full, free text."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.operations import VARIABLES, document
from tests.graphql.client import Ask

PAGE, DETAIL, SEARCH = (document(name) for name in ("03-standards-page", "04-standard-detail", "14-search"))

PRINTINGS = (
    "GB/T 24067-2024",
    "GB/T 24067—2024",
    "GB/T 24067–2024",
    "GB/T24067-2024",
    "GBT24067-2024",
    "GBT 24067 2024",
    "gb/t 24067-2024",
    "gbt24067-2024",
    "ＧＢ／Ｔ　２４０６７－２０２４",
    " GB/T 24067-2024 ",
    "GB_T 24067-2024",
)


ADOPTING = "{ standards(first: 200, where: {adopts: {}, number: {isNull: false}}) { edges { node { number adopts { standard { number } } } } } }"


async def test_a_double_number_finds_the_document_that_bears_it_and_not_the_one_it_adopts(ask: Ask) -> None:
    """Both are in the catalogue, the adopted ones with ids that sort before and after."""
    found = 0
    for edge in (await ask(ADOPTING))["standards"]["edges"]:
        number = edge["node"]["number"]
        for adopted in edge["node"]["adopts"]:
            double = f"{number}/{adopted['standard']['number']}"
            assert (await ask(DETAIL, number=double))["standard"]["number"] == number
            found += 1
    assert found > 10


async def test_a_page_holds_what_its_condition_says_in_its_order(ask: Ask) -> None:
    page = (await ask(PAGE, first=50))["standards"]
    nodes = [edge["node"] for edge in page["edges"]]
    # in PV2024/standards.csv: S018 (20.00 since 2025-11-24) and S090 (30.00, industry); S091 is no Chinese document, S019 is published
    assert [node["title"] for node in nodes] == [
        "光伏器件 第13部分：光伏组件电致发光",
        "光伏组件出口产品低碳评价要求",
    ]
    assert page["totalCount"] == len(nodes)
    assert not page["pageInfo"]["hasNextPage"]
    # stage 20 should be left ten months after it was entered, stage 30 two months after 2026-11-23 at the latest
    assert [node["stage"]["dueOn"] for node in nodes] == ["2026-09-24", "2027-01-23"]
    assert nodes[0]["stage"] == {
        "code": "20.00",
        "title": "起草阶段（登记）",
        "enteredOn": "2025-11-24",
        "dueOn": "2026-09-24",
    }
    assert nodes[0]["planNumber"] == "20256274-Z-339"
    assert nodes[0]["committees"] == [{"code": "SAC/TC90", "title": "全国太阳光伏能源系统标准化技术委员会"}]
    for node in nodes:
        assert node["status"] in {"DRAFTING", "PLANNED"}
        assert node["level"] in {"NATIONAL", "INDUSTRY"}
        assert "PV2024" in {listing["subsystem"]["system"]["code"] for listing in node["listedIn"]}


async def test_facets_count_under_the_condition_of_the_page(ask: Ask) -> None:
    page = (await ask(PAGE, first=1))["standards"]
    facets = {facet["field"]: {v["value"]: v["count"] for v in facet["values"]} for facet in page["facets"]}
    assert facets == {
        "status": {"DRAFTING": 2},
        "level": {"NATIONAL": 1, "INDUSTRY": 1},
        "nature": {"GUIDANCE": 1, "RECOMMENDED": 1},
        "committee": {"SAC/TC90": 1},
        "system": {"PV2024": 2},
    }
    assert page["totalCount"] == 2


async def test_pages_join_without_a_gap(ask: Ask) -> None:
    whole = (await ask(PAGE, first=50))["standards"]["edges"]
    found: list[Any] = []
    cursor = None
    for left in (1, 0):
        page = (await ask(PAGE, first=1, after=cursor))["standards"]
        assert page["pageInfo"]["hasNextPage"] == (left > 0)
        assert page["pageInfo"]["hasPreviousPage"] == (cursor is not None)
        cursor = page["pageInfo"]["endCursor"]
        found += page["edges"]
    assert found == whole


@pytest.mark.parametrize("number", PRINTINGS)
async def test_every_printing_of_a_number_finds_the_standard(ask: Ask, number: str) -> None:
    found = (await ask(DETAIL, number=number))["standard"]
    assert found["number"] == "GB/T 24067-2024"
    assert found["printedNumber"] == "GB/T 24067—2024"


async def test_a_standard_is_found_by_its_id_and_an_unknown_number_is_null(ask: Ask) -> None:
    found = (await ask(DETAIL, number="GB/T 24067-2024"))["standard"]
    assert (await ask(DETAIL, number=found["id"]))["standard"] == found
    assert await ask(DETAIL, number="GB/T 99999-2024") == {"standard": None}


async def test_published_is_not_yet_in_force(ask: Ask) -> None:
    days = {"2024-08-22": None, "2024-08-23": "UPCOMING", "2024-09-30": "UPCOMING", "2024-10-01": "IN_FORCE"}
    for day, standing in days.items():
        assert (await ask(DETAIL, number="GB/T 24067-2024", on=day))["standard"]["standing"] == standing, day


async def test_a_standard_in_full(ask: Ask) -> None:
    found = (await ask(DETAIL, **VARIABLES["04-standard-detail"][0]))["standard"]
    assert found["titleEn"].startswith("Greenhouse gases - Carbon footprint of products")
    assert (found["level"], found["nature"], found["status"]) == ("NATIONAL", "RECOMMENDED", "PUBLISHED")
    assert (found["publishedOn"], found["inForceOn"], found["withdrawnOn"]) == ("2024-08-23", "2024-10-01", None)
    assert found["reviewDueOn"] == "2029-08-23", "five years after publication"
    assert (found["ics"], found["ccs"]) == (["13.020"], ["Z00"])
    assert found["stage"] == {"code": "60.60", "title": "已发布"}
    assert found["adopts"] == [{"standard": {"number": "ISO 14067:2018"}, "degree": None}], "no source states a degree"
    assert found["committees"] == [{"code": "SAC/TC548"}]
    assert [event["kind"] for event in found["history"]] == ["PUBLISHED"]
    assert found["history"][0]["at"] == "2024-08-23"
    assert found["history"][0]["stage"] == {"code": "60.60"}
    assert len(found["sources"]) == 4
    assert {"title": "《碳达峰碳中和工作简报（2024年9月刊）》", "url": None, "locator": "1.1"} in found["sources"]


async def test_claims_keep_what_every_source_says(ask: Ask) -> None:
    claims = (await ask(DETAIL, number="GB/T 24067-2024"))["standard"]["claims"]
    said = {(claim["field"], claim["value"]): claim["chosen"] for claim in claims}
    assert said == {
        ("publishedOn", "2024-08-23"): True,
        ("publishedOn", "2024-09-09"): False,
        ("inForceOn", "2024-10-01"): True,
        ("inForceOn", "2025-03-01"): False,
        ("committee", "SAC/TC548"): True,
        ("committee", "SAC/TC207"): False,
    }
    for claim in claims:
        assert claim["source"]["title"] or claim["source"]["url"]


async def test_what_replaces_and_what_is_replaced(ask: Ask) -> None:
    old = (await ask(DETAIL, number="GB/T 2296-2001", on="2026-06-30"))["standard"]
    assert [(one["standard"]["number"], one["extent"]) for one in old["replacedBy"]] == [("GB/T 2296-2025", "WHOLE")]
    assert old["standing"] == "IN_FORCE", "until its successor takes force"
    new = (await ask(DETAIL, number="GB/T 2296-2025"))["standard"]
    assert "GB/T 2296-2001" in {one["standard"]["number"] for one in new["replaces"]}


@pytest.mark.parametrize("text", [sent["text"] for sent in VARIABLES["14-search"]])
async def test_free_text_finds_best_first(ask: Ask, text: str) -> None:
    found = (await ask(SEARCH, text=text, first=50))["search"]
    scores = [edge["score"] for edge in found["edges"]]
    assert scores == sorted(scores, reverse=True)
    assert found["totalCount"] == len(scores)
    assert "GB/T 24067-2024" in {edge["node"].get("number") for edge in found["edges"]}


async def test_chinese_english_and_digits(ask: Ask) -> None:
    chinese = (await ask(SEARCH, text="碳足迹", first=50))["search"]
    kinds = {edge["node"]["__typename"] for edge in chinese["edges"]}
    assert {"Standard", "Subsystem"} <= kinds
    for edge in chinese["edges"]:
        assert "碳足迹" in edge["node"]["title"]
    digits = (await ask(SEARCH, text="24067"))["search"]
    assert [edge["node"] for edge in digits["edges"]] == [
        {"__typename": "Standard", "number": "GB/T 24067-2024", "title": "温室气体 产品碳足迹 量化要求和指南"}
    ]
    english = (await ask(SEARCH, text="Carbon  FOOTPRINT", first=50))["search"]
    found, both = ([edge["node"] for edge in one["edges"]] for one in (chinese, english))
    # of every such title of the seed there is an English one, but of eleven group standards: S256 to S266 of ICN2024/standards.csv
    assert (chinese["totalCount"], english["totalCount"]) == (38, 27)
    assert {node["number"] for node in found if node not in both} == {
        "T/CBMF 281-2024",
        "T/CBMF 318-2025",
        "T/CCIIA 0011-2025",
        "T/CCPITCSC 157-2024",
        "T/CECRPA 010-2024",
        "T/CGFA 012-2025",
        "T/CHINABICYCLE 27-2024",
        "T/CISA 469-2024",
        "T/CPQSZC 003-2025",
        "T/CSTM 01088-2023",
        "T/DZJN 201-2023",
    }
    assert all(node in found for node in both)
    (best, *_) = (await ask(SEARCH, text="gb/t 24067-2024"))["search"]["edges"]
    assert (best["score"], best["node"]["number"]) == (1.0, "GB/T 24067-2024")


async def test_what_is_known_of_the_dates_of_a_document(ask: Ask) -> None:
    """GB/T 18911-2002 was withdrawn by 2026-11-23: nobody states when."""
    old, new = [(await ask(document("16-standard-dates"), **one))["standard"] for one in VARIABLES["16-standard-dates"]]
    assert old["publication"]["text"] == old["publishedOn"] == "2002-12-04"
    assert old["withdrawal"] == {"text": None, "earliest": "2002-12-04", "latest": "2026-11-23", "basis": "ORDER"}
    assert (old["status"], old["standing"]) == (None, None)
    assert old["editions"] == [{"number": "GB/T 18911-2002", "standing": None}]
    assert new["publication"] == {
        "text": "2024-08-23",
        "earliest": "2024-08-23",
        "latest": "2024-08-23",
        "basis": "STATED",
    }
    assert (new["status"], new["standing"], new["amendments"]) == ("PUBLISHED", "UPCOMING", [])
