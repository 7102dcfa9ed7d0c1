"""Workbooks for the tests, and tables in short words to compare."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from stdgraph.datasets.system_table import SystemTable, TableItem, read_workbook, recognise
from stdgraph.datasets.system_table.mapping_reading import read_mapping
from stdgraph.datasets.system_table.mapping_writing import write_mapping

Row = Sequence[str | float | bool | date | None]


def sheet_of(book: Workbook, name: str, rows: Sequence[Row]) -> Worksheet:
    """A sheet with these rows; a row of one text is merged over the width of the table."""
    sheet: Worksheet = book.create_sheet(name)
    width = max(map(len, rows))
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column, value)
        if len(row) == 1 and width > 1 and row[0] is not None:
            sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)
    return sheet


def new_book() -> Workbook:
    book = Workbook()
    del book["Sheet"]
    return book


def saved(book: Workbook, folder: Path, name: str = "table.xlsx") -> Path:
    path = folder / name
    book.save(path)
    return path


def table_of(path: Path) -> SystemTable:
    """What is recognised in a file; its mapping, saved, read and applied, yields the same."""
    sheets = read_workbook(path)
    table = recognise(sheets)
    mapping = read_mapping(write_mapping(table.mapping))
    assert mapping == table.mapping
    assert recognise(sheets, mapping) == table
    return table


def tree(table: SystemTable) -> list[str]:
    """Each subsystem as ``101 术语 < 1``; a code that is not printed in brackets."""
    return [
        f"{one.code if one.code_printed else f'[{one.code}]'} {one.title_zh or one.title_en or ''}"
        + (f" < {one.parent}" if one.parent else "")
        for one in table.subsystems
    ]


def items(table: SystemTable, *fields: str) -> list[tuple[str, ...]]:
    """Some fields of each item as texts, empty for none."""
    return [tuple(_text(item, field) for field in fields) for item in table.items]


def _text(item: TableItem, field: str) -> str:
    value = getattr(item, field)
    if field == "adopts":
        return ", ".join(f"{one.number} {one.degree or '-'}" for one in item.adopts)
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


def remarks(table: SystemTable) -> list[str]:
    return [f"{note.place.address} {note.text.en}" for note in table.notes]


def rejections(table: SystemTable) -> list[str]:
    return [f"{row.place.address} {row.reason.en}" for row in table.rejected]


def unknowns(table: SystemTable) -> list[str]:
    return [f"{one.place.address} {one.text}" for one in table.unmapped]
