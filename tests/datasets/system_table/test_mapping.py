"""The mapping that a person edits: written with what was not understood, read with errors that name the line, followed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.datasets.system_table import (
    ColumnMapping,
    InvalidMapping,
    RowRole,
    SheetMapping,
    SheetRole,
    SubsystemSource,
    SystemTable,
    TableField,
    TableMapping,
    read_mapping,
    read_workbook,
    recognise,
    write_mapping,
)
from stdgraph.datasets.system_table.words import WORD_FIELDS, meaning
from stdgraph.domain.vocabulary import Level
from tests.datasets.system_table.books import items, new_book, remarks, saved, sheet_of, tree, unknowns

ROWS: list[list[str | float | None]] = [
    ["序号", "分组", "标准号", "标准名称", "编制人", "状态"],
    [1, "术语", "GB/T 1-2001", "甲", "张", "现行"],
    [2, "术语", None, "乙", "李", "待批"],
    [3, "方法", None, "丙", "王", "暂缓"],
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    book = new_book()
    sheet_of(book, "清单", ROWS)
    sheet_of(book, "旧", ROWS)
    return saved(book, tmp_path)


def _edited(path: Path, *changes: tuple[str, str]) -> SystemTable:
    """The table by the mapping that was told of it, after these replacements in its text."""
    sheets = read_workbook(path)
    text = write_mapping(recognise(sheets).mapping)
    for pattern, other in changes:
        text, count = re.subn(pattern, other, text)
        assert count, pattern
    return recognise(sheets, read_mapping(text))


def test_what_was_not_understood_stands_out(path: Path) -> None:
    table = recognise(read_workbook(path))
    assert unknowns(table) == ["B1 分组", "E1 编制人", "F3 待批", "F4 暂缓"] * 2
    text = write_mapping(table.mapping)
    assert 'E: {heading: 编制人, field: "?"}  # 未识别 / not understood: drafting_bodies?' in text
    assert re.search(r'^    待批: "\?"  # 未识别 / not understood: 待批准', text, re.MULTILINE)
    assert "#   number: 标准号 / Standard number" in text


def test_a_person_completes_it(path: Path) -> None:
    """A column is assigned, which tells the subsystems, another ignored, a sheet left out, words are told, one of them by a stage."""
    table = _edited(
        path,
        (r"B: \{heading: 分组, field: \"\?\"\}", "B: 子体系"),
        (r"E: \{heading: 编制人, field: \"\?\"\}", "E: ignore"),
        (r"旧:\n    role: items", "旧:\n    role: ignored"),
        (r"待批: \"\?\"", "待批: 50.00"),
        (r"暂缓: \"\?\"", "暂缓: ignore"),
    )
    assert tree(table) == ["[1] 术语", "[2] 方法"]
    assert items(table, "subsystem", "title_zh", "status", "stage") == [
        ("1", "甲", "PUBLISHED", "60.60"),
        ("1", "乙", "DRAFTING", "50.00"),
        ("2", "丙", "", ""),
    ]
    assert not table.unmapped


def test_the_header_and_single_rows_are_told(tmp_path: Path) -> None:
    book = new_book()
    sheet_of(
        book,
        "清单",
        [["甲", "乙"], ["x", "y"], ["GB/T 1-2001", "标题"], ["GB/T 2-2001", "不要"], ["术语", None], [None, "待补"]],
    )
    sheets = read_workbook(saved(book, tmp_path))
    assert not recognise(sheets).items
    text = (
        "sheets:\n  清单:\n    role: items\n    header_row: 2\n    columns: {A: 标准号, B: 名称}\n    subsystems: [heading rows]\n"
        "    rows: {4: ignored, 5: heading, 6: item}\nwords:\n"
    )
    table = recognise(sheets, read_mapping(text))
    assert items(table, "subsystem", "number", "title_zh") == [("", "GB/T 1-2001", "标题"), ("1", "", "待补")]
    assert tree(table) == ["[1] 术语"]
    assert table.mapping.sheets["清单"].columns == {
        "A": ColumnMapping("x", TableField.NUMBER),
        "B": ColumnMapping("y", TableField.TITLE_ZH),
    }


def test_a_heading_that_has_moved_is_noted(path: Path) -> None:
    table = _edited(path, (r"heading: 标准名称", "heading: 标准名"))
    assert "D1 the mapping has '标准名' for this heading" in remarks(table)


def test_a_single_sheet_may_have_another_name(tmp_path: Path) -> None:
    first, second = tmp_path / "2024.csv", tmp_path / "2025.csv"
    for file in (first, second):
        file.write_text("标准号,分组\nGB/T 1-2001,甲\n", encoding="utf-8")
    mapping = read_mapping(
        "sheets:\n  '2024':\n    role: items\n    header_row: 1\n    columns: {A: number, B: title_zh}\n"
    )
    assert items(recognise(read_workbook(second), mapping), "title_zh") == [("甲",)]


def test_a_sheet_that_there_is_not(path: Path) -> None:
    with pytest.raises(InvalidMapping, match=r"unknown '清 单'.*nearest: 清单"):
        recognise(read_workbook(path), read_mapping("sheets: {清 单: {role: items}, 旧: {role: ignored}}"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "sheets:\n  x:\n    columns:\n      B: numbr\n",
            r"line 4, sheets\.x\.columns\.B: unknown 'numbr' .*nearest: number",
        ),
        ("sheets:\n  x:\n    columns:\n      B1: number\n", r"line 4, sheets\.x\.columns\.B1: invalid column 'B1'"),
        ("sheets:\n  x:\n    columns:\n      B: {heading: x}\n", r"line 4, .*field is missing"),
        ("sheets:\n  x:\n    columns:\n      B: {feld: number}\n", r"line 4, .*unknown 'feld' .*nearest: field"),
        ("sheets:\n  x: {role: itms}", r"line 2, sheets\.x\.role: unknown 'itms' .*nearest: items"),
        ("sheets:\n  x: {rolle: items}", r"line 2, sheets\.x: unknown 'rolle' .*nearest: role"),
        ("sheets:\n  x: {header_row: 0}", r"line 2, sheets\.x\.header_row: expected a whole number from 1 to"),
        ("sheets:\n  x: {header_row: [1]}", r"line 2, sheets\.x\.header_row: expected a text"),
        ("sheets:\n  x: {subsystems: {a: b}}", r"line 2, sheets\.x\.subsystems: expected a list"),
        ("sheets:\n  x: {subsystems: [column]}", r"line 2, .*unknown 'column' .*nearest: columns"),
        ("sheets:\n  x: {rows: {a: item}}", r"line 2, .*invalid row 'a'"),
        ("sheets:\n  x: {status: NOW}", r"line 2, sheets\.x\.status: invalid state 'NOW'"),
        ("sheets: x", "line 1, sheets: expected keys with values"),
        ("sheet: {}", r"unknown 'sheet' .*nearest: sheets"),
        ("words:\n  status:\n    待批: 55.00\n", r"line 3, words\.status\.待批: invalid stage '55\.00'"),
        ("words:\n  level: {省标: LOCL}\n", r"line 2, words\.level\.省标: unknown 'LOCL'.*nearest: LOCAL"),
        ("words:\n  colour: {a: b}\n", r"line 2, words: unknown 'colour'"),
        ("a: &x 1\nsheets: *x", "line 2: a YAML alias"),
        ("sheets: {a: {}, a: {}}", "duplicate key 'a'"),
        ("sheets: [", "invalid YAML"),
        ("? [a]\n: b", "expected a text as a key"),
        ("[" * 500, "more than 20 levels"),
        ("[" * 50_000, "levels|nesting"),
        ("#" * (1 << 21), "more than 1048576 characters"),
    ],
)
def test_errors_name_the_line_and_what_is_accepted(text: str, said: str) -> None:
    with pytest.raises(InvalidMapping, match=said) as raised:
        read_mapping(text)
    assert raised.value.message.zh


@pytest.mark.parametrize("text", ["", "# nothing\n", "sheets:\nwords:\n", "sheets: {}\nwords: ~\n"])
def test_an_empty_mapping_says_nothing(text: str) -> None:
    assert read_mapping(text) == TableMapping()


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12) | st.sampled_from(
    ["no", "1", "~", "a: b", "#", "\x85", "\u2028", "x\ny"]
)
COLUMNS = st.builds(ColumnMapping, NAMES, st.sampled_from(list(TableField))) | st.builds(
    ColumnMapping, NAMES, st.none(), st.booleans()
)
SHEETS = st.builds(
    SheetMapping,
    role=st.none() | st.sampled_from(SheetRole),
    header_row=st.none() | st.integers(1, 200),
    header_rows=st.none() | st.integers(1, 3),
    columns=st.none() | st.dictionaries(st.sampled_from(["A", "B", "AA", "N", "Y"]), COLUMNS, max_size=4),
    subsystems=st.none() | st.lists(st.sampled_from(SubsystemSource), unique=True).map(tuple),
    status=st.none() | st.sampled_from(["PUBLISHED . .", "DRAFTING . 30.00"]),
    rows=st.dictionaries(st.integers(1, 999), st.sampled_from(RowRole), max_size=3),
)
CODES = {
    TableField.STATUS: "现行",
    TableField.STAGE: "起草",
    TableField.LEVEL: "国标",
    TableField.NATURE: "强制",
    TableField.ADOPTION_DEGREE: "IDT",
}
WORDS = st.dictionaries(
    st.sampled_from(WORD_FIELDS[:-1]).filter(lambda field: field in CODES),
    st.dictionaries(NAMES, st.sampled_from(["?", "code", None]), max_size=3),
    max_size=3,
).map(
    lambda found: {
        field: {word: meaning(field, CODES[field]) if code == "code" else code for word, code in words.items()}
        for field, words in found.items()
    }
)


@given(mapping=st.builds(TableMapping, sheets=st.dictionaries(NAMES, SHEETS, max_size=3), words=WORDS))
def test_a_mapping_that_is_written_is_read_back(mapping: TableMapping) -> None:
    assert read_mapping(write_mapping(mapping)) == mapping


@given(text=st.text(max_size=80))
def test_any_text_is_a_mapping_or_refused(text: str) -> None:
    try:
        read_mapping(text)
    except InvalidMapping as error:
        assert error.message.zh  # noqa: PT017


@pytest.mark.parametrize(
    ("field", "said", "code"),
    [
        ("level", "LOCAL", "LOCAL"),
        ("level", "地方标准", "LOCAL"),
        ("宜定级别", "企标", "ENTERPRISE"),
        ("status", "报批稿", "DRAFTING . 50.00"),
        ("status", "50.00", "DRAFTING . 50.00"),
        ("nature", "强制", "MANDATORY"),
    ],
)
def test_a_word_may_be_told_by_a_usual_one(field: str, said: str, code: str) -> None:
    """A person need not know the codes, which stand in the file all the same."""
    assert next(iter(read_mapping(f"words:\n  {field}:\n    某: {said}\n").words.values())) == {"某": code}
    head = write_mapping(TableMapping())
    assert f"#   level: {', '.join(Level)}" in head


def test_a_word_that_is_no_code_is_told_with_those_there_are() -> None:
    with pytest.raises(InvalidMapping) as told:
        read_mapping("words:\n  level:\n    某: 天上标准\n")
    assert told.value.message.zh.startswith("“天上标准”无效：应为 NATIONAL, INDUSTRY, LOCAL")
    assert "expected one of NATIONAL" in told.value.message.en
