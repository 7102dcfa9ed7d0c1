"""Recognises the table of a standards system in the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from stdgraph.datasets.system_table.duplicates import ListedItems
from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.findings import TableFindings
from stdgraph.datasets.system_table.header import SEARCHED, header_at
from stdgraph.datasets.system_table.headings import folded_heading, is_figure_heading
from stdgraph.datasets.system_table.item_values import ItemValues
from stdgraph.datasets.system_table.items import ItemReader
from stdgraph.datasets.system_table.layout import complete_mapping
from stdgraph.datasets.system_table.mapping import SheetRole, TableMapping
from stdgraph.datasets.system_table.place import CellPlace
from stdgraph.datasets.system_table.rows import ReadRow, RowKind
from stdgraph.datasets.system_table.sheet import Sheet, column_number
from stdgraph.datasets.system_table.sheet_rows import field_columns, read_rows
from stdgraph.datasets.system_table.states_of_names import state_of_name
from stdgraph.datasets.system_table.subsystems import SubsystemReader
from stdgraph.datasets.system_table.table import SkippedRow, SystemTable, TableItem
from stdgraph.datasets.system_table.titles import title_of
from stdgraph.datasets.system_table.totals import RowCounts, compare_statistics
from stdgraph.datasets.system_table.tree import SubsystemTree, TreeEntry
from stdgraph.datasets.system_table.tree_sheet import read_tree_sheet
from stdgraph.domain.vocabulary import Standing, Status


def recognise(sheets: Sequence[Sheet], mapping: TableMapping | None = None) -> SystemTable:
    """The system's tree and items, and what was not understood. What the mapping does not say is recognised; the result holds it in full."""
    effective = complete_mapping(sheets, mapping or TableMapping())
    reading = _Reading(effective)
    for sheet in sheets:
        if effective.sheets[sheet.name].role is SheetRole.SUBSYSTEMS:
            reading.tell_unknown_headings(sheet)
            read_tree_sheet(sheet, effective.sheets[sheet.name], reading.tree, reading.findings)
    for sheet in sheets:
        if effective.sheets[sheet.name].role is SheetRole.ITEMS:
            reading.tell_unknown_headings(sheet)
            reading.read_list(sheet)
    for sheet in sheets:
        if effective.sheets[sheet.name].role is SheetRole.STATISTICS:
            compare_statistics(sheet, reading.counts.all, reading.out_of_force(), reading.findings)
    reading.counts.compare_headings()
    if not any(draft.role is SheetRole.ITEMS for draft in effective.sheets.values()):
        reading.tell_no_list(sheets)
    return reading.table(title_of(sheets, effective.sheets))


