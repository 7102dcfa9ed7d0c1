"""Whatever a sheet holds: every row is accounted for, nothing is invented, and the mapping that is told yields the same again."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from stdgraph.datasets.system_table import Cell, Sheet, SheetRole, TableField, read_mapping, recognise, write_mapping
from stdgraph.datasets.system_table.headings import HEADINGS
from stdgraph.datasets.system_table.sheet import SheetRow, make_sheet

WORDS = st.sampled_from(
    [
        *(
            "",
            "/",
            "无",
            "1",
            "2",
            "3",
            "1.1",
            "101",
            "A",
            "一",
            "（一）",
            "一、基础",
            "1 基础",
            "101 术语",
            "基础（3项）",
            "合计",
            "小计",
            "共3项",
        ),
        *(
            "GB/T 1-2001",
            "GB/T 2—2001",
            "GB/T XXXX-20XX",
            "20214567-T-469",
            "IEC 1:2000, IDT",
            "甲",
            "乙\nSecond",
            "Title of it",
        ),
        *(
            "现行",
            "在研",
            "拟制订",
            "作废",
            "待批",
            "√",
            "国标",
            "行标",
            "2010/5/1",
            "2010.5",
            "40299",
            "注：说明",
            "现行标准",
            "标准号",
            "标准名称",
            "序号",
        ),
    ]
)
HEADS = st.lists(
    st.sampled_from([heading.zh for heading in HEADINGS.values()] + ["编号", "领域", "现行", "编制人"]),
    min_size=2,
    max_size=8,
)


@st.composite
def _sheets(draw: st.DrawFn, name: str) -> Sheet:
    head = draw(HEADS)
    lines = [head, *draw(st.lists(st.lists(WORDS, min_size=1, max_size=len(head)), max_size=14))]
    rows = []
    for number, line in enumerate(lines, 1):
        indent = draw(st.integers(0, 1))
        cells = {
            column: Cell(number, column, text, text, indent=indent, bold=draw(st.booleans()))
            for column, text in enumerate(line, 1)
            if text
        }
        if cells:
            rows.append(SheetRow(number, cells))
    return make_sheet(name, tuple(rows))


@settings(max_examples=120, deadline=None)
@given(
    sheets=st.tuples(_sheets("明细表"))
    | st.tuples(_sheets("01 基础"), _sheets("02 方法"))
    | st.tuples(_sheets("体系结构"), _sheets("明细表"))
)
def test_every_row_is_accounted_for(sheets: tuple[Sheet, ...]) -> None:
    table = recognise(sheets)
    told = Counter(
        (place.sheet, place.row)
        for group in (table.items, table.rejected, table.totals, table.skipped)
        for place in {(one.place.sheet, one.place.row): one.place for one in group}.values()
    )
    for sheet in sheets:
        draft = table.mapping.sheets[sheet.name]
        if draft.role is not SheetRole.ITEMS:
            continue
        below = {row.number for row in sheet.rows if row.number >= (draft.header_row or 0) + (draft.header_rows or 0)}
        missing = {row for row in below if (sheet.name, row) not in told}
        assert not missing

    codes = [one.code for one in table.subsystems]
    assert len({code.upper() for code in codes}) == len(codes)
    known: set[str | None] = {None}
    for one in table.subsystems:
        assert one.parent in known  # after its parent
        known.add(one.code)
    assert {item.subsystem for item in table.items} <= known
    assert len({item.place for item in table.items}) == len(table.items)
    printed = "".join(cell.text for sheet in sheets for row in sheet.rows for cell in row.cells.values())
    for item in table.items:
        assert item.number or item.plan_number or item.title_zh or item.title_en
        assert all(
            text is None or text.split()[0] in printed for text in (item.title_zh, item.title_en, item.committee)
        )

    mapping = read_mapping(write_mapping(table.mapping))
    assert mapping == table.mapping
    assert recognise(sheets, mapping) == table


@settings(max_examples=50, deadline=None)
@given(
    sheet=_sheets("表"),
    fields=st.lists(st.sampled_from(list(TableField)), min_size=1, max_size=8),
    header=st.integers(1, 20),
)
def test_a_mapping_that_a_person_gives_is_followed(sheet: Sheet, fields: list[TableField], header: int) -> None:
    columns = "".join(f"      {chr(ord('A') + n)}: {field.value}\n" for n, field in enumerate(dict.fromkeys(fields)))
    mapping = read_mapping(f"sheets:\n  表:\n    role: items\n    header_row: {header}\n    columns:\n{columns}")
    table = recognise((sheet,), mapping)
    used = table.mapping.sheets["表"]
    assert used.header_row == header
    assert {column.field for column in (used.columns or {}).values()} == set(fields)
    assert all((item.place.row or 0) > header for item in table.items)
