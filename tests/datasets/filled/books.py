"""Exported workbooks, filled in as people do: cell by cell, then saved by another program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

Filled = Mapping[str, object]


def head(sheet: Worksheet) -> dict[str, int]:
    """The headings of the first row, each with its column."""
    return {str(cell.value): cell.column for cell in sheet[1] if cell.value is not None}


def column(sheet: Worksheet, heading: str) -> list[Any]:
    """What stands below a heading."""
    at = head(sheet)[heading]
    return [sheet.cell(row, at).value for row in range(2, sheet.max_row + 1)]


def fill(path: Path, filled: Mapping[int, Filled], change: Callable[[Worksheet], None] | None = None) -> Path:
    """Write into cells, by row and heading, and save under another name."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    places = head(sheet)
    for row, cells in filled.items():
        for heading, value in cells.items():
            sheet.cell(row, places[heading]).value = value  # type: ignore[assignment]
    if change is not None:
        change(sheet)
    saved = path.with_name(f"filled-{path.name}")
    book.save(saved)
    return saved


def row_of(path: Path, heading: str, value: str) -> int:
    """The row in which a column holds a value."""
    sheet = load_workbook(path).worksheets[0]
    return column(sheet, heading).index(value) + 2
