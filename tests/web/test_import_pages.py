"""The pages of imports: upload, plan, columns told by hand, apply, undo; the graph is counted before and after."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from stdgraph.store.session import Graph
from tests.datasets.filled.books import fill
from tests.graphql.conftest import seeded
from tests.web.import_browser import ODD, TABLE, Browser, browser, counted, told

__all__ = ["browser", "seeded"]
pytestmark = pytest.mark.parametrize("engine_settings", ["embedded"], indirect=True, scope="session")


async def test_a_table_is_planned_carried_out_and_taken_back(browser: Browser, seeded: Graph) -> None:
    before = await counted(seeded)
    form = await browser.get("/import")
    assert form.status_code == 200
    assert '<option value="PV2024">' in form.text
    assert 'value="NP2024"' not in form.text
    assert 'name="rank"' not in form.text
    plan = await browser.planned(title="页面", statedOn="2026-01-01")
    page = await browser.get(plan)
    assert page.status_code == 200
    for text in (
        "planned-new",
        "planned-rejected",
        "planned-left-out",
        "怪词",
        "GB/T 48001-2026",
        '<td class="number">3</td>',
    ):
        assert text in page.text, text
    assert await counted(seeded) == before
    csv = await browser.get(f"{plan}/findings.csv")
    assert (csv.headers["content-type"], "怪词" in csv.text) == ("text/csv; charset=utf-8", True)
    assert csv.content.startswith("\ufefffile,sheet,row,".encode())
    assert (await browser.get(f"{plan}/mapping.yaml")).text.startswith("#")
    done = await browser.post(f"{plan}/apply")
    assert (done.status_code, done.headers["location"]) == (303, f"{plan}?told=applied")
    assert "stdgraph_bookmark=" in done.headers["set-cookie"]
    after = await counted(seeded)
    assert after["Standard"] == before["Standard"] + 2
    assert after["Subsystem"] == before["Subsystem"] + 1
    assert after["Committee"] == before["Committee"]
    shown = await browser.get(f"{plan}?told=applied")
    assert "Imported." in shown.text
    assert f"{plan}/undo/preview" in shown.text
    assert f"{plan}/apply" not in shown.text
    preview = await browser.post(f"{plan}/undo/preview")
    assert preview.status_code == 200
    assert f'action="{plan}/undo"' in preview.text
    assert await counted(seeded) == after
    undone = await browser.post(f"{plan}/undo")
    assert undone.status_code == 303, undone.text
    assert await counted(seeded) == before
    final = await browser.get(plan)
    assert "Taken back" in final.text
    assert f"{plan}/undo" not in final.text
    assert "is undone" in told(await browser.post(f"{plan}/undo"))


async def test_odd_headings_are_told_by_hand(browser: Browser, seeded: Graph) -> None:
    before = await counted(seeded)
    plan = await browser.planned(ODD, dataset="odd", name="怪.csv")
    draft = await browser.get(plan)
    assert "no row could be taken as a standard" in draft.text
    assert f"{plan}/apply" not in draft.text
    assert "no row could be taken" in told(await browser.post(f"{plan}/apply"))
    form = await browser.get(f"{plan}/mapping")
    assert form.status_code == 200
    for text in ("甲", "GB/T 48101-2026", 'name="field.A"', 'name="header_row" value="1" checked'):
        assert text in form.text, text
    (sheet,) = re.findall(r'name="sheet" value="([^"]*)"', form.text)
    said = {"sheet": sheet, "role": "items", "header_row": "1", "header_rows": "1"}
    twice = await browser.post(f"{plan}/mapping", **said, **{"field.A": "number", "field.B": "number"})
    assert (twice.status_code, "expected one column of each field" in told(twice)) == (400, True)
    assert '<option value="number" selected>' in twice.text
    fields = {"field.A": "number", "field.B": "title_zh", "field.C": "subsystem_title"}
    mapped = await browser.post(f"{plan}/mapping", **said, **fields)
    assert mapped.status_code == 303, mapped.text
    again = mapped.headers["location"].partition("?")[0]
    assert again != plan
    assert (await browser.get(plan)).status_code == 404
    page = await browser.get(again)
    assert "2 read, 2 taken" in page.text
    assert (await browser.post(f"{again}/apply")).status_code == 303
    after = await counted(seeded)
    assert (after["Standard"], after["Subsystem"]) == (before["Standard"] + 2, before["Subsystem"] + 1)
    late = await browser.get(f"{again}/mapping")
    assert (late.status_code, "was carried out" in told(late)) == (400, True)
    assert (await browser.post(f"{again}/undo")).status_code == 303
    assert await counted(seeded) == before


async def test_words_are_told_by_hand_and_the_mapping_is_used_again(browser: Browser) -> None:
    plan = await browser.planned(dataset="words")
    form = await browser.get(f"{plan}/mapping")
    assert 'name="word.0" value="怪词"' in form.text
    said = {
        "sheet": "",
        "role": "items",
        "header_row": "1",
        "header_rows": "1",
        "word.0": "怪词",
        "word.0.field": "status",
    }
    fields = {"field.A": "number", "field.B": "title_zh", "field.C": "subsystem_title", "field.E": "status"}
    wrong = await browser.post(f"{plan}/mapping", **said, **fields, **{"word.0.meaning": "没有的词"})
    assert (wrong.status_code, "is not known as" in told(wrong)) == (400, True)
    mapped = await browser.post(f"{plan}/mapping", **said, **fields, **{"word.0.meaning": "报批"})
    new = mapped.headers["location"].partition("?")[0]
    assert "怪词" not in (await browser.get(f"{new}/findings.csv")).text
    mapping = (await browser.get(f"{new}/mapping.yaml")).content
    uploaded = await browser.planned(dataset="words", mapping=mapping)
    assert "怪词" not in (await browser.get(f"{uploaded}/findings.csv")).text
    bad = await browser.upload(mapping=b"\xff\xfe\x00")
    assert (bad.status_code, "not UTF-8" in told(bad)) == (400, True)


async def test_each_sheet_of_a_workbook_is_shown_as_it_is_read(browser: Browser) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "封面"
    first.append(["光伏标准体系"])
    rows = book.create_sheet("明细表")
    rows.append(["标准号", "标准名称", "子体系名称"])
    rows.append(["GB/T 48301-2026", "甲", "页子体系"])
    raw = BytesIO()
    book.save(raw)
    plan = await browser.planned(raw.getvalue(), name="体系.xlsx", dataset="book")
    page = await browser.get(plan)
    assert re.search(r"封面 <small>not read", page.text)
    assert re.search(r"明细表 <small>list of standards · header in row 1", page.text)
    form = await browser.get(f"{plan}/mapping")
    assert 'name="sheet" value="明细表"' in form.text
    cover = await browser.get(f"{plan}/mapping?sheet=封面")
    assert 'name="sheet" value="封面"' in cover.text
    ignored = await browser.post(f"{plan}/mapping", sheet="明细表", role="ignored")
    assert "no row could be taken" in (await browser.get(ignored.headers["location"])).text


async def test_a_plan_that_the_catalogue_has_overtaken_is_made_again(browser: Browser) -> None:
    first, second = [await browser.planned(dataset=name) for name in ("overtaken-1", "overtaken-2")]
    assert (await browser.post(f"{first}/apply")).status_code == 303
    page = await browser.get(second)
    assert "moved on" in page.text
    assert f"{second}/again" in page.text
    late = await browser.post(f"{second}/apply")
    assert (late.status_code, "moved on" in told(late)) == (409, True)
    again = await browser.post(f"{second}/again")
    assert again.status_code == 303
    new = again.headers["location"].partition("?")[0]
    assert (await browser.get(second)).status_code == 404
    assert (await browser.post(f"{new}/apply")).status_code == 303
    for plan in (new, first):
        assert (await browser.post(f"{plan}/undo")).status_code == 303


async def test_a_load_on_which_another_rests_is_not_taken_back(browser: Browser) -> None:
    table = TABLE.replace("GB/T 480", "GB/T 484")
    first = await browser.planned(table, dataset="resting")
    await browser.post(f"{first}/apply")
    second = await browser.planned(table.replace("拆解", "拆解要求"), dataset="resting")
    assert "planned-changed" in (await browser.get(second)).text
    await browser.post(f"{second}/apply")
    refused = await browser.post(f"{first}/undo/preview")
    assert (refused.status_code, "take that one back first" in told(refused)) == (400, True)
    assert (await browser.post(f"{second}/undo")).status_code == 303


async def test_what_is_gone_from_the_file_and_what_is_unchanged_is_told(browser: Browser) -> None:
    table = TABLE.replace("GB/T 480", "GB/T 485")
    less = table.replace("GB/T 48502-2026", "GB/T 48503-2026")
    first = await browser.planned(table, dataset="gone")
    await browser.post(f"{first}/apply")
    same = await browser.planned(table, dataset="gone")
    await browser.post(f"{same}/apply")
    assert "nothing changed" in (await browser.get(same)).text
    nothing = await browser.post(f"{same}/undo")
    assert (nothing.status_code, "nothing was written" in told(nothing)) == (400, True)
    without = await browser.planned(less, dataset="gone")
    assert "planned-gone" in (await browser.get(without)).text
    retiring = await browser.planned(less, dataset="gone", retire="true")
    page = await browser.get(retiring, language="zh")
    assert "撤出" in page.text
    assert (await browser.post(f"{first}/undo")).status_code == 303


async def test_a_plan_is_discarded(browser: Browser) -> None:
    plan = await browser.planned()
    assert plan in (await browser.get("/import")).text
    gone = await browser.post(f"{plan}/discard")
    assert (gone.status_code, gone.headers["location"]) == (303, "/import?told=discarded")
    listed = await browser.get("/import?told=discarded")
    assert "was discarded" in listed.text
    assert plan not in listed.text
    missing = await browser.get(plan)
    assert (missing.status_code, "no plan" in told(missing)) == (404, True)


async def test_an_administrator_brings_a_new_system(browser: Browser, seeded: Graph) -> None:
    before = await counted(seeded)
    form = await browser.get("/import", "administrator")
    assert 'name="newSystem"' in form.text
    assert 'value="NP2024"' in form.text
    plan = await browser.planned(who="administrator", dataset="fresh", system="", newSystem="FRESH2026", rank="150")
    assert (await browser.post(f"{plan}/apply", "administrator")).status_code == 303
    after = await counted(seeded)
    assert (after["StandardsSystem"], after["Committee"]) == (before["StandardsSystem"] + 1, before["Committee"] + 1)
    assert (await browser.post(f"{plan}/undo", "administrator")).status_code == 303
    assert await counted(seeded) == before


async def test_a_filled_gap_report_is_planned_and_taken(browser: Browser, tmp_path: Path) -> None:
    book = tmp_path / "gaps.xlsx"
    book.write_bytes((await browser.http.get("/export/gaps.xlsx", params={"system": "PV2024"})).content)
    filled = fill(book, {2: {"优先级": "高", "处理状态": "推进中"}, 3: {"优先级": "很高"}}).read_bytes()
    plan = await browser.planned(filled, name="缺口.xlsx", dataset="", system="")
    page = await browser.get(plan)
    assert "1 taken, 1 not taken" in page.text
    assert "planned-rejected" in page.text
    mapping = await browser.get(f"{plan}/mapping")
    assert (mapping.status_code, "this file is none" in told(mapping)) == (400, True)
    again = (await browser.post(f"{plan}/again")).headers["location"].partition("?")[0]
    late = await browser.planned(fill(book, {4: {"优先级": "低"}}).read_bytes(), dataset="", system="")
    assert (await browser.post(f"{again}/apply")).status_code == 303
    assert "Imported." in (await browser.get(f"{again}?told=applied")).text
    overtaken = await browser.post(f"{late}/apply")
    assert (overtaken.status_code, "moved on" in told(overtaken)) == (409, True)
