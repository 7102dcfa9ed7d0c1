"""The values of one row, by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stdgraph.datasets.system_table.cell_dates import read_date
from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.findings import TableFindings
from stdgraph.datasets.system_table.place import CellPlace
from stdgraph.datasets.system_table.sheet import Cell, Sheet, SheetRow
from stdgraph.datasets.system_table.words import is_empty, meaning
from stdgraph.domain.dates import PartialDate


@dataclass(frozen=True, slots=True)
class ItemValues:
    """A row of a list with the columns of its sheet. What is read from it is noted and reported where it must be."""

    sheet: Sheet
    row: SheetRow
    columns: Mapping[TableField, int]
    findings: TableFindings

    def place(self, field: TableField | None = None) -> CellPlace:
        """The place of a field's cell, or of the row."""
        return CellPlace(self.sheet.name, self.row.number, self.columns.get(field) if field else None)

    def cell(self, field: TableField) -> Cell | None:
        """The cell of a field; None where it says nothing."""
        found = self.row.cells.get(self.columns[field]) if field in self.columns else None
        if found is None or is_empty(found.text) or found.error:
            if found is not None and found.error:
                self._note_error(found)
            return None
        if found.formula and not found.covered:
            self.findings.note_once(
                self.place(field), found.text, "公式：采用已存的计算结果", "a formula: the stored result was used"
            )
        return found

    def text(self, field: TableField) -> str | None:
        """The text of a field, line breaks as blanks; None for none."""
        found = self.cell(field)
        return " ".join(found.text.splitlines()).strip() or None if found else None

    def lines(self, field: TableField) -> str | None:
        """The text of a field with its line breaks; None for none."""
        found = self.cell(field)
        return "\n".join(line.rstrip() for line in found.text.strip().splitlines()) if found else None

    def word(self, field: TableField) -> str | None:
        """The code that the word of a field means; None for none and for one that is not known, which is reported."""
        text = self.text(field)
        return self.findings.word(self.place(field), text, field) if text else None

    def date(self, field: TableField) -> PartialDate | None:
        """The date of a field; None for none and for a text that is no date, which is reported."""
        found = self.cell(field)
        if found is None:
            return None
        try:
            stated = read_date(found, epoch_1904=self.sheet.epoch_1904)
        except ValueError:
            if meaning(TableField.STATUS, found.text) is None:
                self.findings.unknown_value(self.place(field), found.text, field)
            return None
        if stated.remark:
            self.findings.note(self.place(field), found.text, stated.remark.zh, stated.remark.en)
        return stated.date

    def _note_error(self, cell: Cell) -> None:
        place = CellPlace(self.sheet.name, cell.row, cell.column)
        if cell.text.strip():
            self.findings.note(place, cell.text, "公式出错，未采用", "an error of a formula was left out")
        else:
            self.findings.note(
                place, None, "公式没有已存的计算结果，未采用", "a formula without a stored result was left out"
            )
