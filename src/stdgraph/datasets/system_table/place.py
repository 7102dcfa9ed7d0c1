"""Where something is in a workbook."""

from __future__ import annotations

from typing import NamedTuple

from stdgraph.commands.outcomes import Message
from stdgraph.datasets.system_table.sheet import column_name


class CellPlace(NamedTuple):
    """A sheet and, counted from 1, a row and a column of it."""

    sheet: str
    row: int | None = None
    column: int | None = None

    @property
    def address(self) -> str:
        """``B7``, ``row 7`` as ``7``, ``B`` for a column, empty for the sheet."""
        return f"{column_name(self.column) if self.column else ''}{self.row or ''}"

    @property
    def column_letters(self) -> str | None:
        """``B``; None where no column is meant."""
        return column_name(self.column) if self.column else None

    @property
    def words(self) -> Message:
        """The place as messages name it."""
        zh, en = [f"工作表“{self.sheet}”"], [f"sheet {self.sheet!r}"]
        if self.row and self.column:
            zh.append(f"单元格 {self.address}")
            en.append(f"cell {self.address}")
        elif self.row:
            zh.append(f"第 {self.row} 行")
            en.append(f"row {self.row}")
        elif self.column:
            zh.append(f"{self.column_letters} 列")
            en.append(f"column {self.column_letters}")
        return Message("，".join(zh), ", ".join(en))

    def __str__(self) -> str:
        return self.words.en
