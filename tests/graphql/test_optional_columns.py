"""What a seed may say in columns and keys that a folder can lack, as the API answers it."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import pytest_asyncio
import strawberry

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.datasets.small_seed import put, replace, write_small
from tests.engines import wipe
from tests.graphql.client import Ask, asker, key_of

CLAIMS = """
{
  system(code: "X2024") { claims { field value on onIn } }
  productCategory(code: "LI_BATTERY") { demands { on claims { field value on onIn source { locator } } } }
}
"""
STANDARD = "query($name: String!) { standard(number: $name) { titleBasis department draftingBodies } }"
LISTED = "query($where: StandardWhere) { standards(where: $where) { edges { node { id } } } }"


def extend(folder: Path, file: str, **columns: Mapping[str, str]) -> None:
    """Add columns to a table of the seed: of each the values by what stands in the first column."""
    with (folder / file).open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    with (folder / file).open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow([*header, *columns])
        writer.writerows([*row, *(values.get(row[0], "") for values in columns.values())] for row in rows)


def extended(folder: Path) -> Path:
    """The small seed with all that it may say besides."""
    write_small(folder)
    replace(
        folder,
        "claims.csv",
        "C003,",
        "C004,StandardsSystem,X2024,reportedProgress,立项8项,yes,verified,page 7,\n"
        "C005,Demand,D001,announcedOn,2024-09-14,yes,verified,page 8,\nC003,",
    )
    extend(folder, "claims.csv", on={"C004": "2024-09", "C005": "2024-09-20"})
    extend(
        folder,
        "X2024/standards.csv",
        title_basis={"S003": "descriptive", "S001": "stated"},
        department={"S001": "某部", "S002": "某联合会"},
        drafting_bodies={"S001": "甲院|乙公司", "S003": "甲院"},
    )
    extend(folder, "X2024/demands.csv", until={"D001": "2025-08", "D002": ""})
    extend(
        folder, "product-categories.csv", declared_processes={"BATTERY": "40"}, declared_materials={"BATTERY": "100"}
    )
    put(folder, "product-categories.csv", 3, "parent", "BATTERY|CATHODE")
    replace(folder, "X2024/system.yaml", "horizon:\n", "horizon: guides for 3 years\nrelated: [PV2024, 某指南]\n")
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def loaded(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    await wipe(graph)
    await load_seed(graph, read_seed(extended(tmp_path_factory.mktemp("extended"))))
    yield graph
    await wipe(graph)


@pytest.fixture(scope="module")
def ask(loaded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Ask:
    return asker(loaded, engine_settings, schema)


async def test_a_claim_says_of_which_day_it_speaks(ask: Ask) -> None:
    found = (await ask(CLAIMS))["system"]["claims"]
    assert found == [{"field": "reportedProgress", "value": "立项8项", "on": None, "onIn": "2024-09"}]


async def test_a_claim_may_be_about_a_demand(ask: Ask) -> None:
    (demand,) = (await ask(CLAIMS))["productCategory"]["demands"]
    assert demand["on"] == "2024-08-24"
    assert demand["claims"] == [
        {"field": "announcedOn", "value": "2024-09-14", "on": "2024-09-20", "onIn": None, "source": {"locator": "8"}}
    ]


async def test_a_standard_says_who_is_in_charge_who_drafts_it_and_whether_it_bears_its_title(ask: Ask) -> None:
    found = [(await ask(STANDARD, name=name))["standard"] for name in ("GB/T 10-2020", "20260001-T-339", "ISO 1:2016")]
    assert found == [
        {"titleBasis": "STATED", "department": "某部", "draftingBodies": ["甲院", "乙公司"]},
        {"titleBasis": "DESCRIPTIVE", "department": None, "draftingBodies": ["甲院"]},
        {"titleBasis": None, "department": None, "draftingBodies": None},
    ]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"titleBasis": {"eq": "DESCRIPTIVE"}}, "S003"),
        ({"titleBasis": {"in": ["STATED"]}}, "S001 S002 S004 S005"),
        ({"not": {"titleBasis": {"eq": "STATED"}}}, "R001 S003"),
        ({"department": {"contains": "联合会"}}, "S002"),
        ({"department": {"isNull": False}}, "S001 S002"),
        ({"draftingBody": {"eq": "甲院"}}, "S001 S003"),
        ({"draftingBody": {"startsWith": "乙", "ne": "乙院"}}, "S001"),
        ({"draftingBody": {"in": ["丙厂", "乙公司"]}}, "S001"),
        ({"draftingBody": {"notIn": ["甲院"]}}, "S001"),
        ({"not": {"draftingBody": {"contains": "院"}}}, "R001 S002 S004 S005"),
        ({"draftingBody": {"isNull": True}}, "R001 S002 S004 S005"),
        ({"draftingBody": {"isNull": False}}, "S001 S003"),
    ],
    ids=str,
)
async def test_standards_are_found_by_it(ask: Ask, where: dict[str, object], expected: str) -> None:
    found = (await ask(LISTED, where=where))["standards"]["edges"]
    assert sorted(key_of(edge["node"]["id"]) for edge in found) == expected.split()


TERM = """
query($on: Date) {
  coverage(system: "X2024", asOf: $on) { cells { column demanded } }
  productCategory(code: "LI_BATTERY") { demands { until untilIn } }
}
"""


@pytest.mark.parametrize(("on", "demanded"), [("2024-08-23", False), ("2025-08-30", True), ("2025-08-31", False)])
async def test_a_demand_holds_until_its_term(ask: Ask, on: str, demanded: bool) -> None:
    found = await ask(TERM, on=on)
    assert found["productCategory"]["demands"] == [{"until": None, "untilIn": "2025-08"}]
    assert any(cell["demanded"] and cell["column"] == "LI_BATTERY" for cell in found["coverage"]["cells"]) == demanded


async def test_a_category_has_several_parents_and_what_a_source_says_of_its_chain(ask: Ask) -> None:
    asked = "{ productCategories { code parents { code } kinds { code } declaredProcesses declaredMaterials } }"
    found = {row.pop("code"): row for row in (await ask(asked))["productCategories"]}
    assert [one["code"] for one in found["LI_BATTERY"]["parents"]] == ["BATTERY", "CATHODE"]
    assert found["CATHODE"]["kinds"] == [{"code": "LI_BATTERY"}]
    assert (found["BATTERY"]["declaredProcesses"], found["BATTERY"]["declaredMaterials"]) == (40, 100)
    assert found["CATHODE"]["declaredProcesses"] is None


async def test_a_horizon_is_a_sentence(ask: Ask) -> None:
    assert (await ask('{ system(code: "X2024") { horizon horizonText related } }'))["system"] == {
        "horizon": None,
        "horizonText": "guides for 3 years",
        "related": ["PV2024", "某指南"],
    }
