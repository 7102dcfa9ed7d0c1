"""Conditions as clients send them: what is left out or null says nothing, empty lists say what they say, and operators hold together."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry

from stdgraph.graphql import execute
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.catalogue.conditions import without_printing
from tests.catalogue.drawn_conditions import seed_numbers
from tests.graphql.client import Ask

COUNT = "query($where: StandardWhere) { standards(where: $where) { totalCount } }"
ALL = 333


async def count(ask: Ask, where: Any) -> int:
    total: int = (await ask(COUNT, where=where))["standards"]["totalCount"]
    return total


@pytest.mark.parametrize(
    "where",
    [
        None,
        {},
        {"number": None},
        {"number": {}},
        {"number": {"eq": None}},
        {"level": {"eq": None, "in": None, "isNull": None}},
        {"ics": {"has": None, "startsWith": None}},
        {"publishedOn": {"lt": None}},
        {"all": []},
        {"all": None, "any": None, "not": None},
        {"all": [{}]},
        {"any": [{}]},
        {"level": {"in": None, "notIn": None}},
    ],
    ids=str,
)
async def test_what_says_nothing_leaves_everything(ask: Ask, where: Any) -> None:
    assert await count(ask, where) == ALL


@pytest.mark.parametrize("where", [{"any": []}, {"number": {"in": []}}, {"status": {"in": []}}, {"not": {}}], ids=str)
async def test_what_nothing_can_satisfy_leaves_nothing(ask: Ask, where: Any) -> None:
    assert await count(ask, where) == 0


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"ics": {"has": "13.020"}}, {"ics": {"has": "13.020", "startsWith": None}}),
        ({"ics": {"has": "13.020"}}, {"ics": {"has": "13.020", "startsWith": "13"}}),
        ({"level": {"eq": "NATIONAL"}}, {"all": [{"level": {"eq": "NATIONAL"}}, {}]}),
        (
            {"level": {"in": ["NATIONAL", "GROUP"]}},
            {"any": [{"level": {"eq": "NATIONAL"}}, {"level": {"eq": "GROUP"}}]},
        ),
        ({"number": {"eq": "gbt 24067—2024"}}, {"number": {"in": ["GB/T 24067-2024", "GB/T 0-1800"]}}),
        ({"number": {"eq": "GB/T 6495（所有部分）"}}, {"number": {"startsWith": "GB/T 6495."}}),
        (
            {"number": {"eq": "GB/T 24041～24043"}},
            {"number": {"in": ["GB/T 24041-2000", "GB/T 24042-2002", "GB/T 24043-2002"]}},
        ),
        (
            {"number": {"in": ["GB/T 6495.10、GB/T 18911-2002"]}},
            {"number": {"in": ["GB/T 6495.10-2012", "GB/T 6495.10-2025", "GB/T 18911-2002"]}},
        ),
        (
            {"number": {"notIn": ["GB/T 24041~24043"]}},
            {"number": {"isNull": False}, "not": {"number": {"eq": "GB/T 24041~24043"}}},
        ),
        (
            {"listedIn": {"within": {"system": "PV2024", "code": "D"}}},
            {"listedIn": {"system": {"eq": "PV2024"}, "code": {"startsWith": "D"}}},
        ),
        ({"title": {"contains": "FOOTPRINT"}}, {"title": {"contains": "footprint"}}),
        ({"stage": {"startsWith": "30"}}, {"stage": {"in": ["30.00", "30.20", "30.60", "30.92", "30.98", "30.99"]}}),
    ],
    ids=str,
)
async def test_two_ways_to_say_the_same(ask: Ask, where: Any, expected: Any) -> None:
    found = await count(ask, where)
    assert 0 < found < ALL
    assert found == await count(ask, expected)


@pytest.mark.parametrize(
    "where",
    [
        {"level": {"eq": "NATIONAL"}},
        {"listedIn": {"system": {"eq": "PV2024"}}},
        {"standing": {"isNull": True}},
        {"publishedOn": {"lt": "2015-01-01"}},
        {"productCategory": {"kind": {"eq": "PRODUCT"}}},
        {"replacedBy": {"extent": {"eq": "WHOLE"}}},
        {"adopts": {"degree": {"isNull": True}}},
        {"committee": {"code": {"startsWith": "SAC/"}, "role": {"eq": "OWNER"}}},
        {"title": {"isNull": True}},
    ],
    ids=str,
)
async def test_a_condition_and_its_opposite_leave_everything_once(ask: Ask, where: Any) -> None:
    found = await count(ask, where)
    assert 0 < found < ALL
    assert found + await count(ask, {"not": where}) == ALL


async def test_absent_values_are_neither_equal_nor_unequal(ask: Ask) -> None:
    national = await count(ask, {"level": {"eq": "NATIONAL"}})
    others = await count(ask, {"level": {"ne": "NATIONAL"}})
    absent = await count(ask, {"level": {"isNull": True}})
    assert absent > 0
    assert national + others + absent == ALL
    assert await count(ask, {"level": {"notIn": []}}) == ALL - absent
    assert await count(ask, {"level": {"isNull": False}}) == ALL - absent


async def test_a_day_moves_status_and_standing(ask: Ask) -> None:
    document = 'query($on: Date) { standards(asOf: $on, where: {standing: {eq: IN_FORCE}, number: {eq: "GB/T 24067-2024"}}) { totalCount } }'
    assert (await ask(document, on="2024-09-30"))["standards"]["totalCount"] == 0
    assert (await ask(document, on="2024-10-01"))["standards"]["totalCount"] == 1


def test_no_two_numbers_of_the_seed_differ_in_printing_alone() -> None:
    """Else the second opinion, which drops the printing, would take one standard for another."""
    numbers = seed_numbers()
    assert len(numbers) > 150
    assert len({without_printing(number) for number in numbers}) == len(numbers)


async def test_what_names_several_is_one_answer_of_a_list_and_an_error_of_one(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema
) -> None:
    asked = "query($number: String!) { standard(number: $number) { number } }"
    answer = await execute(seeded, engine_settings, asked, {"number": "GB/T 24041~24043"}, schema=schema)
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "names several standards" in error["message"]
    backwards = {"number": {"eq": "GB/T 24043~24041"}}
    found = await execute(
        seeded,
        engine_settings,
        "query($where: StandardWhere) { standards(where: $where) { totalCount } }",
        {"where": backwards},
        schema=schema,
    )
    assert "no range of numbers" in found["errors"][0]["message"]


async def test_a_series_means_the_edition_in_force_on_the_day(ask: Ask) -> None:
    asked = 'query($on: Date) { standard(number: "GB/T 24040", asOf: $on) { number } }'
    found = [(await ask(asked, on=day))["standard"]["number"] for day in ("2005-01-01", "2008-10-31", "2008-11-01")]
    assert found == ["GB/T 24040-1999", "GB/T 24040-1999", "GB/T 24040-2008"]
