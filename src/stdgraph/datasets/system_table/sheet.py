"""A sheet as it was read: its cells that hold something, with what their format says of the structure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

CellValue = str | int | float | bool | date | datetime | None


def column_name(column: int) -> str:
    """The letters of a column, counted from 1: ``A``, ``Z``, ``AA``."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_number(name: str) -> int:
    """The column that letters name, counted from 1. Raises ValueError for what is no column."""
    if not (0 < len(name) <= len("XFD") and name.isascii() and name.isalpha()):
        raise ValueError(f"invalid column {name!r}: expected letters such as A or AB")
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something, or that a merged range covers.

    ``text`` is what a reader sees: a month that is shown without its day is ``2010-05``, a code shown as ``0101`` keeps its zero.
    """

    row: int
    column: int
    value: CellValue
    text: str
    indent: int = 0
    bold: bool = False
    span: tuple[int, int] = (1, 1)
    """Rows and columns of the merged range that the cell begins or lies in."""
    covered: bool = False
    """Whether the cell lies in a merged range and repeats its first cell."""
    formula: bool = False
    error: bool = False

    @property
    def address(self) -> str:
        """``B7``."""
        return f"{column_name(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that holds something: its cells by column, from left to right."""

    number: int
    cells: Mapping[int, Cell]
    outline: int = 0
    """The level of the group that the row is in; 0 for none."""
    hidden: bool = False

    def text(self, column: int | None) -> str:
        """The text of a cell without blanks at its ends; empty for none."""
        cell = self.cells.get(column) if column is not None else None
        return cell.text.strip() if cell else ""

    def filled(self) -> tuple[Cell, ...]:
        """The cells with text, merged ranges once."""
        return tuple(
            cell for cell in self.cells.values() if cell.text.strip() and not (cell.covered and self._begins_left(cell))
        )

    def _begins_left(self, cell: Cell) -> bool:
        """Whether the merged range of a covered cell has another cell in this row to the left."""
        left = self.cells.get(cell.column - 1)
        return left is not None and left.span == cell.span and cell.span[1] > 1 and left.text == cell.text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its rows that hold something, in order."""

    name: str
    rows: tuple[SheetRow, ...]
    hidden: bool = False
    epoch_1904: bool = False
    """Whether serial days count from 1904, as workbooks of old Macintoshes do."""
    by_number: Mapping[int, SheetRow] = field(default_factory=dict, compare=False, repr=False)

    def row(self, number: int) -> SheetRow | None:
        """The row of a number; None where it holds nothing."""
        return self.by_number.get(number)


def make_sheet(name: str, rows: tuple[SheetRow, ...], *, hidden: bool = False, epoch_1904: bool = False) -> Sheet:
    """A sheet of these rows."""
    return Sheet(name, rows, hidden, epoch_1904, {row.number: row for row in rows})
