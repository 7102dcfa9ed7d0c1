"""Reads a sheet whose rows are subsystems."""

from __future__ import annotations

from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.findings import TableFindings
from stdgraph.datasets.system_table.mapping import SheetMapping, SubsystemSource
from stdgraph.datasets.system_table.place import CellPlace
from stdgraph.datasets.system_table.rows import RowKind
from stdgraph.datasets.system_table.sheet import Sheet, SheetRow
from stdgraph.datasets.system_table.sheet_rows import field_columns, read_rows
from stdgraph.datasets.system_table.subsystems import SubsystemReader
from stdgraph.datasets.system_table.table import SkippedRow
from stdgraph.datasets.system_table.tree import SubsystemTree, TreeEntry
from stdgraph.datasets.system_table.words import is_empty

F = TableField


def read_tree_sheet(sheet: Sheet, draft: SheetMapping, tree: SubsystemTree, findings: TableFindings) -> None:
    """Add the subsystems of a sheet to the tree."""
    columns = field_columns(draft)
    where = SubsystemReader(
        sheet, SheetMapping(columns=draft.columns, subsystems=(SubsystemSource.COLUMNS,)), columns, tree
    )
    for read in read_rows(sheet, draft, hierarchy=False):
        if read.kind is not RowKind.ITEM:
            findings.skipped.append(SkippedRow(CellPlace(sheet.name, read.row.number), read.kind.value))
            continue
        entry = where.of(read.row, None)
        if entry is None:
            text = " ".join(cell.text for cell in read.row.filled())
            findings.reject(
                CellPlace(sheet.name, read.row.number), text, "既无代码，也无名称", "neither a code nor a title"
            )
            continue
        english = read.row.text(columns.get(F.SUBSYSTEM_TITLE_EN))
        if english and not is_empty(english) and entry.title_en is None:
            entry.title_en = " ".join(english.split())
        _set_parent(sheet, read.row, columns.get(F.SUBSYSTEM_PARENT), entry, tree, findings)


def _set_parent(
    sheet: Sheet, row: SheetRow, column: int | None, entry: TreeEntry, tree: SubsystemTree, findings: TableFindings
) -> None:
    text = row.text(column)
    if not text or is_empty(text):
        return
    parent = tree.find(text) or tree.find_title(text)
    place = CellPlace(sheet.name, row.number, column)
    if parent is None or _is_within(parent, entry):
        findings.unknown_value(place, text, F.SUBSYSTEM_PARENT)
    elif entry.parent is not parent:
        entry.parent = parent


def _is_within(entry: TreeEntry | None, other: TreeEntry) -> bool:
    """Whether an entry is another one or below it."""
    while entry is not None:
        if entry is other:
            return True
        entry = entry.parent
    return False
