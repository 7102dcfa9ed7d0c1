"""Reads XLS and ODS with python-calamine, which lays each sheet out as a rectangle: how large is looked at before."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zlib import error as ZlibError  # noqa: N812

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from stdgraph.datasets.system_table import limits
from stdgraph.datasets.system_table.cells import CellBudget, SheetCells
from stdgraph.datasets.system_table.content import corrupt
from stdgraph.datasets.system_table.sheet import CellValue, Sheet
from stdgraph.datasets.system_table.unreadable import unreadable
from stdgraph.datasets.system_table.xml_parts import local, read_part


def read_xls(path: Path) -> tuple[Sheet, ...]:
    """The sheets of an XLS workbook, whose format ends at 65,536 rows of 256 columns. Raises UnreadableTable."""
    return _read(path)


def read_ods(path: Path) -> tuple[Sheet, ...]:
    """The sheets of an OpenDocument spreadsheet. Raises UnreadableTable."""
    try:
        with zipfile.ZipFile(path) as archive:
            read_part(archive, "content.xml", _AreaGuard())
    except (zipfile.BadZipFile, OSError, EOFError, KeyError, NotImplementedError, RuntimeError, ZlibError) as error:
        raise corrupt(error) from None
    return _read(path)


def _read(path: Path) -> tuple[Sheet, ...]:
    try:
        book = CalamineWorkbook.from_path(path)
    except PasswordError as error:
        raise corrupt(error) from None
    except (CalamineError, OSError, ValueError) as error:
        raise corrupt(error) from None
    except BaseException as error:  # a panic of the library is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise corrupt(ValueError("unexpected content")) from None
    with book:
        if len(book.sheet_names) > limits.SHEETS:
            raise unreadable(f"超过 {limits.SHEETS} 个工作表", f"more than {limits.SHEETS} sheets (expected fewer)")
        budget = CellBudget()
        return tuple(
            _sheet(book, about.name, hidden=about.visible is not SheetVisibleEnum.Visible, budget=budget)
            for about in book.sheets_metadata
        )


def _sheet(book: CalamineWorkbook, name: str, *, hidden: bool, budget: CellBudget) -> Sheet:
    cells = SheetCells(name, budget, hidden)
    try:
        sheet = book.get_sheet_by_name(name)
        top, left = sheet.start or (0, 0)
        for row, values in enumerate(sheet.iter_rows()):
            for column, value in enumerate(values):
                if value != "":
                    cells.add(row + 1 + top, column + 1 + left, _value(value))
        for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or ():
            cells.merge(first_row + 1, first_column + 1, last_row + 1, last_column + 1)
    except CalamineError as error:
        raise corrupt(error) from None
    return cells.sheet()


def _value(value: str | float | bool | date | datetime | time | timedelta) -> CellValue:
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, time | timedelta):
        return str(value)
    return value


@dataclass(slots=True)
class _AreaGuard:
    """Measures the rectangle of every sheet of an OpenDocument spreadsheet, repeated rows and cells counted. OpenDocument 1.3, part 3, 9."""

    _row: int = 0
    _column: int = 0
    _repeat_row: int = 1
    _repeat: int = 1
    _last_row: int = 0
    _last_column: int = 0
    _filled: bool = False
    _row_filled: int = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table":
            self._row = self._last_row = self._last_column = 0
        elif name == "table-row":
            self._repeat_row = _count(local(attributes, "number-rows-repeated"))
            self._column = self._row_filled = 0
        elif name in ("table-cell", "covered-table-cell"):
            self._repeat = _count(local(attributes, "number-columns-repeated"))
            self._filled = local(attributes, "value-type") is not None

    def end(self, name: str) -> None:
        if name in ("table-cell", "covered-table-cell"):
            self._column += self._repeat
            if self._filled:
                self._row_filled = self._column
            self._filled = False
        elif name == "table-row":
            self._row += self._repeat_row
            if self._row_filled:
                self._last_row = self._row
                self._last_column = max(self._last_column, self._row_filled)
                self._check()

    def text(self, text: str) -> None:
        if text.strip():
            self._filled = True

    def _check(self) -> None:
        for found, most, zh, en in (
            (self._last_row, limits.ROWS, "行", "rows"),
            (self._last_column, limits.COLUMNS, "列", "columns"),
            (self._last_row * self._last_column, limits.AREA, "单元格", "cells"),
        ):
            if found > most:
                raise unreadable(f"超过 {most} {zh}", f"more than {most} {en} (expected fewer)", "content.xml")


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 1
