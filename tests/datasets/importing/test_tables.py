"""A system's table into the catalogue: items keep their identity, what the catalogue knows is found, and an exported system is itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from stdgraph.datasets.importing.importer import Importer, ImportReport, ImportRequest
from stdgraph.datasets.importing.table_import import system_title
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.datasets.system_table import read_mapping
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput
from stdgraph.exports.system_forms.forms import load_forms
from stdgraph.exports.system_forms.workbook import workbook
from stdgraph.store.session import Graph
from tests.calendar_day import TODAY
from tests.datasets.importing.test_importer import imported, rows
from tests.engines import wipe

HEADINGS = (
    "标准体系编号",
    "标准号",
    "计划号",
    "标准名称",
    "状态",
    "实施日期",
    "采标情况",
    "代替标准号",
    "归口单位",
    "适用产品",
    "备注",
)


@pytest.fixture
async def empty(graph: Graph) -> AsyncIterator[Graph]:
    await wipe(graph)
    yield graph
    await wipe(graph)


def table(path: Path, *given: dict[str, str] | str, title: str | None = "氢能标准体系明细表") -> Path:
    """A workbook: a text is a heading row, everything else an item."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    if title:
        sheet.append([title])
    sheet.append(HEADINGS)
    for row in given:
        sheet.append([row] if isinstance(row, str) else [row.get(name, "") for name in HEADINGS])
    workbook.save(path)
    return path


async def items(graph: Graph, system: str = "H2") -> dict[str, dict[str, Any]]:
    found = await rows(
        graph,
        "MATCH (s:Standard)-[:LISTED_IN]->(x:Subsystem {system: $system}) WITH s, collect(x.code) AS codes RETURN s{.*, at: codes} AS item",
        system=system,
    )
    return {row["item"]["id"]: row["item"] for row in found}


async def test_a_table_becomes_a_system(empty: Graph, tmp_path: Path) -> None:
    path = table(
        tmp_path / "氢.xlsx",
        {"标准号": "GB/T 1.1-2020", "标准名称": "在标题之上"},
        "1 基础",
        {
            "标准号": "GB/T 24499—2009",
            "标准名称": "术语",
            "状态": "现行",
            "归口单位": "全国氢能标准化技术委员会(SAC/TC 309)",
        },
        {
            "标准号": "GB/T 29729-2022",
            "标准名称": "安全",
            "采标情况": "ISO/TR 15916:2015, NEQ",
            "代替标准号": "GB/T 29729-2013",
        },
        "2 制氢",
        {"标准号": "GB/T 24499-2009", "标准名称": "术语"},
        {"计划号": "20214567-T-469", "标准名称": "电解水", "归口单位": "某某委员会", "适用产品": "飞船"},
        {"标准名称": "光解水", "备注": "2027年前"},
        {"标准名称": "废弃", "标准号": "GB/T 5-2001", "状态": "被代替"},
        {"标准名称": "作废", "标准号": "GB/T 6-2001", "状态": "废止"},
    )
    done = await imported(empty, path, dataset="h2")
    assert (done.system, done.accepted, done.rejected) == ("H2", 8, 0), done.findings
    found = await items(empty)
    assert found["GB/T_24499-2009"]["at"] in (["1", "2"], ["2", "1"])
    assert found["GB/T_24499-2009"]["printedNumber"] == "GB/T 24499—2009"
    assert {key: one["stage"] for key, one in found.items()} == {
        "GB/T_1.1-2020": "60.60",
        "GB/T_24499-2009": "60.60",
        "GB/T_29729-2022": "60.60",
        "20214567-T-469": "20.00",
        "光解水": "00.00",
        "GB/T_5-2001": "95.99",
        "GB/T_6-2001": "95.99",
    }
    assert found["GB/T_1.1-2020"]["at"] == ["0"]
    assert {one.value for one in done.findings} == {"某某委员会", "飞船"}
    system = await rows(empty, "MATCH (s:StandardsSystem)<-[:PART_OF]-(x) RETURN s.titleZh AS title, count(x) AS parts")
    assert system == [{"title": "氢能标准体系", "parts": 3}]
    replaced = await rows(
        empty, "MATCH (a)-[r:REPLACES|ADOPTS]->(b) RETURN type(r) AS type, a.number AS a, b.number AS b"
    )
    assert {tuple(one.values()) for one in replaced} == {
        ("REPLACES", "GB/T 29729-2022", "GB/T 29729-2013"),
        ("ADOPTS", "GB/T 29729-2022", "ISO/TR 15916:2015"),
    }
    assert [one["code"] for one in await rows(empty, "MATCH (c:Committee) RETURN c.code AS code")] == ["SAC/TC309"]
    again = await imported(empty, path, dataset="h2")
    assert (again.load.changed, sum(map(len, again.load.vanished.values()))) == (False, 0), again.load


