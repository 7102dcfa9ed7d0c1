"""What the forms of the bundled systems print is what the API answers, on both engines, row by row and cell by cell."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import pytest_asyncio

from stdgraph.domain.terms import GAP_KINDS
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import UnknownCode
from stdgraph.exports.registry import find_export, find_format, open_export
from stdgraph.exports.request import read_request
from stdgraph.exports.source import ExportSource
from stdgraph.exports.system_forms.diagram import diagram
from stdgraph.exports.system_forms.forms import SystemForms, load_forms
from stdgraph.exports.system_forms.listed_rows import ListedRow
from stdgraph.exports.system_forms.workbook import workbook
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.calendar_day import TODAY
from tests.exports.system_forms.recognised import (
    recognised,
    recognised_tree,
    rows_of,
    tree_of,
    written,
    written_and_recognised,
)
from tests.exports.system_forms.test_workbook import table
from tests.graphql.client import Ask, key_of
from tests.graphql.conftest import ask, schema, seeded

__all__ = ["ask", "schema", "seeded"]

SYSTEMS = ("ICN2024", "NP2024", "PV2024")
EARLIER = date(2025, 3, 1)
PICTURE = Path(__file__).parents[3] / "docs" / "images" / "structure.zh.svg"
REWRITE = os.environ.get("STDGRAPH_WRITE_PAGES") == "1"
NAMED = "standard { id number printedNumber planNumber }"
ANSWER = """
query Forms($code: String!, $on: Date!) {
  system(code: $code) {
    title titleEn: title(language: EN)
    progress(asOf: $on) {
      declared items itemsMet itemsOpen unitemised listed inferred imprecise undated completion
      statistics { level required existing ratio } statisticsTotal { level required existing ratio }
    }
    tree(asOf: $on) {
      subsystem { code depth title titleEn: title(language: EN) } parentCode
      own { listed } total { items itemsMet itemsOpen completion inferred imprecise }
    }
    gaps(asOf: $on, first: 200) { edges { node {
      key kind severity score since message remedy subsystems { code system { code } } committees { code }
      candidates { id } unlocks { code }
    } } }
  }
  standards(asOf: $on, where: {listedIn: {system: {eq: $code}}}, first: 200) { edges { node {
    id number printedNumber planNumber title titleEn: title(language: EN) level nature status(on: $on) standing(on: $on)
    stage(on: $on) { code } publication { text } entryIntoForce { text } withdrawal { text } projectDueOn note department draftingBodies ics ccs
    adopts { degree NAMED } replaces { extent NAMED } owners { role basis committee { code title } }
    productCategories { code }
    listedIn { itemNumber membership note subsystem { code system { code } } }
  } } }
}
""".replace("NAMED", NAMED)

Forms = dict[tuple[str, date], SystemForms]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def forms(seeded: Graph) -> AsyncIterator[Forms]:
    """The forms of every system, today and earlier."""
    found: Forms = {}
    for code in SYSTEMS:
        for on in (TODAY, EARLIER):
            found[code, on] = await seeded.read(lambda tx, code=code, on=on: load_forms(tx, code, on))  # type: ignore[misc]
    yield found


@pytest.fixture(scope="module")
def answers() -> dict[tuple[str, date], Mapping[str, Any]]:
    """What the API answered, once a module."""
    return {}


async def _answer(
    ask: Ask, answers: dict[tuple[str, date], Mapping[str, Any]], code: str, on: date
) -> Mapping[str, Any]:
    if (code, on) not in answers:
        answers[code, on] = await ask(ANSWER, code=code, on=on.isoformat())
    return answers[code, on]


@pytest.mark.parametrize("on", [TODAY, EARLIER])
@pytest.mark.parametrize("code", SYSTEMS)
async def test_structure_statistics_and_gaps_are_those_of_the_api(
    forms: Forms, ask: Ask, answers: dict[tuple[str, date], Mapping[str, Any]], code: str, on: date
) -> None:
    made, system = forms[code, on], (await _answer(ask, answers, code, on))["system"]
    assert (made.title(Language.ZH), made.title(Language.EN)) == (system["title"], system["titleEn"])
    for name, value in system["progress"].items():
        assert made.progress[name] == value, name
    assert [
        {
            "subsystem": {
                "code": one.code,
                "depth": one.depth,
                "title": one.title(Language.ZH),
                "titleEn": one.title(Language.EN),
            },
            "parentCode": one.parent,
            "own": {"listed": one.own["listed"]},
            "total": {name: one.total[name] for name in system["tree"][0]["total"]},
        }
        for one in made.branches
    ] == system["tree"]
    found = [edge["node"] for edge in system["gaps"]["edges"]]
    assert [gap.key for gap in made.gaps] == [one["key"] for one in found]
    for gap, one in zip(made.gaps, found, strict=True):
        assert (gap.kind, gap.severity, gap.score) == (one["kind"], one["severity"], one["score"])
        assert (gap.since and gap.since.isoformat()) == one["since"]
        assert (gap.message(Language.ZH), gap.remedy(Language.ZH)) == (one["message"], one["remedy"])
        assert list(gap.subsystems) == [s["code"] for s in one["subsystems"] if s["system"]["code"] == code]
        assert list(gap.committees) == [c["code"] for c in one["committees"]]
        assert [c["named"][0] for c in gap.candidates] == [key_of(c["id"]) for c in one["candidates"]]
        assert list(gap.unlocks) == [u["code"] for u in one["unlocks"]]


@pytest.mark.parametrize("on", [TODAY, EARLIER])
@pytest.mark.parametrize("code", SYSTEMS)
async def test_every_listing_is_a_row_as_the_api_answers_it(
    forms: Forms, ask: Ask, answers: dict[tuple[str, date], Mapping[str, Any]], code: str, on: date
) -> None:
    answer = await _answer(ask, answers, code, on)
    expected = [
        _expected(node, listing)
        for node in (edge["node"] for edge in answer["standards"]["edges"])
        for listing in node["listedIn"]
        if listing["subsystem"]["system"]["code"] == code
    ]
    rows = [_shown(row) for row in forms[code, on].rows]
    order = _by_place
    assert sorted(rows, key=order) == sorted(expected, key=order)


def _by_place(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["subsystem"], row["id"]


def _expected(node: Mapping[str, Any], listing: Mapping[str, Any]) -> dict[str, Any]:
    plain = (
        "number",
        "printedNumber",
        "planNumber",
        "level",
        "nature",
        "standing",
        "note",
        "department",
        "draftingBodies",
    )
    dates = {"published": "publication", "inForce": "entryIntoForce", "withdrawn": "withdrawal"}
    return {
        **{name: node[name] for name in (*plain, "ics", "ccs")},
        **{name: node[field] and node[field]["text"] for name, field in dates.items()},
        "id": key_of(node["id"]),
        "titles": (node["title"], node["titleEn"]),
        "status": node["status"] or "PLANNED",
        "stage": node["stage"] and node["stage"]["code"],
        "dueOn": node["projectDueOn"],
        "adopts": sorted((_name(one["standard"]), one["degree"] or "") for one in node["adopts"]),
        "replaces": sorted((_name(one["standard"]), one["extent"]) for one in node["replaces"]),
        "owners": sorted((one["committee"]["code"], one["role"], one["basis"]) for one in node["owners"]),
        "categories": sorted(one["code"] for one in node["productCategories"]),
        "subsystem": listing["subsystem"]["code"],
        "itemNumber": listing["itemNumber"],
        "membership": listing["membership"],
        "listingNote": listing["note"],
    }


def _shown(row: ListedRow) -> dict[str, Any]:
    titles = (row["titleZh"] or row["titleEn"], row["titleEn"] or row["titleZh"])
    given = {
        name: value
        for name, value in row.items()
        if name not in ("titleZh", "titleEn", "titleBasis", "sort", "confidence")
    }
    return {
        **given,
        "titles": titles,
        "adopts": sorted((_named(named), degree or "") for named, degree in row["adopts"]),
        "replaces": sorted((_named(named), extent) for named, extent in row["replaces"]),
        "owners": sorted((code, role, basis) for code, _, _, role, basis in row["owners"]),
    }


def _name(standard: Mapping[str, Any]) -> tuple[Any, ...]:
    return _text((key_of(standard["id"]), standard["number"], standard["printedNumber"], standard["planNumber"]))


def _named(named: Any) -> tuple[Any, ...]:
    return _text(tuple(named))


def _text(parts: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(one or "" for one in parts)


@pytest.mark.parametrize("code", SYSTEMS)
def test_the_workbook_reads_back_cell_by_cell(forms: Forms, code: str) -> None:
    made = forms[code, TODAY]
    book = openpyxl.load_workbook(BytesIO(workbook(made, Language.ZH)))
    rows = [row for row in table(book["标准明细表"]) if row["序号"] is not None]
    listed = [row for branch in made.branches for row in made.listed_in(branch.code)]
    assert len(rows) == len(listed) == len(made.rows)
    for number, (cells, row) in enumerate(zip(rows, listed, strict=True), start=1):
        assert cells["序号"] == number
        assert cells["标准体系编号"] == row["subsystem"]
        unknown = "编号不详" if row["status"] == "PUBLISHED" else None
        assert cells["标准号"] == (row["printedNumber"] or row["number"] or unknown)
        assert cells["标准名称"] == (row["titleZh"] or row["titleEn"])
        assert cells["计划号"] == row["planNumber"]
        assert (cells["发布日期"], cells["实施日期"]) == (row["published"], row["inForce"])
        assert cells["备注"] == row["note"]
    structure = table(book["体系结构"])
    assert [(row["子体系编号"], row["上级子体系"], row["应有数"], row["现有数"]) for row in structure] == [
        (one.code, one.parent, one.total["items"], one.total["itemsMet"]) for one in made.branches
    ]
    gaps = table(book["标准缺口"])
    assert [(row["缺口编号"], row["缺口类型"], row["分值"]) for row in gaps] == [
        (gap.key, GAP_KINDS[gap.kind].zh, gap.score) for gap in made.gaps
    ]


def test_the_diagram_in_the_docs_is_drawn_from_the_seed(forms: Forms) -> None:
    drawn = diagram(forms["PV2024", TODAY], Language.ZH)
    if REWRITE:
        PICTURE.write_bytes(drawn)
    assert PICTURE.read_bytes() == drawn


async def test_before_its_day_a_system_has_empty_forms(seeded: Graph) -> None:
    made = await seeded.read(lambda tx: load_forms(tx, "PV2024", date(2024, 8, 23)))
    assert (made.branches, made.rows, made.progress["items"]) == ([], [], 0)


async def test_an_unknown_code_names_the_nearest(seeded: Graph) -> None:
    with pytest.raises(UnknownCode) as refused:
        await seeded.read(lambda tx: load_forms(tx, "PV2025", TODAY))
    assert "PV2024" in refused.value.nearest


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("code", SYSTEMS)
def test_an_import_of_the_exported_table_is_the_identity(
    forms: Forms, tmp_path: Path, code: str, language: Language
) -> None:
    made = forms[code, TODAY]
    found = written_and_recognised(made, language, tmp_path)
    assert recognised_tree(found) == tree_of(made)
    rows = rows_of(made)
    assert [recognised(item) for item in found.items] == [written(row, language) for row in rows]
    assert found.rejected == ()
    assert found.unmapped == ()
    assert {one.what for one in found.skipped} == {"heading"}


async def test_both_files_are_exports_of_a_system(seeded: Graph, engine_settings: Settings) -> None:
    source = ExportSource(seeded, engine_settings)
    for suffix, beginning in (("xlsx", b"PK"), ("svg", b"<svg")):
        export, code = find_export("systems/PV2024")
        request = read_request(export, code, [("language", "EN")])
        pieces = [piece async for piece in open_export(source, export, find_format(suffix, export), request)]
        assert b"".join(pieces).startswith(beginning)
