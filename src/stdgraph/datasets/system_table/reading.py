"""Reads the file of a table, whatever it is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from stdgraph.datasets.system_table.content import TableFormat, format_of
from stdgraph.datasets.system_table.rectangle_file import read_ods, read_xls
from stdgraph.datasets.system_table.sheet import Sheet
from stdgraph.datasets.system_table.text_table import read_text_table
from stdgraph.datasets.system_table.unreadable import unreadable
from stdgraph.datasets.system_table.xlsx_file import read_xlsx

_READERS: Mapping[TableFormat, Callable[[Path], tuple[Sheet, ...]]] = {
    TableFormat.XLSX: read_xlsx,
    TableFormat.XLS: read_xls,
    TableFormat.ODS: read_ods,
    TableFormat.TEXT: read_text_table,
}


def read_workbook(path: Path) -> tuple[Sheet, ...]:
    """The sheets of an XLSX, XLS or ODS workbook, or the one of a text table. Raises UnreadableTable, whose message says what is expected."""
    sheets = _READERS[format_of(path)](path)
    if not any(sheet.rows for sheet in sheets):
        raise unreadable("表中没有内容", "the table is empty (expected a header and rows)")
    return sheets
