"""Files are read by their content, under limits that hold before memory is spent."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stdgraph.datasets.system_table import Sheet, UnreadableTable, limits, read_workbook
from tests.datasets.system_table.books import items, new_book, saved, sheet_of, table_of, tree

FILES = Path(__file__).parent / "files"
_SHEET = "xl/worksheets/sheet1.xml"


def _error(path: Path) -> UnreadableTable:
    with pytest.raises(UnreadableTable) as raised:
        read_workbook(path)
    assert raised.value.message.zh
    assert raised.value.message.en in str(raised.value)
    return raised.value


def _file(folder: Path, content: bytes, name: str = "table.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _plain_book(folder: Path) -> Path:
    book = new_book()
    sheet_of(book, "明细表", [["标准号", "标准名称"], ["GB/T 1-2001", "甲"]])
    return saved(book, folder, "plain.xlsx")


def _with_part(folder: Path, part: str, content: bytes) -> Path:
    """A workbook with one of its parts replaced."""
    changed = io.BytesIO()
    with zipfile.ZipFile(_plain_book(folder)) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, content if name == part else source.read(name))
    return _file(folder, changed.getvalue())


def _with_rows(folder: Path, rows: str, after: str = "") -> Path:
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return _with_part(folder, _SHEET, f"{head}{rows}</sheetData>{after}</worksheet>".encode())


@pytest.mark.parametrize("name", ["small.xls", "small.ods"])
def test_old_excel_and_opendocument(name: str) -> None:
    table = table_of(FILES / name)
    assert table.title == "光伏标准体系"
    assert tree(table) == ["101 术语", "102 方法"]
    assert items(table, "subsystem", "number", "plan_number", "in_force_on", "status") == [
        ("101", "GB/T 2297-1989", "", "1990-01-01", "PUBLISHED"),
        ("101", "", "20214567-T-469", "", "DRAFTING"),
        ("102", "", "", "", "PLANNED"),
    ]
    assert [sheet.hidden for sheet in read_workbook(FILES / name)] == [False, True]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_tables_in_every_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [["标准号", "标准名称", "备注"], ["GB/T 1-2001", "甲、乙", '"引号"'], ["GB/T 2-2001", "丙", ""]]
    text = "\n".join(
        delimiter.join('"' + cell.replace('"', '""') + '"' if '"' in cell else cell for cell in row) for row in rows
    )
    (sheet,) = read_workbook(_file(tmp_path, text.encode(encoding), "table.dat"))
    assert [[row.text(column) for column in (1, 2, 3)] for row in sheet.rows] == rows


def test_what_a_format_says_of_a_cell(tmp_path: Path) -> None:
    """Numbers with zeros in front, months, merged ranges, indentation, groups, errors and formulas without a result."""
    book = new_book()
    sheet = sheet_of(book, "表", [[101, 1.1, date(2010, 5, 1), "合并", None], ["=1+1", True, "#N/A", None, None]])
    sheet["A1"].number_format = "0000"
    sheet["B1"].number_format = "0.00"
    sheet["C1"].number_format = "mmm-yy"
    sheet["C2"].data_type = "e"
    sheet.merge_cells("D1:E2")
    sheet.row_dimensions[2].outlineLevel = 2
    (read,) = read_workbook(saved(book, tmp_path))
    first, second = read.rows
    assert [first.text(column) for column in range(1, 6)] == ["0101", "1.10", "2010-05", "合并", "合并"]
    assert [cell.covered for cell in first.cells.values()] == [False, False, False, False, True]
    assert first.cells[4].span == (2, 2)
    assert [cell.address for cell in first.filled()] == ["A1", "B1", "C1", "D1"]
    assert second.outline == 2
    assert second.cells[1].error
    assert second.cells[1].formula
    assert second.text(2) == "TRUE"
    assert second.cells[3].error


def test_what_nobody_sees_is_left_out(tmp_path: Path) -> None:
    """Escaped line breaks of workbooks, signs of no width, and what keeps spreadsheets from changing a code."""
    book = new_book()
    sheet_of(book, "表", [["标准_x000D_\n号", "\u200bGB/T 1-2001\ufeff"]])
    (sheet,) = read_workbook(saved(book, tmp_path))
    assert [cell.text for cell in sheet.rows[0].cells.values()] == ["标准\n号", "GB/T 1-2001"]
    (sheet,) = read_workbook(_file(tmp_path, b"=\"0101\",'0102,'=1+1,it's\n", "table.csv"))
    assert [cell.text for cell in sheet.rows[0].cells.values()] == ["0101", "0102", "=1+1", "it's"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty file"),
        (b"\xef\xbb\xbf\n\n", "empty file"),
        (b"%PDF-1.7\n", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a web page"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>', "an XML spreadsheet of 2003"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "a Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "damaged"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
        (b"a,b\x00\x01,c\n" * 3, "control characters"),
        ("标准号,标准名称\n".encode("gbk") + b"\xff\xff\xff", "at byte"),
        (b"a,b\n\xff", "at byte"),
        (b" ,\n,, \n", "the table is empty"),
    ],
)
def test_what_is_no_table(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in str(_error(_file(tmp_path, content)))


def test_the_place_of_a_wrong_encoding(tmp_path: Path) -> None:
    content = "标准号,标准名称\nGB/T 1-2001,甲\n".encode() + b"GB/T 2-2001,\xff\xfe\n"
    error = _error(_file(tmp_path, content))
    assert error.place == "line 3"
    assert f"byte {len(content) - 2}" in str(error)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("word/document.xml", "DOCX"),
        ("ppt/presentation.xml", "presentation"),
        ("xl/workbook.bin", "XLSB"),
        ("a.txt", "archive"),
    ],
)
def test_archives_that_are_no_workbook(tmp_path: Path, part: str, said: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(part, "x")
    assert said in str(_error(_file(tmp_path, packed.getvalue())))


def _bomb(folder: Path) -> Path:
    return _with_part(folder, _SHEET, b" " * (64 << 20))


def _entities(folder: Path) -> Path:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return _with_part(folder, _SHEET, f'<!DOCTYPE x [<!ENTITY e0 "x">{lines}]><worksheet>&e11;</worksheet>'.encode())


def _wide(folder: Path) -> Path:
    return _with_rows(folder, '<row r="1"><c r="XFD1"><v>1</v></c></row>')


def _tall(folder: Path) -> Path:
    return _with_rows(folder, '<row r="1048576"><c r="A1048576"><v>1</v></c></row>')


def _long_cell(folder: Path) -> Path:
    return _with_rows(folder, f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 40_000}</t></is></c></row>')


def _deep(folder: Path) -> Path:
    return _with_rows(folder, "<x>" * 1000 + "</x>" * 1000)


def _torn(folder: Path) -> Path:
    content = _plain_book(folder).read_bytes()
    return _file(folder, content[: len(content) // 2])


def _not_well_formed(folder: Path) -> Path:
    return _with_part(folder, _SHEET, b"<worksheet><sheetData></worksheet>")


def _many_parts(folder: Path) -> Path:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for n in range(limits.PARTS + 1):
            archive.writestr(f"{n}", "")
    return _file(folder, packed.getvalue())


def _million_columns(folder: Path) -> Path:
    return _file(folder, b"," * 1_000_000 + b"x\n", "table.csv")


def _open_quote(folder: Path) -> Path:
    return _file(folder, b'a,b\n"' + b"x,y\n" * 300_000, "table.csv")


def _repeated_ods(folder: Path) -> Path:
    """OpenDocument says in a hundred characters that a row is repeated a million times."""
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="400"><text:p>x</text:p></table:table-cell>'
    names = " ".join(f'xmlns:{name}="urn:{name}"' for name in ("office", "table", "text"))
    rows = f'<table:table-row table:number-rows-repeated="150000">{cell}</table:table-row>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><table:table>{rows}</table:table></office:document-content>",
        )
    return _file(folder, packed.getvalue())


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_bomb, "expands to"),
        (_entities, "document type"),
        (_wide, "more than 500 columns"),
        (_tall, "more than 200000 rows"),
        (_long_cell, "characters in a cell"),
        (_deep, "levels of XML"),
        (_torn, "damaged"),
        (_not_well_formed, "damaged"),
        (_many_parts, "files in the archive"),
        (_million_columns, "more than 500 columns"),
        (_open_quote, "field larger"),
        (_repeated_ods, "more than 8000000 cells"),
    ],
)
def test_limits_hold_before_memory_is_spent(tmp_path: Path, make: Callable[[Path], Path], said: str) -> None:
    path = make(tmp_path)
    tracemalloc.start()
    try:
        assert said in str(_error(path))
        assert tracemalloc.get_traced_memory()[1] < 150 << 20
    finally:
        tracemalloc.stop()


def test_a_merged_range_over_the_whole_sheet_fills_what_is_there(tmp_path: Path) -> None:
    path = _with_rows(
        tmp_path,
        '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row><row r="3"><c r="B3"><v>1</v></c></row>',
        '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    )
    (sheet,) = read_workbook(path)
    assert [row.number for row in sheet.rows] == [1, 2, 3]


def test_more_cells_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CELLS", 3)
    assert _error(_plain_book(tmp_path)).place == "sheet '明细表', cell B2"


def test_more_rows_of_text_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS", 3)
    assert "more than 3 rows" in str(_error(_file(tmp_path, b"a,b\n" * 4, "table.csv")))


def test_a_larger_text_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TEXT", 3)
    assert "text table of more than" in str(_error(_file(tmp_path, b"a,b\n", "table.csv")))


def test_no_such_file(tmp_path: Path) -> None:
    assert "cannot read" in str(_error(tmp_path / "none.xlsx"))
    assert "not a regular file" in str(_error(tmp_path))


@settings(max_examples=150, deadline=None)
@given(
    content=st.binary(max_size=400),
    lead=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", "标准号,".encode()]),
)
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes, lead: bytes) -> None:
    path = _file(tmp_path_factory.getbasetemp(), lead + content)
    try:
        found: tuple[Sheet, ...] = read_workbook(path)
    except UnreadableTable as error:
        assert error.message.zh  # noqa: PT017
    else:
        assert any(sheet.rows for sheet in found)


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 6000), value=st.integers(0, 255))
@pytest.mark.parametrize("name", ["small.xls", "small.ods"])
def test_a_changed_byte_is_no_crash(tmp_path_factory: pytest.TempPathFactory, name: str, at: int, value: int) -> None:
    content = bytearray((FILES / name).read_bytes())
    content[at] = value
    try:
        read_workbook(_file(tmp_path_factory.getbasetemp(), bytes(content)))
    except UnreadableTable as error:
        assert error.message.en  # noqa: PT017
