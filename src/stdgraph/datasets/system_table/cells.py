"""Cells as they come from a file, collected under the limits: rows, columns, cells, characters of a cell, merged ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from stdgraph.datasets.system_table import limits
from stdgraph.datasets.system_table.cell_text import value_text
from stdgraph.datasets.system_table.place import CellPlace
from stdgraph.datasets.system_table.sheet import Cell, CellValue, Sheet, SheetRow, make_sheet
from stdgraph.datasets.system_table.unreadable import UnreadableTable, unreadable

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class CellFormat:
    """What the format of a cell says of its value and of the structure."""

    number_format: str = "General"
    indent: int = 0
    bold: bool = False


PLAIN = CellFormat()


@dataclass(slots=True)
class CellBudget:
    """How many cells the sheets of a file hold so far."""

    used: int = 0

    def spend(self, place: CellPlace) -> None:
        """Take note of one more cell. Raises UnreadableTable above the limit."""
        self.used += 1
        if self.used > limits.CELLS:
            raise _too_many(place, limits.CELLS, "单元格", "cells")


@dataclass(slots=True)
class SheetCells:
    """The cells of a sheet while it is read."""

    name: str
    budget: CellBudget
    hidden: bool = False
    epoch_1904: bool = False
    _rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    _outline: dict[int, int] = field(default_factory=dict)
    _hidden_rows: set[int] = field(default_factory=set)

    def add(
        self,
        row: int,
        column: int,
        value: CellValue,
        text: str | None = None,
        look: CellFormat = PLAIN,
        *,
        formula: bool = False,
        error: bool = False,
    ) -> None:
        """Add a cell that holds something. Raises UnreadableTable above a limit."""
        shown = cleaned(value_text(value) if text is None else text)
        if not shown.strip() and not error:
            return
        place = CellPlace(self.name, row, column)
        if row > limits.ROWS:
            raise _too_many(place, limits.ROWS, "行", "rows")
        if column > limits.COLUMNS:
            raise _too_many(place, limits.COLUMNS, "列", "columns")
        if len(shown) > limits.CELL:
            raise _too_many(place, limits.CELL, "字符（单元格内）", "characters in a cell")
        self.budget.spend(place)
        cell = Cell(row, column, value, shown, look.indent, look.bold, formula=formula, error=error)
        self._rows.setdefault(row, {})[column] = cell

    def set_row(self, row: int, *, outline: int = 0, hidden: bool = False) -> None:
        """Take note of the group of a row and of its being hidden."""
        if 0 < row <= limits.ROWS:
            if outline:
                self._outline[row] = outline
            if hidden:
                self._hidden_rows.add(row)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Let the first cell of a merged range fill the range, as far as the sheet holds anything."""
        first = self._rows.get(top, {}).get(left)
        if first is None or bottom < top or right < left or (bottom, right) == (top, left):
            return
        span = (bottom - top + 1, right - left + 1)
        self._rows[top][left] = replace(first, span=span)
        last = min(bottom, max(self._rows))
        for row in range(top, last + 1):
            cells = self._rows.setdefault(row, {})
            for column in range(left, min(right, limits.COLUMNS) + 1):
                if (row, column) != (top, left):
                    self.budget.spend(CellPlace(self.name, row, column))
                    cells[column] = replace(first, row=row, column=column, span=span, covered=True)

    def sheet(self) -> Sheet:
        """The sheet."""
        rows = tuple(
            SheetRow(
                number,
                dict(sorted(self._rows[number].items())),
                self._outline.get(number, 0),
                number in self._hidden_rows,
            )
            for number in sorted(self._rows)
        )
        return make_sheet(self.name, rows, hidden=self.hidden, epoch_1904=self.epoch_1904)


def cleaned(text: str) -> str:
    """A text without what nobody sees: control characters but line breaks and tabs, and signs of no width."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub("", _BREAKS.sub("\n", text))


def _too_many(place: CellPlace, most: int, zh: str, en: str) -> UnreadableTable:
    return unreadable(f"超过 {most} {zh}", f"more than {most} {en} (expected fewer)", str(place))
