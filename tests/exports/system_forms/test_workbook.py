"""The workbook: cells that are texts, sheets that print, and what the cover says of what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from stdgraph.domain.vocabulary import Language
from stdgraph.exports.system_forms.workbook import workbook
from tests.exports.system_forms.made import branch, forms, listed

ROWS = [
    listed(
        "AA",
        number="GB/T 1-2020",
        printedNumber="GB/T 1—2020",
        titleZh="一",
        titleEn="One",
        level="NATIONAL",
        status="PUBLISHED",
        standing="IN_FORCE",
        published="2020-03",
        adopts=[(("R1", "ISO 1:2016", None, None), "IDT"), (("R2", "ISO 2:2016", None, None), None)],
        replaces=[(("S2", "GB/T 1-2010", "GB/T 1—2010", None), "WHOLE"), (("S3", "GB/T 2-2010", None, None), "PART")],
        owners=[("SAC/TC1", "一委", None, "OWNER", "STATED")],
        membership="INFERRED",
    ),
    listed("AA", number="GB/T 1-2010", titleZh="旧", status="WITHDRAWN", standing="WITHDRAWN", level="NATIONAL"),
    listed("B", planNumber="20260001-T-339", titleEn="Planned", note="=1+1"),
]
TREE = [branch("A", title="基础"), branch("AA", "A", 2, "术语"), branch("B", title="产品")]
SHEETS = ["封面与编制说明", "体系结构", "标准明细表", "标准统计表", "标准缺口"]


def _book(language: Language = Language.ZH, **given: Any) -> Workbook:
    made = forms(given.pop("branches", TREE), given.pop("rows", ROWS), **given)
    return openpyxl.load_workbook(BytesIO(workbook(made, language)))


@pytest.fixture(scope="module")
def book() -> Workbook:
    return _book()


def table(sheet: Worksheet) -> list[Mapping[str, Any]]:
    """The rows below the first headings of a sheet, by heading; that of a subsystem has no 序号."""
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


def test_the_sheets(book: Workbook) -> None:
    assert book.sheetnames == SHEETS
    assert _book(Language.EN).sheetnames == ["Cover and note", "Structure", "List of standards", "Statistics", "Gaps"]


def test_the_list_has_the_columns_of_the_form_and_headings_of_subsystems(book: Workbook) -> None:
    rows = table(book["标准明细表"])
    assert [row["序号"] for row in rows] == [None, None, 1, 2, None, 3]
    named = [(row["标准体系编号"], row["标准名称"]) for row in rows if row["序号"] is None]
    assert named == [("A", "基础"), ("AA", "术语"), ("B", "产品")]
    assert list(rows[0])[:12] == [
        *("序号", "标准体系编号", "标准号", "标准名称", "宜定级别", "状态", "发布日期", "实施日期", "国际国外标准号及采用关系"),
        *("被代替标准号或作废", "计划号", "备注"),
    ]  # fmt: skip
    first = rows[2]
    assert first["标准体系编号"] == "AA"
    assert first["标准号"] == "GB/T 1—2020"
    assert first["宜定级别"] == "国家标准"
    assert first["状态"] == "现行"
    assert first["发布日期"] == "2020-03"
    assert first["实施日期"] is None
    assert first["国际国外标准号及采用关系"] == "ISO 1:2016，IDT\nISO 2:2016"
    assert first["被代替标准号或作废"] == "GB/T 1—2010\nGB/T 2-2010（部分代替）"
    assert first["归口单位"] == "SAC/TC1"
    assert first["归入依据"] == "编者推断"
    assert rows[3]["被代替标准号或作废"] == "作废"
    assert rows[5]["计划号"] == "20260001-T-339"
    assert rows[5]["标准名称"] == rows[5]["英文名称"] == "Planned"


def test_in_english_the_headings_are_english_and_both_titles_stand() -> None:
    first = table(_book(Language.EN)["List of standards"])[2]
    assert first["English title"] == "One"
    assert first["Chinese title"] == "一"
    assert first["Status"] == "In force"
    assert first["Level"] == "National"


def test_own_numbers_are_a_column_where_some_row_has_one(book: Workbook) -> None:
    assert "项目编号" not in table(book["标准明细表"])[0]
    rows = table(_book(rows=[listed("B", itemNumber="2.10"), listed("B")])["标准明细表"])
    assert [row["项目编号"] for row in rows] == [None, None, None, "2.10", None]


def test_statistics_add_up_to_the_total(book: Workbook) -> None:
    rows = [row[:4] for row in book["标准统计表"].iter_rows(min_row=4, values_only=True)]
    assert rows[0] == ("标准类别", "应有数", "现有数", "现有数/应有数")
    assert [row[:3] for row in rows[1:5]] == [
        ("国家标准", 3, 1),
        ("未定", 1, 0),
        ("文件载明而未列入明细", 5, 0),
        ("合计", 9, 1),
    ]
    assert rows[4][3] == pytest.approx(1 / 9)
    assert ("A 基础", 1, 2) not in [row[:3] for row in rows]
    assert ("A 基础", 2, 1) in [row[:3] for row in rows]
    assert ("已列明细合计", 4, 1) in [row[:3] for row in rows]


def test_a_ratio_of_nothing_is_a_dash() -> None:
    rows = table(_book(branches=[branch("A", met=0, items=0)])["体系结构"])
    assert rows[0]["现有数/应有数"] == "—"


def test_the_cover_says_what_is_inferred_imprecise_and_unknown(book: Workbook) -> None:
    said = "\n".join(str(value) for row in book["封面与编制说明"].iter_rows(values_only=True) for value in row if value)
    for words in (
        "X2024",
        "2026-11-23",
        "GB/T 13016《标准体系构建原则和要求》。编制时未能取得该标准文本",
        "收录的 5 项文件中有 2 项系编者推断归入",
        "3 个子体系中有 3 个的名称或位置系编者推断",
        "发布文件载明 9 项，明细表只列出 4 个项目；其余 5 项",
        "有 1 项文件因日期不精确",
        "已发布而实施日期不详的 1 行。宜定级别不详的 1 行。归口单位不详的 2 行。",
        "a remark",
        "A page 1.2 https://example.org/a",
    ):
        assert words in said


def test_the_cover_warns_where_most_is_inferred_and_is_silent_of_what_is_not() -> None:
    book = _book(inferred=4, unitemised=0, declared=None, imprecise=0, undated=0)
    said = "\n".join(str(row[1]) for row in book["封面与编制说明"].iter_rows(values_only=True))
    assert "收录的 5 项标准中有 4 项系编者推断归入，未见来源载明，完成率仅供参考。" in said
    for words in ("日期不精确", "发布文件载明", "系由标准编号的年份"):
        assert words not in said


@pytest.mark.parametrize("language", list(Language))
def test_no_cell_is_a_formula_and_no_control_character_is_left(language: Language) -> None:
    risky = '=HYPERLINK("http://example.org")\x00\x07\u202e'
    given = {"titleZh": risky, "titleEn": risky, "note": risky, "number": "+1", "planNumber": "@x", "department": "-2"}
    book = _book(language, branches=[branch("B", title=risky)], rows=[listed("B", **given)], title=risky)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = [str(cell.value) for cell in cells if cell.data_type == "s"]
    assert '=HYPERLINK("http://example.org")' in texts
    assert not any(sign in text for text in texts for sign in "\x00\x07\u202e")


def test_every_sheet_prints_on_landscape_pages_with_headings_and_numbers(book: Workbook) -> None:
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # 1 is the default, left out
        setup: Any = sheet.sheet_properties.pageSetUpPr
        assert setup.fitToPage
        footer: Any = sheet.oddFooter
        assert footer.center.text.endswith("第 &P 页，共 &N 页")
    for name in ("体系结构", "标准明细表", "标准缺口"):
        assert book[name].print_title_rows == "$3:$3"
    assert book["标准明细表"].print_area == "'标准明细表'!$A$1:$L$9"


def test_rows_are_as_high_as_their_text() -> None:
    book = _book(rows=[listed("B", note="备注" * 60), listed("B", note="短")])
    heights = [book["标准明细表"].row_dimensions[row].height for row in range(4, 9)]
    assert heights[3] > 6 * heights[4] > 0


def test_it_is_the_same_each_time() -> None:
    assert workbook(forms(TREE, ROWS), Language.ZH) == workbook(forms(TREE, ROWS), Language.ZH)


def test_a_system_of_nothing_has_all_its_sheets() -> None:
    book = _book(branches=[], rows=[], statistics=[], statisticsTotal={"required": 0, "existing": 0, "ratio": None})
    assert book.sheetnames == SHEETS
    assert book["标准明细表"]["A4"].value == "（无）"


def test_a_long_title_takes_more_than_a_line() -> None:
    heights = [_book(title=title)["标准统计表"].row_dimensions[1].height for title in ("短", "很长的标准体系名称" * 8)]
    assert heights[1] > 1.8 * heights[0]