async def test_a_committee_without_its_country_is_chinas(empty: Graph, tmp_path: Path) -> None:
    """TC 309 of a Chinese standard is SAC's; of an ISO document it may be ISO's, and is left out."""
    path = table(
        tmp_path / "h2.xlsx",
        {"标准号": "GB/T 24499-2009", "标准名称": "术语", "归口单位": "TC309"},
        {"标准号": "GB/T 29729-2022", "标准名称": "安全", "归口单位": "全国氢能标委会（TC 309/SC 1）"},
        {"标准名称": "拟订", "归口单位": "TC 309"},
        {"标准号": "ISO 14687:2019", "标准名称": "品质", "归口单位": "TC 197"},
    )
    done = await imported(empty, path, dataset="h2")
    assert [one.value for one in done.findings] == ["TC 197"]
    found = await rows(empty, "MATCH (c:Committee) RETURN c.code AS code, c.titleZh AS title ORDER BY code")
    assert found == [{"code": "SAC/TC309", "title": None}, {"code": "SAC/TC309/SC1", "title": "全国氢能标委会"}]


async def test_a_file_of_another_name_is_told_of_the_dataset_that_has_the_system(empty: Graph, tmp_path: Path) -> None:
    row = {"标准号": "GB/T 24499-2009", "标准名称": "术语"}
    path = table(tmp_path / "h2.xlsx", "1 基础", row)
    assert not (await imported(empty, path, dataset="h2")).notes
    assert not (await imported(empty, path, dataset="h2")).notes
    (note,) = (await imported(empty, path, dataset="h2-final")).notes
    assert "--dataset h2 " in note
    assert "h2-final" in note


async def test_an_item_stays_itself_from_its_title_to_its_number(empty: Graph, tmp_path: Path) -> None:
    states = (
        {"标准名称": "光解水 安全"},
        {"标准名称": "光解水 安全", "计划号": "20260001-T-469"},
        {"标准名称": "光解水 安全", "计划号": "20260001-T-469", "标准号": "GB/T 47002-2026"},
    )
    ids = set()
    for state in states:
        await imported(empty, table(tmp_path / "t.xlsx", "1 制氢", state), dataset="h2")
        (only,) = (await items(empty)).values()
        ids.add(only["id"])
    assert len(ids) == 1
    assert (only["number"], only["planNumber"], only["stage"]) == ("GB/T 47002-2026", "20260001-T-469", "60.60")


@pytest.mark.parametrize(("said", "expected"), [(None, "表"), ("氢能标准体系", "氢能标准体系")])
async def test_a_system_that_its_table_does_not_name_is_called_as_the_dataset(
    empty: Graph, tmp_path: Path, said: str | None, expected: str
) -> None:
    path = table(tmp_path / "表.xlsx", {"标准号": "GB/T 24499-2009", "标准名称": "氢气"}, title=None)
    await imported(empty, path, dataset="h2", system="H2", title=said)
    found = await rows(empty, "MATCH (s:StandardsSystem {code: 'H2'}) RETURN s.titleZh AS title")
    assert found == [{"title": expected}]