@dataclass(slots=True)
class _Reading:
    """A table while it is read."""

    mapping: TableMapping
    tree: SubsystemTree = field(default_factory=SubsystemTree)
    findings: TableFindings = field(init=False)
    counts: RowCounts = field(init=False)
    _items: list[tuple[TableItem, TreeEntry | None]] = field(default_factory=list)
    _listed: ListedItems = field(init=False)

    def __post_init__(self) -> None:
        self.findings = TableFindings(self.mapping)
        self.counts = RowCounts(self.findings)
        self._listed = ListedItems(self.findings)

    def tell_unknown_headings(self, sheet: Sheet) -> None:
        draft = self.mapping.sheets[sheet.name]
        found = header_at(sheet, draft.header_row or 1, draft.header_rows or 1).headings
        for letters, column in (draft.columns or {}).items():
            actual = found.get(column_number(letters), "")
            if column.heading and folded_heading(actual) != folded_heading(column.heading):
                place = CellPlace(sheet.name, draft.header_row, column_number(letters))
                self.findings.note(
                    place,
                    actual,
                    f"表头与对照文件中的“{column.heading}”不同",
                    f"the mapping has {column.heading!r} for this heading",
                )
            is_figure = draft.role is SheetRole.SUBSYSTEMS and is_figure_heading(column.heading)
            if column.field is None and not column.ignored and not is_figure:
                place = CellPlace(sheet.name, draft.header_row, column_number(letters))
                self.findings.unknown_heading(place, column.heading)

    def tell_no_list(self, sheets: Sequence[Sheet]) -> None:
        """Say of each sheet that is seen what its fullest row near the top holds: most likely a header that is not understood."""
        for sheet in sheets:
            top = [row for row in sheet.rows if row.number <= SEARCHED]
            if sheet.hidden or not top or self.mapping.sheets[sheet.name].role is not SheetRole.IGNORED:
                continue
            place = CellPlace(sheet.name)
            zh = f"前 {SEARCHED} 行中没有识别出表头：应有“标准名称”或“标准号”等至少两列"
            en = f"no header in the first {SEARCHED} rows (expected at least two headings, such as 标准名称 or 标准号)"
            self.findings.note(place, None, zh, en)
            for cell in max(top, key=lambda row: len(row.filled())).filled():
                self.findings.unknown_heading(CellPlace(sheet.name, cell.row, cell.column), cell.text)

    def read_list(self, sheet: Sheet) -> None:
        draft = self.mapping.sheets[sheet.name]
        columns = field_columns(draft)
        where = SubsystemReader(sheet, draft, columns, self.tree)
        items = ItemReader(draft)
        state = draft.status
        self.counts.begin_sheet()
        for read in read_rows(sheet, draft, hierarchy=where.hierarchy):
            if read.kind is RowKind.HEADING:
                said = state_of_name(read.heading.title) if read.heading else None
                state = said or state
                if not said:
                    self.counts.begin_part(sheet, read, where.enter(read))
                self._skip(sheet, read)
            elif read.kind is RowKind.ITEM:
                self._item(ItemValues(sheet, read.row, columns, self.findings), where, items, state)
            elif read.kind is RowKind.TOTAL and read.total is not None:
                self.counts.compare(sheet, read)
            elif read.kind is RowKind.OTHER_TABLE:
                self._reject_other_table(sheet, read)
            else:
                self._skip(sheet, read)

    def _item(self, values: ItemValues, where: SubsystemReader, items: ItemReader, state: str | None) -> None:
        item_number = values.text(TableField.ITEM_NUMBER)
        entry = where.of(values.row, item_number)
        if _only_subsystem(values):
            self.findings.skipped.append(SkippedRow(values.place(), "subsystem"))
            return
        self.counts.add(entry)
        if entry is not None:
            entry.lists = True
        found = items.read(values, None, item_number, state)
        if found is not None and self._listed.accepts(replace(found, subsystem=str(id(entry)) if entry else None)):
            self._items.append((found, entry))

    def out_of_force(self) -> int:
        """How many of the items are withdrawn, given up, or replaced by another one of the list: statistics may leave them out."""
        replaced = {
            number for item, _ in self._items for number in item.replaces if number not in item.replaces_in_part
        }
        return sum(
            item.status in (Status.WITHDRAWN, Status.ABANDONED)
            or item.standing is Standing.SUPERSEDED
            or item.number in replaced
            for item, _ in self._items
        )

    def _skip(self, sheet: Sheet, read: ReadRow) -> None:
        self.findings.skipped.append(SkippedRow(CellPlace(sheet.name, read.row.number), read.kind.value))

    def _reject_other_table(self, sheet: Sheet, read: ReadRow) -> None:
        text = " ".join(cell.text for cell in read.row.filled())
        self.findings.reject(
            CellPlace(sheet.name, read.row.number),
            text,
            "上方表头的列与本表不同：请另放一个工作表",
            "below a header with other columns (expected a sheet of its own)",
        )

    def table(self, title: str | None) -> SystemTable:
        subsystems = self.tree.subsystems()
        found = self.findings
        return SystemTable(
            subsystems,
            tuple(replace(item, subsystem=entry.code if entry else None) for item, entry in self._items),
            tuple(found.rejected),
            found.notes,
            found.unmapped,
            tuple(found.totals),
            tuple(found.skipped),
            TableMapping(self.mapping.sheets, _all_words(self.mapping, found)),
            title,
        )


def _only_subsystem(values: ItemValues) -> bool:
    """Whether a row fills nothing but columns of subsystems and numbering, such as one of a subsystem without items."""
    named = {
        column
        for one, column in values.columns.items()
        if one.value.startswith("subsystem") or one in (TableField.SEQUENCE, TableField.ITEM_NUMBER)
    }
    return all(cell.column in named for cell in values.row.filled())


def _all_words(mapping: TableMapping, findings: TableFindings) -> dict[TableField, dict[str, str | None]]:
    """What the mapping says of words, and what those of the table mean."""
    fields = [one for one in TableField if one in mapping.words or one in findings.words]
    return {one: {**mapping.words.get(one, {}), **findings.words.get(one, {})} for one in fields}
