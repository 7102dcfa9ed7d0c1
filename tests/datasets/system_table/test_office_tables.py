"""Tables as offices keep them: headings in two languages, codes in the column of sequence numbers, sheets that repeat what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl.styles import Alignment

from stdgraph.datasets.system_table import TableField, read_workbook, recognise, write_mapping
from stdgraph.datasets.system_table.headings import field_of
from stdgraph.datasets.system_table.mapping_reading import read_mapping
from tests.datasets.system_table.books import Row, items, new_book, saved, sheet_of, table_of, tree, unknowns

F = TableField


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Title(CN) 中文名称", F.TITLE_ZH),
        ("标准名称 Title", F.TITLE_ZH),
        ("Title(EN) 英文名称", F.TITLE_EN),
        ("Std No. 标准号", F.NUMBER),
        ("No. 标准号", F.NUMBER),
        ("实施日期/Date of Impl.", F.IN_FORCE_ON),
        ("Adopted", F.ADOPTS),
        ("ISO 标准号", None),
        ("TC 名称", None),
        ("标准名称 Abstract", None),
    ],
)
def test_headings_in_two_languages(heading: str, field: TableField | None) -> None:
    """Both parts name the field; an English word for something else leaves it open."""
    assert field_of(heading) is field


CODED: Sequence[Row] = [
    ["机器人标准体系表"],
    ["No.", "Std No. 标准号", "Title(CN) 中文名称", "Level", "Status"],
    ["1", None, "基础标准"],
    ["　1.1", None, "  术语"],
    [None, "GB/T 12643-2013", "词汇", "GB/T", "现行"],
    [None, "T/CEEIA 413-2019", "教育机器人", "T", "现行"],
    [None, None, "标识编码规则", "DB", "Planned"],
    [None, "Q/XYZ 001-2023", "酒店机器人", "Q", "现行"],
    ["　1.2", None, "  接口"],
    [None, "GB/T 29825-2013", "通信总线", "GB/T", "现行"],
    [None, "GB/T 33264-2016", "操作系统", "GB/T", "现行"],
    ["2", None, "整机"],
    [None, "GB/T 36239-2018", "特种机器人 术语", "GB/T", "现行"],
    [None, "GB/T 36321-2018", "特种机器人 分类", "GB/T", "现行"],
]


def test_codes_of_subsystems_where_items_have_no_sequence_number(tmp_path: Path) -> None:
    book = new_book()
    sheet_of(book, "体系", CODED)
    table = table_of(saved(book, tmp_path))
    assert tree(table) == ["1 基础标准", "1.1 术语 < 1", "1.2 接口 < 1", "2 整机"]
    assert items(table, "subsystem", "number", "title_zh", "level") == [
        ("1.1", "GB/T 12643-2013", "词汇", "NATIONAL"),
        ("1.1", "T/CEEIA 413-2019", "教育机器人", "GROUP"),
        ("1.1", "", "标识编码规则", "LOCAL"),
        ("1.1", "Q/XYZ 001-2023", "酒店机器人", "ENTERPRISE"),
        ("1.2", "GB/T 29825-2013", "通信总线", "NATIONAL"),
        ("1.2", "GB/T 33264-2016", "操作系统", "NATIONAL"),
        ("2", "GB/T 36239-2018", "特种机器人 术语", "NATIONAL"),
        ("2", "GB/T 36321-2018", "特种机器人 分类", "NATIONAL"),
    ]
    assert not unknowns(table)
    assert not table.rejected


def test_headings_are_read_once_a_person_says_which_column_has_the_titles(tmp_path: Path) -> None:
    """What the mapping was saved with does not keep the rows of a column that was not understood from being headings."""
    book = new_book()
    rows = [list(row) for row in CODED]
    rows[1][2] = "甲乙丙"
    sheet_of(book, "体系", rows)
    sheets = read_workbook(saved(book, tmp_path))
    text = write_mapping(recognise(sheets).mapping)
    told = recognise(sheets, read_mapping(text.replace('甲乙丙, field: "?"', "甲乙丙, field: title_zh")))
    assert tree(told) == ["1 基础标准", "1.1 术语 < 1", "1.2 接口 < 1", "2 整机"]
    assert len(told.items) == 8


def test_a_sheet_whose_first_column_says_again_what_it_is_called(tmp_path: Path) -> None:
    """The sheet and the first level are one subsystem, and a title in capitals is a title."""
    book = new_book()
    head = ["一级", "二级", "标准号", "标准名称"]
    sheet_of(
        book, "1 基础通用", [head, ["基础通用", "术语", "GB/T 1-2001", "甲"], ["基础通用", "PKI", "GB/T 2-2001", "乙"]]
    )
    sheet_of(book, "2 安全管理", [head, ["安全管理", "应急", "GB/T 3-2001", "丙"], ["其他", None, "GB/T 4-2001", "丁"]])
    table = table_of(saved(book, tmp_path))
    assert tree(table) == [
        "1 基础通用",
        "[1.1] 术语 < 1",
        "[1.2] PKI < 1",
        "2 安全管理",
        "[2.1] 应急 < 2",
        "[2.2] 其他 < 2",
    ]
    assert [item.subsystem for item in table.items] == ["1.1", "1.2", "2.1", "2.2"]


def test_a_code_and_a_title_that_read_the_same_are_a_heading_of_its_own(tmp_path: Path) -> None:
    book = new_book()
    sheet_of(
        book,
        "明细表",
        [
            ["序号", "子体系编号", "标准号", "标准名称"],
            [None, "A", None, "鉴别"],
            [1, "A", "GB/T 1-2001", "甲"],
            [2, "A", "GB/T 2-2001", "乙"],
            [None, "PKI", None, "PKI"],
            [3, "PKI", "GB/T 3-2001", "丙"],
        ],
    )
    table = table_of(saved(book, tmp_path))
    assert tree(table) == ["A 鉴别", "PKI PKI"]
    assert [item.subsystem for item in table.items] == ["A", "A", "PKI"]


def test_codes_in_hundreds_tell_the_group(tmp_path: Path) -> None:
    """200 has no items of its own and holds 201 and 202; 100 lists items and holds nothing."""
    book = new_book()
    head = ["序号", "标准号", "标准名称"]
    rows: list[Row] = [head, ["100 基础通用"], [1, "GB/T 1-2001", "甲"], ["101 术语"], [2, "GB/T 2-2001", "乙"]]
    rows += [["200 制备"], ["201 品质"], [3, "GB/T 3-2001", "丙"], ["202 制氢"], [4, "GB/T 4-2001", "丁"]]
    rows += [["300 储运"], [5, "GB/T 5-2001", "戊"], ["10 甲"], ["11 乙"], [6, "GB/T 6-2001", "己"]]
    sheet_of(book, "明细表", rows)
    table = table_of(saved(book, tmp_path))
    told = ["100 基础通用", "101 术语", "200 制备", "201 品质 < 200", "202 制氢 < 200", "300 储运", "10 甲", "11 乙"]
    assert tree(table) == told


HEAD: Row = ["序号", "标准号", "标准名称"]


@pytest.mark.parametrize(
    ("titles", "title"),
    [
        (
            [["氢能产业标准体系明细表", "编制单位：某某省氢能标准化技术委员会（2024年12月版）"]],
            "氢能产业标准体系明细表",
        ),
        (
            [["附件1", "某某协会标准体系", "填报日期：2024年12月31日，联系人：张三，电话：010-12345678"]],
            "某某协会标准体系",
        ),
        ([["网络安全标准体系表 — 基础通用"], ["网络安全标准体系表 — 数据安全"]], "网络安全标准体系表"),
        ([["网络安全标准体系表（现行）"], ["网络安全标准体系表（在研）"]], "网络安全标准体系表"),
        ([["储能标准体系 数据安全"], ["储能标准体系 数字电网"]], "储能标准体系"),
        ([["风电标准"], ["光伏标准"]], "风电标准"),
        ([[], ["光伏标准体系"]], None),
    ],
)
def test_the_title_of_the_system(tmp_path: Path, titles: Sequence[Sequence[str]], title: str | None) -> None:
    """Not who made the table, nor the part of it that a sheet holds."""
    book = new_book()
    for number, above in enumerate(titles, 1):
        rows: list[Row] = [[text] for text in above]
        sheet_of(book, f"{number} 部分", [*rows, HEAD, [1, f"GB/T {number}-2001", "甲"]])
    assert table_of(saved(book, tmp_path)).title == title


@pytest.mark.parametrize(("stated", "told"), [(3, True), (2, True), (1, False)])
def test_statistics_may_leave_out_what_is_out_of_force(tmp_path: Path, stated: int, *, told: bool) -> None:
    book = new_book()
    sheet_of(
        book,
        "明细表",
        [
            [*HEAD, "状态"],
            [1, "GB/T 1-2001", "甲", "现行"],
            [2, "GB/T 2-2001", "乙", "废止"],
            [3, "GB/T 3-2001", "丙", "拟制订"],
        ],
    )
    sheet_of(book, "统计", [["类别", "应有数", "现有数"], ["合计", stated, 1]])
    table = table_of(saved(book, tmp_path))
    assert (not table.notes) is told


def test_an_english_title_below_a_heading_of_chinese_ones(tmp_path: Path) -> None:
    """A sentence of English is the English title; a name in capitals may be the Chinese one."""
    book = new_book()
    english = "Robotics - Safety requirements - Part 1: Industrial robots"
    sheet_of(
        book,
        "明细表",
        [["标准号", "中文名称"], ["ISO 10218-1:2025", english], ["GB/T 1-2001", "OPC UA"], ["GB/T 2-2001", "乙"]],
    )
    told = [("", english), ("OPC UA", ""), ("乙", "")]
    assert items(table_of(saved(book, tmp_path)), "title_zh", "title_en") == told


def test_a_title_above_a_header_of_two_rows_is_no_part_of_it(tmp_path: Path) -> None:
    book = new_book()
    sheet = sheet_of(
        book,
        "明细",
        [
            ["储能标准体系明细表"],
            ["体系", "序号", "标准", None, "标准状态", None, "采用国际标准", None],
            [None, None, "编号", "名称", "现行", "拟制", "编号", "程度"],
            ["01 基础", 1, "GB/T 36545-2023", "移动式储能", "√"],
            [None, 2, None, "储能 术语", None, "√", "IEC 62933-1:2024", "MOD"],
            ["02 设备", 3, "GB/T 36276-2023", "锂离子电池", "√"],
        ],
    )
    for cells in ("A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:H2", "A4:A5"):
        sheet.merge_cells(cells)
    table = table_of(saved(book, tmp_path))
    assert table.title == "储能标准体系明细表"
    assert items(table, "subsystem", "number", "title_zh", "status", "adopts") == [
        ("01", "GB/T 36545-2023", "移动式储能", "PUBLISHED", ""),
        ("01", "", "储能 术语", "PLANNED", "IEC 62933-1:2024 MOD"),
        ("02", "GB/T 36276-2023", "锂离子电池", "PUBLISHED", ""),
    ]


def test_indentation_makes_headings_where_nothing_else_tells(tmp_path: Path) -> None:
    """A title alone is that of a subsystem where the next row is indented below it, else that of a planned item."""
    book = new_book()
    rows: list[Row] = [["名称", "标准号", "状态"], ["通用"], ["术语"], ["甲", "GB/T 10001-2001", "现行"], ["符号"]]
    rows += [["乙", "GB/T 10002-2001", "现行"], ["专用"], ["丙", "GB/T 10003-2001", "现行"], ["丁"]]
    sheet = book.create_sheet("体系表")
    for number, (row, depth) in enumerate(zip(rows, (0, 0, 1, 2, 1, 2, 0, 1, 1), strict=True), 1):
        sheet.append(row)
        sheet.cell(number, 1).alignment = Alignment(indent=depth)
    table = table_of(saved(book, tmp_path))
    assert tree(table) == ["[1] 通用", "[1.1] 术语 < 1", "[1.2] 符号 < 1", "[2] 专用"]
    assert items(table, "subsystem", "title_zh") == [("1.1", "甲"), ("1.2", "乙"), ("2", "丙"), ("2", "丁")]


def test_what_printed_pages_repeat_is_no_subsystem(tmp_path: Path) -> None:
    """The title, that it is continued, and who signed."""
    book = new_book()
    rows: list[Row] = [["表1 某某标准明细表"], HEAD, ["1 基础"], [1, "GB/T 1-2001", "甲"], [2, "GB/T 2-2001", "乙"]]
    rows += [["表1 某某标准明细表"], HEAD, [3, "GB/T 3-2001", "丙"], ["表1（续）"], HEAD, [4, "GB/T 4-2001", "丁"]]
    rows += [["续表1"], [5, "GB/T 5-2001", "戊"], ["编制：张三", "审核：李四", "批准：王五"]]
    sheet_of(book, "明细表", rows)
    table = table_of(saved(book, tmp_path))
    assert tree(table) == ["1 基础"]
    assert [item.subsystem for item in table.items] == ["1"] * 5
    assert not table.rejected


@pytest.mark.parametrize("first", ["1 基础通用标准", "一、基础通用标准"])
def test_a_header_below_each_heading(tmp_path: Path, first: str) -> None:
    """The first subsystem stands above the header, as the others do above its repetitions."""
    book = new_book()
    second = first.replace("1", "2").replace("一", "二").replace("基础通用", "方法")
    rows: list[Row] = [
        ["某某标准体系"],
        [first],
        HEAD,
        [1, "GB/T 1-2001", "甲"],
        [second],
        HEAD,
        [1, "GB/T 2-2001", "乙"],
    ]
    sheet_of(book, "明细表", rows)
    table = table_of(saved(book, tmp_path))
    assert tree(table) == ["1 基础通用标准", "2 方法标准"]
    assert [item.subsystem for item in table.items] == ["1", "2"]
    assert table.title == "某某标准体系"


def test_a_numbered_title_above_the_only_header_is_a_title(tmp_path: Path) -> None:
    book = new_book()
    sheet_of(
        book, "明细表", [["2024年标准体系表"], HEAD, [1, "GB/T 1-2001", "甲"], ["2 方法"], [2, "GB/T 2-2001", "乙"]]
    )
    table = table_of(saved(book, tmp_path))
    assert (tree(table), table.title) == (["2 方法"], "2024年标准体系表")