async def test_items_of_different_titles_stay_two(empty: Graph, tmp_path: Path) -> None:
    long = "光解水制氢系统" * 20
    titles = [f"{long}第1部分", f"{long}第2部分", "电解槽：安全", "电解槽：安全", "水/氢试验", "水:氢试验", "水_氢试验"]
    path = table(tmp_path / "t.xlsx", "1 制氢", *({"标准名称": one} for one in titles))
    done = await imported(empty, path, dataset="h2")
    assert (done.accepted, done.rejected) == (6, 1), done.findings
    assert [(one.row, one.value) for one in done.findings] == [(7, "电解槽：安全")]
    assert "重复行" in done.findings[0].reason
    assert sorted(one["titleZh"] for one in (await items(empty)).values()) == sorted(set(titles))
    again = await imported(
        empty, table(tmp_path / "t.xlsx", "1 制氢", *({"标准名称": one} for one in titles[::-1])), dataset="h2"
    )
    assert (sum(again.load.created.values()), sum(map(len, again.load.vanished.values()))) == (0, 0)


async def test_subsystems_without_codes_are_those_of_their_titles(empty: Graph, tmp_path: Path) -> None:
    await imported(
        empty, table(tmp_path / "a.xlsx", "1 基础", {"标准名称": "甲"}, "2 制氢", {"标准名称": "乙"}), dataset="h2"
    )
    csv = tmp_path / "b.csv"
    csv.write_text("子体系名称,标准名称,标准号\n制氢,丙,\n储氢,丁,\n", encoding="gb18030")
    done = await imported(empty, csv, dataset="h3", system="H2")
    assert done.load.created["Subsystem"] == 1
    found = await items(empty)
    assert (found["丙"]["at"], found["丁"]["at"]) == (["2"], ["3"])


async def test_what_cannot_be_a_table_is_refused(empty: Graph, tmp_path: Path) -> None:
    nothing = table(tmp_path / "n.xlsx")
    for language, told in (
        (Language.ZH, "没有一行可以作为标准读入"),
        (Language.EN, "no row could be taken as a standard"),
    ):
        with pytest.raises(BadInput, match=told):
            await Importer.read(empty, ImportRequest((nothing,), "x", language=language))
    with pytest.raises(BadInput, match="a table is imported by itself"):
        await Importer.read(empty, ImportRequest((nothing, nothing), "x"))


async def test_a_mapping_says_what_a_word_means(empty: Graph, tmp_path: Path) -> None:
    path = table(tmp_path / "t.xlsx", "1 制氢", {"标准名称": "甲", "状态": "走流程中"})
    first = await imported(empty, path, dataset="h2")
    assert [one.column for one in first.findings] == ["E"]
    assert first.table is not None
    mapping = read_mapping('words:\n  status:\n    走流程中: "30.20"\n')
    await imported(empty, path, dataset="h2", mapping=mapping)
    ((only),) = (await items(empty)).values()
    assert only["stage"] == "30.20"


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("氢能标准体系明细表", "氢能标准体系"),
        ("指南（2024版） 标准明细表", "指南（2024版）"),
        ("监测标准体系表", "监测标准体系表"),
        ("明细表", None),
        (None, None),
    ],
)
def test_a_list_is_called_as_its_system(printed: str | None, title: str | None) -> None:
    assert system_title(printed) == title


@pytest.mark.parametrize("system", ["PV2024", "NP2024", "ICN2024"])
async def test_an_exported_system_is_itself(graph: Graph, tmp_path: Path, system: str) -> None:
    """Imported again it brings nothing but itself as a source: no conflict, no new thing, no other relationship."""
    await load_seed(graph, read_seed(bundled_seed()))
    path = tmp_path / f"{system}.xlsx"
    forms = await graph.read(lambda tx: load_forms(tx, system, TODAY))
    path.write_bytes(workbook(forms, Language.ZH))
    importer = await Importer.read(graph, ImportRequest((path,), f"x-{system}"))
    try:
        done: ImportReport = await importer.plan(graph)
    finally:
        importer.close()
    assert (done.system, done.rejected, done.left_out) == (system, 0, 0)
    assert {label: count for label, count in done.load.created.items() if count} == {"Source": 1}
    assert (done.load.conflict_count, list(done.load.linked), dict(done.load.unlinked)) == (0, ["SOURCED_FROM"], {})
    assert {one.field for one in done.load.changes} <= {"SOURCED_FROM", "confidence"}
