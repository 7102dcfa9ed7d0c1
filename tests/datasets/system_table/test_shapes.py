"""Tables in the shapes that committees publish, each with what is to be recognised, written by hand."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from openpyxl.styles import Alignment, Font

from stdgraph.datasets.system_table import SheetRole, SubsystemSource
from tests.datasets.system_table.books import (
    items,
    new_book,
    rejections,
    remarks,
    saved,
    sheet_of,
    table_of,
    tree,
    unknowns,
)

FORM = (
    *("序号", "标准体系编号", "标准号", "标准名称", "宜定级别"),
    *("实施日期", "国际国外标准号及采用关系", "被代替标准号或作废", "备注"),
)


def test_the_form_of_gb_t_13016(tmp_path: Path) -> None:
    """Title above, headings of subsystems merged over the row, the header again on the next page, a sum and a note."""
    book = new_book()
    sheet_of(
        book,
        "明细表",
        [
            ["光伏标准体系明细表"],
            FORM,
            ["1 基础通用"],
            ["101 术语"],
            [1, "101.1", "GB/T 2297—1989", "太阳光伏能源系统术语", "GB/T", datetime(1990, 1, 1), "/", "—", None],  # noqa: DTZ001
            [
                *(2, "101.2", "GB/T20047.1-2006", "光伏（PV）组件安全鉴定 第1部分", "国标", "2006/7/1"),
                *("IEC 61730-1:2004, IDT", "GB/T 20047.1-2000", "等同"),
            ],
            [3, "101.3", None, "光伏组件回收 通用要求", "行标", None, None, None, "拟制定"],
            ["102 方法"],
            FORM,
            [4, "102.1", "20214567-T-469", "光伏组件热斑", "国标", "制定中"],
            [5, "102.2", "GB/T 6495.3-1996", "光伏器件 第3部分", "国标", 35186, "IEC 60904-3:1989 (MOD)", "作废"],
            ["2 产品"],
            [
                6,
                "2.1",
                "GB/T 9535-1998",
                "地面用晶体硅光伏组件",
                "国标",
                "1999年6月",
                None,
                "GB/T 9535-1988；GB/T 9536-1988",
            ],
            ["合计", None, None, 6],
            ["注：本表数据截至2024年底。"],
        ],
    )
    table = table_of(saved(book, tmp_path))

    assert table.title == "光伏标准体系明细表"
    assert tree(table) == ["1 基础通用", "101 术语 < 1", "102 方法 < 1", "2 产品"]
    assert items(table, "sequence", "subsystem", "item_number", "number", "plan_number") == [
        ("1", "101", "101.1", "GB/T 2297-1989", ""),
        ("2", "101", "101.2", "GB/T 20047.1-2006", ""),
        ("3", "101", "101.3", "", ""),
        ("4", "102", "102.1", "", "20214567-T-469"),
        ("5", "102", "102.2", "GB/T 6495.3-1996", ""),
        ("6", "2", "2.1", "GB/T 9535-1998", ""),
    ]
    assert items(table, "level", "nature", "status", "in_force_on") == [
        ("NATIONAL", "RECOMMENDED", "", "1990-01-01"),
        ("NATIONAL", "", "", "2006-07-01"),
        ("INDUSTRY", "", "", ""),
        ("NATIONAL", "", "DRAFTING", ""),
        ("NATIONAL", "", "WITHDRAWN", "1996-05-01"),
        ("NATIONAL", "", "", "1999-06"),
    ]
    assert items(table, "adopts", "replaces") == [
        ("", ""),
        ("IEC 61730-1:2004 IDT", "GB/T 20047.1-2000"),
        ("", ""),
        ("", ""),
        ("IEC 60904-3:1989 MOD", ""),
        ("", "GB/T 9535-1988, GB/T 9536-1988"),
    ]
    assert [(total.label, total.stated, total.counted) for total in table.totals] == [("合计", 6, 6)]
    assert [row.what for row in table.skipped] == [
        "heading",
        "heading",
        "heading",
        "repeated header",
        "heading",
        "note",
    ]
    assert remarks(table) == ["F11 35186 was read as the serial day of 1996-05-01"]
    assert not table.rejected
    assert not table.unmapped


def test_a_column_a_level_with_merged_cells_and_a_header_of_two_rows(tmp_path: Path) -> None:
    book = new_book()
    sheet = sheet_of(
        book,
        "Sheet1",
        [
            ["序号", "标准体系", None, "标准", None, "日期", None, "标准状态", "归口单位"],
            [None, "一级分类", "二级分类", "标准编号", "标准名称", "发布日期", "实施日期", None, None],
            [1, "A 基础", "AA 术语", "GB/T 1-2001", "甲", "2001.5", "2001-10-1", "现行", "SAC/TC90"],
            [2, None, None, "GB/T 2-2030", "乙", "2030年5月20日", "2030.12.1", "即将实施", "SAC/TC90"],
            [3, None, "AB 符号", "20214567-T-469", "丙", None, None, "征求意见", None],
            [4, "B 方法", "BA 电性能", "—", "丁", "", "/", "拟制订", "无"],
            [5, None, None, "GB/T 5-1990", "戊", "1990", "1991-1-1", "废止", None],
        ],
    )
    for area in ("A1:A2", "B1:C1", "D1:E1", "F1:G1", "H1:H2", "I1:I2", "B3:B5", "C3:C4", "B6:B7", "C6:C7"):
        sheet.merge_cells(area)
    table = table_of(saved(book, tmp_path))

    assert table.mapping.sheets["Sheet1"].header_rows == 2
    assert tree(table) == ["A 基础", "AA 术语 < A", "AB 符号 < A", "B 方法", "BA 电性能 < B"]
    assert items(table, "subsystem", "number", "plan_number", "published_on", "in_force_on") == [
        ("AA", "GB/T 1-2001", "", "2001-05", "2001-10-01"),
        ("AA", "GB/T 2-2030", "", "2030-05-20", "2030-12-01"),
        ("AB", "", "20214567-T-469", "", ""),
        ("BA", "", "", "", ""),
        ("BA", "GB/T 5-1990", "", "1990", "1991-01-01"),
    ]
    assert items(table, "status", "standing", "stage", "committee") == [
        ("PUBLISHED", "IN_FORCE", "60.60", "SAC/TC90"),
        ("PUBLISHED", "UPCOMING", "60.60", "SAC/TC90"),
        ("DRAFTING", "", "30.00", ""),
        ("PLANNED", "", "", ""),
        ("WITHDRAWN", "WITHDRAWN", "95.99", ""),
    ]
    assert not table.unmapped
    assert not table.notes


def test_a_sheet_a_subsystem_with_a_cover_and_statistics(tmp_path: Path) -> None:
    book = new_book()
    sheet_of(book, "封面", [["新能源标准体系"], ["编制单位：某某研究院"], ["2024年6月"]])
    sheet_of(
        book,
        "统计表",
        [
            ["标准类别", "应有数", "现有数", "现有数/应有数"],
            ["基础", 2, 1, 0.5],
            ["方法", 2, 1, 0.5],
            ["合计", 5, 2, 0.4],
        ],
    )
    head = ["序号", "标准编号", "标准名称", "状态"]
    sheet_of(book, "01 基础标准", [head, [1, "GB/T 1-2001", "甲", "现行"], [2, None, "乙", "待制定"]])
    sheet_of(book, "02 方法标准", [head, [1, "GB/T 3-2001", "丙", "有效"], [2, "GB/T 1-2001", "甲", "现行"]])
    hidden = sheet_of(book, "旧表", [head, [1, "GB/T 9-2001", "旧", "现行"]])
    hidden.sheet_state = "hidden"
    table = table_of(saved(book, tmp_path))

    roles = {name: sheet.role for name, sheet in table.mapping.sheets.items()}
    assert roles == {
        "封面": SheetRole.IGNORED,
        "统计表": SheetRole.STATISTICS,
        "01 基础标准": SheetRole.ITEMS,
        "02 方法标准": SheetRole.ITEMS,
        "旧表": SheetRole.IGNORED,
    }
    assert tree(table) == ["01 基础标准", "02 方法标准"]
    assert items(table, "subsystem", "number", "status") == [
        ("01", "GB/T 1-2001", "PUBLISHED"),
        ("01", "", "PLANNED"),
        ("02", "GB/T 3-2001", "PUBLISHED"),
        ("02", "GB/T 1-2001", "PUBLISHED"),
    ]
    assert [(one.label, one.stated, one.counted) for one in table.totals] == [("应有数 合计", 5, 4)]
    assert remarks(table) == ["B4 it says 5, and there are 4 rows"]


def test_a_sheet_of_subsystems_and_one_of_items(tmp_path: Path) -> None:
    """The number of each row begins with the code of its subsystem; codes are shown with a zero in front."""
    book = new_book()
    sheet = sheet_of(
        book,
        "体系结构",
        [
            ["代号", "名称", "上级", "英文名称"],
            [1, "基础", None, "Basic"],
            [2, "方法", "/", "Methods"],
            [201, "电性能", 2, None],
            [202, "耐久", "方法", None],
        ],
    )
    for row in (2, 3):
        sheet.cell(row, 1).number_format = "00"
    sheet.cell(4, 3).number_format = "00"
    for row in (4, 5):
        sheet.cell(row, 1).number_format = "0000"
    sheet_of(
        book,
        "标准明细表",
        [
            ["体系编号", "标准名称", "标准号", "类别", "优先级"],
            ["01-001", "甲", "GB/T 1-2001", "基础", "高"],
            ["0201-001", "乙", "IEC 60904-1:2020", "方法", "中"],
            ["0202-001", "丙", None, "方法", "最高"],
        ],
    )
    table = table_of(saved(book, tmp_path))

    assert tree(table) == ["01 基础", "02 方法", "0201 电性能 < 02", "0202 耐久 < 02"]
    assert table.subsystems[0].title_en == "Basic"
    assert items(table, "subsystem", "item_number", "number", "kind", "priority") == [
        ("01", "01-001", "GB/T 1-2001", "基础", "HIGH"),
        ("0201", "0201-001", "IEC 60904-1:2020", "方法", "MEDIUM"),
        ("0202", "0202-001", "", "方法", ""),
    ]
    assert unknowns(table) == ["E4 最高"]


def test_headings_in_chinese_numerals(tmp_path: Path) -> None:
    book = new_book()
    sheet_of(
        book,
        "表1",
        [
            ["序号", "标准名称", "标准号/计划号", "级别"],
            ["一、基础标准"],
            ["（一）术语"],
            [1, "甲", "GB/T 1-2001", "国家标准"],
            ["（二）符号"],
            [1, "乙", "SJ/T 11111-2010", "行业标准"],
            [2, "丙", "20214567-T-469", "国家标准"],
            ["小计", None, 2],
            ["二、方法标准"],
            ["（一）电性能"],
            [1, "丁", "T/CPIA 0028.2-2021", "团体标准"],
            ["共4项"],
        ],
    )
    table = table_of(saved(book, tmp_path))

    assert tree(table) == ["1 基础标准", "1.1 术语 < 1", "1.2 符号 < 1", "2 方法标准", "2.1 电性能 < 2"]
    assert items(table, "subsystem", "number", "plan_number", "level") == [
        ("1.1", "GB/T 1-2001", "", "NATIONAL"),
        ("1.2", "SJ/T 11111-2010", "", "INDUSTRY"),
        ("1.2", "", "20214567-T-469", "NATIONAL"),
        ("2.1", "T/CPIA 0028.2-2021", "", "GROUP"),
    ]
    assert [(one.stated, one.counted) for one in table.totals] == [(2, 2), (4, 4)]


def test_indentation_tells_the_depth(tmp_path: Path) -> None:
    book = new_book()
    sheet = sheet_of(
        book,
        "明细",
        [
            ["标准名称", "标准编号", "状态"],
            ["基础", None, None],
            ["术语", None, None],
            ["甲", "GB/T 1-2001", "现行"],
            ["符号", None, None],
            ["乙", "GB/T 2-2001", "现行"],
            ["方法", None, None],
            ["丙", "GB/T 3-2001", "现行"],
            ["丁", None, "拟制定"],
        ],
    )
    for row in (2, 3, 5, 7):
        sheet.cell(row, 1).font = Font(bold=True)
    for row in (3, 5):
        sheet.cell(row, 1).alignment = Alignment(indent=1)
    table = table_of(saved(book, tmp_path))

    assert table.mapping.sheets["明细"].subsystems == (SubsystemSource.INDENT,)
    assert tree(table) == ["[1] 基础", "[1.1] 术语 < 1", "[1.2] 符号 < 1", "[2] 方法"]
    assert items(table, "subsystem", "title_zh", "status") == [
        ("1.1", "甲", "PUBLISHED"),
        ("1.2", "乙", "PUBLISHED"),
        ("2", "丙", "PUBLISHED"),
        ("2", "丁", "PLANNED"),
    ]


def test_codes_and_titles_of_headings_in_cells_of_their_own(tmp_path: Path) -> None:
    book = new_book()
    sheet_of(
        book,
        "体系表",
        [
            ["序号", "标准名称", "标准代号", "采标", "采用程度", "计划完成年限"],
            ["A", "基础", None, None, None, None],
            ["A.1", "术语", None, None, None, None],
            [1, "甲", "GB/T 1-2001", "IEC 1:1990", "等同", None],
            [2, "乙", None, None, None, 2026],
            ["A.2", "符号", None, None, None, None],
            [1, "丙", None, None, None, "2027年"],
            ["B", "方法", None, None, None, None],
            [1, "丁", "GB/T 4-2001", "ISO 4:1999\nISO 5:1999", "NEQ", None],
        ],
    )
    table = table_of(saved(book, tmp_path))

    assert tree(table) == ["A 基础", "A.1 术语 < A", "A.2 符号 < A", "B 方法"]
    assert items(table, "subsystem", "sequence", "title_zh", "adopts", "planned_on") == [
        ("A.1", "1", "甲", "IEC 1:1990 IDT", ""),
        ("A.1", "2", "乙", "", "2026"),
        ("A.2", "1", "丙", "", "2027"),
        ("B", "1", "丁", "ISO 4:1999 NEQ, ISO 5:1999 NEQ", ""),
    ]


def test_a_text_table_of_a_chinese_office(tmp_path: Path) -> None:
    """GB18030, one column that tells the subsystem, headings with remarks and line breaks."""
    path = tmp_path / "table.csv"
    text = (
        '子体系,标准名称,标准号,"实施日期\n（年-月-日）",标准性质,编制人\r\n'
        "101 术语,甲,GB/T 1－2001,2001-10-1,推荐性,张三\r\n"
        ",乙,ＧＢ 2-2001,20011001,强制,张三\r\n"
        "102 符号,丙,GB/Z 3-2001,2001.10,指导性技术文件,李四\r\n"
        "合计：3项,,,,,\r\n"
    )
    path.write_bytes(text.encode("gb18030"))
    table = table_of(path)

    assert tree(table) == ["101 术语", "102 符号"]
    assert items(table, "subsystem", "number", "in_force_on", "nature") == [
        ("101", "GB/T 1-2001", "2001-10-01", "RECOMMENDED"),
        ("101", "GB 2-2001", "2001-10-01", "MANDATORY"),
        ("102", "GB/Z 3-2001", "2001-10", "GUIDANCE"),
    ]
    assert unknowns(table) == ["F1 编制人"]
    assert table.unmapped[0].nearest[:1] == ("drafting_bodies",)
    assert table.totals[0].stated == table.totals[0].counted == 3


def test_a_table_in_english(tmp_path: Path) -> None:
    path = tmp_path / "table.txt"
    text = (
        "No.\tCategory code\tCategory name\tStandard number\tTitle\tStatus\tPublished\tReplaces\n"
        "1\tA\tGeneral\tIEC 61836:2016\tSolar photovoltaic energy systems - Terms\tPublished\t1 Dec 2016\tIEC 61836:2007\n"
        "2\tA\tGeneral\tISO 9488:2022\tSolar energy - Vocabulary\tIn force\t2022-03\t\n"
        "3\tB\tMethods\tN/A\tHot spot endurance test\tUnder development\t\t\n"
        "Total\t\t\t3\t\t\t\t\n"
    )
    path.write_bytes(text.encode("utf-16"))
    table = table_of(path)

    assert [(one.code, one.title_en) for one in table.subsystems] == [("A", "General"), ("B", "Methods")]
    assert items(table, "subsystem", "number", "title_en", "status", "published_on", "replaces") == [
        (
            "A",
            "IEC 61836:2016",
            "Solar photovoltaic energy systems - Terms",
            "PUBLISHED",
            "2016-12-01",
            "IEC 61836:2007",
        ),
        ("A", "ISO 9488:2022", "Solar energy - Vocabulary", "PUBLISHED", "2022-03", ""),
        ("B", "", "Hot spot endurance test", "DRAFTING", "", ""),
    ]
    assert not table.unmapped


def test_a_sheet_a_state(tmp_path: Path) -> None:
    """Names of sheets that say a state are no subsystems."""
    book = new_book()
    head = ["序号", "领域", "标准编号", "标准名称"]
    sheet_of(
        book,
        "现行标准",
        [head, [1, "电池", "GB/T 1-2001", "甲"], [2, "组件", "GB/T 2-2001", "乙"], [3, "组件", "GB/T 3-2001", "丙"]],
    )
    sheet_of(
        book,
        "在研标准",
        [
            ["序号", "领域", "计划号", "项目名称"],
            [1, "电池", "20214567-T-469", "丁"],
            [2, "电池", "20214568-T-469", "戊"],
        ],
    )
    sheet_of(
        book,
        "拟制定标准",
        [["序号", "领域", "标准名称", "完成年限"], [1, "组件", "己", "2026"], [2, "组件", "庚", "2027"]],
    )
    table = table_of(saved(book, tmp_path))

    assert tree(table) == ["[1] 电池", "[2] 组件"]
    assert items(table, "subsystem", "title_zh", "status", "plan_number", "planned_on") == [
        ("1", "甲", "PUBLISHED", "", ""),
        ("2", "乙", "PUBLISHED", "", ""),
        ("2", "丙", "PUBLISHED", "", ""),
        ("1", "丁", "DRAFTING", "20214567-T-469", ""),
        ("1", "戊", "DRAFTING", "20214568-T-469", ""),
        ("2", "己", "PLANNED", "", "2026"),
        ("2", "庚", "PLANNED", "", "2027"),
    ]


def test_columns_that_are_ticked(tmp_path: Path) -> None:
    book = new_book()
    sheet = sheet_of(
        book,
        "清单",
        [
            ["编号", "体系类别", "标准名称", "标准号", "标准状态", None, None, "国标", "行标"],
            [None, None, None, None, "现行", "在研", "拟制订", None, None],
            ["1.1", "术语", "甲", "GB/T 1-2001", "√", None, None, "√", None],
            ["1.2", "术语", "乙", None, None, "√", None, None, "√"],
            ["1.3", "方法", "丙", None, None, None, "√", "√", None],
        ],
    )
    for area in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:G1", "H1:H2", "I1:I2"):
        sheet.merge_cells(area)
    table = table_of(saved(book, tmp_path))

    assert tree(table) == ["[1] 术语", "[2] 方法"]
    assert items(table, "subsystem", "item_number", "title_zh", "status", "level") == [
        ("1", "1.1", "甲", "PUBLISHED", "NATIONAL"),
        ("1", "1.2", "乙", "DRAFTING", "INDUSTRY"),
        ("2", "1.3", "丙", "PLANNED", "NATIONAL"),
    ]


def test_dates_as_they_are_shown(tmp_path: Path) -> None:
    """A workbook whose days count from 1904; a month shown without its day is a month."""
    book = new_book()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001
    sheet = sheet_of(
        book,
        "明细表",
        [
            ["标准号", "标准名称", "发布日期", "实施日期"],
            ["GB/T 1-2010", "甲", date(2010, 5, 1), date(2010, 11, 1)],
            ["GB/T 2-2010", "乙", date(2010, 5, 1), date(2011, 1, 1)],
            ["GB/T 3-2010", "丙", 38837, "05/13/2011"],
            ["GB/T 4-2010", "丁", "5/6/2010", "11-3-2"],
            ["GB/T 5-2010", "戊", "年底", "2010-13-01"],
        ],
    )
    sheet["C2"].number_format = "yyyy-mm-dd"
    sheet["C3"].number_format = 'yyyy"年"m"月"'
    sheet["D3"].number_format = 'yyyy"年"'
    table = table_of(saved(book, tmp_path))

    assert items(table, "published_on", "in_force_on") == [
        ("2010-05-01", "2010-11-01"),
        ("2010-05", "2011"),
        ("2010-05-01", "2011-05-13"),
        ("2010", "2011-03-02"),
        ("", ""),
    ]
    assert unknowns(table) == ["C6 年底", "D6 2010-13-01"]
    assert remarks(table) == [
        "C4 38837 was read as the serial day of 2010-05-01",
        "C5 '5/6/2010': day and month cannot be told apart, only the year was taken",
        "D5 '11-3-2': a year of two digits was read as 2011",
    ]


def test_rows_that_contradict_themselves_or_each_other(tmp_path: Path) -> None:
    book = new_book()
    sheet_of(
        book,
        "明细表",
        [
            ["序号", "子体系", "标准号", "标准名称", "级别", "状态", "发布日期", "实施日期", "代替标准", "被代替标准"],
            [1, "甲类", "GB/T 1-2001", "甲", "行标", "现行", "2001-1-1", "2000-1-1", "GB/T 1-2010", "GB/T 1-1990"],
            [2, "甲类", "GB/T 2-2001", None, None, "现行", None, None, "GB/T 2-2001", None],
            [3, "甲类", None, "无号", None, "现行", None, None, None, None],
            [4, "乙类", "GB/T 1-2001", "别名", None, "现行", None, None, None, None],
            [5, "乙类", "GB/T1-2001", "甲", None, "现行", None, None, None, None],
            [6, "乙类", "GB/T 1—2001", "甲", None, "现行", None, None, None, None],
            [7, "乙类", None, None, "国标", None, None, None, None, "x"],
            [8, "乙类", "GB/T 8-2001", "辛", None, "在研", "2001-1-1", None, None, "GB/T 8-2020"],
        ],
    )
    table = table_of(saved(book, tmp_path))

    assert rejections(table) == [
        "F4 published without a number (expected the number, or another status)",
        "5 duplicate number: first in sheet '明细表', row 2, with the title '甲'",
        "7 listed twice in one subsystem: first in sheet '明细表', row 6",
        "8 neither a number nor a title",
    ]
    assert remarks(table) == [
        "I2 its year contradicts the direction of the replacement: left out",
        "J2 its year contradicts the direction of the replacement: left out",
        "H2 before the publication, 2001-01-01: left out",
        "E2 industry contradicts the number GB/T 1-2001 (national): left out",
        "I3 replaces itself: left out",
        "F9 drafting contradicts the number and the dates: left out",
    ]
    assert items(table, "subsystem", "number", "level", "status", "in_force_on", "replaced_by") == [
        ("1", "GB/T 1-2001", "", "PUBLISHED", "", ""),
        ("1", "GB/T 2-2001", "", "PUBLISHED", "", ""),
        ("2", "GB/T 1-2001", "", "PUBLISHED", "", ""),
        ("2", "GB/T 8-2001", "", "", "", "GB/T 8-2020"),
    ]
