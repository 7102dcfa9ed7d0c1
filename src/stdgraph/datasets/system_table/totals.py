"""Totals that a table states, against its rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from stdgraph.datasets.system_table.findings import TableFindings
from stdgraph.datasets.system_table.headings import folded_heading
from stdgraph.datasets.system_table.outline import HeadingText
from stdgraph.datasets.system_table.place import CellPlace
from stdgraph.datasets.system_table.rows import ReadRow
from stdgraph.datasets.system_table.sheet import Sheet, SheetRow
from stdgraph.datasets.system_table.table import StatedTotal
from stdgraph.datasets.system_table.tree import TreeEntry

_WHOLE = frozenset(
    map(
        folded_heading,
        ("应有数", "应有", "数量", "标准数量", "标准数", "总数", "合计", "总计", "Planned number", "Total"),
    )
)
_SUM = frozenset(map(folded_heading, ("合计", "总计", "共计", "总数", "Total", "Sum")))


@dataclass(slots=True)
class RowCounts:
    """How many rows of items there are so far: in all, in the sheet, below the last heading or subtotal."""

    findings: TableFindings
    all: int = 0
    sheet: int = 0
    part: int = 0
    since: list[int] = field(default_factory=lambda: [0])

    _rows_of: dict[int, int] = field(default_factory=dict)
    _stated: list[tuple[TreeEntry, CellPlace, HeadingText]] = field(default_factory=list)

    def add(self, entry: TreeEntry | None) -> None:
        """One more row, of a subsystem and all that it is below."""
        while entry is not None:
            self._rows_of[id(entry)] = self._rows_of.get(id(entry), 0) + 1
            entry = entry.parent
        self.all += 1
        self.sheet += 1
        self.part += 1
        self.since[0] += 1

    def begin_sheet(self) -> None:
        """A new sheet."""
        self.sheet = self.part = self.since[0] = 0

    def begin_part(self, sheet: Sheet, read: ReadRow, entry: TreeEntry | None) -> None:
        """A new subsystem; a subtotal below several of them still counts all since the last one."""
        self.part = 0
        if entry is not None and read.heading is not None and read.heading.stated is not None:
            column = read.cell.column if read.cell else None
            self._stated.append((entry, CellPlace(sheet.name, read.row.number, column), read.heading))

    def compare_headings(self) -> None:
        """The figures of headings (术语（12项）) against the rows below them."""
        for entry, place, heading in self._stated:
            tell_total(self.findings, place, heading.title, heading.stated or 0, [self._rows_of.get(id(entry), 0)])

    def compare(self, sheet: Sheet, read: ReadRow) -> None:
        """A row of a total against the rows above it."""
        cell = read.cell
        place = CellPlace(sheet.name, read.row.number, cell.column if cell else None)
        label = " ".join(cell.text.split()) if cell else ""
        stated = read.total or 0
        possible = [self.part, self.since[0]] if read.partial else [self.sheet, self.all]
        tell_total(self.findings, place, label, stated, possible)
        if read.partial:
            self.part = self.since[0] = 0


def tell_total(findings: TableFindings, place: CellPlace, label: str, stated: int, possible: list[int]) -> None:
    """Record a total; one that fits none of the counts it can mean is noted."""
    counted = stated if stated in possible else possible[0]
    total = StatedTotal(place, label, stated, counted)
    findings.totals.append(total)
    if total.contradicts:
        findings.note(
            place, label, f"表中写 {stated} 项，实有 {counted} 行", f"it says {stated}, and there are {counted} rows"
        )


def compare_statistics(sheet: Sheet, rows: int, out_of_force: int, findings: TableFindings) -> None:
    """The sum of a sheet of statistics against all rows of the lists, or those without what is out of force."""
    columns = [cell for row in sheet.rows for cell in row.filled() if folded_heading(cell.text) in _WHOLE]
    for row in sheet.rows:
        first = next(iter(row.filled()), None)
        if first is None or folded_heading(first.text) not in _SUM:
            continue
        for heading in columns:
            stated = _figure(row, heading.column)
            if heading.row < row.number and heading.column != first.column and stated is not None:
                place = CellPlace(sheet.name, row.number, heading.column)
                tell_total(findings, place, f"{heading.text} {first.text}", stated, [rows, rows - out_of_force])
                return


def _figure(row: SheetRow, column: int) -> int | None:
    text = row.text(column)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
