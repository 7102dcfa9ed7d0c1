"""What a person needs to see of a table to say how it is read: its sheets with their first rows, each column with what is thought of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stdgraph.datasets.system_table.content import format_of
from stdgraph.datasets.system_table.header import SEARCHED, header_at
from stdgraph.datasets.system_table.layout import complete_mapping
from stdgraph.datasets.system_table.mapping import ColumnMapping, SheetMapping, SheetRole, TableMapping
from stdgraph.datasets.system_table.mapping_errors import InvalidMapping
from stdgraph.datasets.system_table.reading import read_workbook
from stdgraph.datasets.system_table.sheet import Sheet, SheetRow, column_name, column_number
from stdgraph.datasets.system_table.unreadable import UnreadableTable

SHOWN = 12
"""Rows of a sheet that are shown, and as many again from its header on where that is further below."""


@dataclass(frozen=True, slots=True)
class SheetLook:
    """A sheet as it is looked at."""

    name: str
    hidden: bool
    rows: int
    """How many of its rows hold something."""
    role: SheetRole
    header_row: int
    """The first row of the header; where none was recognised the fullest row near the top, which most likely is one."""
    header_rows: int
    recognised: bool
    """Whether a header was recognised, or told."""
    columns: Mapping[str, ColumnMapping]
    """By letters, with every column of the rows that are shown."""
    shown: tuple[SheetRow, ...]


def opens_as_table(path: Path) -> bool:
    """Whether a file is a workbook or a text table whose cells can be read."""
    try:
        format_of(path)
        return bool(read_workbook(path))
    except UnreadableTable:
        return False


def look_at(path: Path, mapping: TableMapping) -> tuple[SheetLook, ...]:
    """The sheets of a table, read as a mapping says as far as it fits. Raises UnreadableTable."""
    sheets = read_workbook(path)
    try:
        effective = complete_mapping(sheets, mapping)
    except InvalidMapping:
        effective = complete_mapping(sheets, TableMapping())
    return tuple(_look(sheet, effective.sheets[sheet.name]) for sheet in sheets if sheet.rows)


def _look(sheet: Sheet, draft: SheetMapping) -> SheetLook:
    first, deep = draft.header_row or _fullest(sheet.rows), draft.header_rows or 1
    near = [row for row in sheet.rows if row.number >= first]
    known = {row.number: row for row in (*sheet.rows[:SHOWN], *near[:SHOWN])}
    shown = tuple(known[number] for number in sorted(known))
    header = header_at(sheet, first, deep)
    columns = dict(draft.columns or {})
    for column in sorted({column for row in shown for column in row.cells} - set(map(column_number, columns))):
        heading = header.headings.get(column, "")
        if draft.columns or not heading:  # what is not told beside others is left out, as the import leaves it out
            columns[column_name(column)] = ColumnMapping(heading, ignored=True)
        else:
            columns[column_name(column)] = ColumnMapping(heading, header.fields.get(column))
    ordered = dict(sorted(columns.items(), key=lambda one: column_number(one[0])))
    return SheetLook(
        sheet.name,
        sheet.hidden,
        len(sheet.rows),
        draft.role or SheetRole.IGNORED,
        first,
        deep,
        draft.header_row is not None,
        ordered,
        shown,
    )


def _fullest(rows: Sequence[SheetRow]) -> int:
    return max(rows[:SEARCHED], key=lambda row: len(row.filled())).number
