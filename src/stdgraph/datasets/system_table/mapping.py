"""How a table is read: which sheet holds what, which column is which field, how subsystems are told, what words mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from stdgraph.datasets.system_table.fields import TableField

UNKNOWN = "?"
"""What a mapping file says of a column or a word that was not understood."""


class SheetRole(StrEnum):
    """What a sheet holds."""

    ITEMS = "items"
    """The list of standards (明细表)."""
    SUBSYSTEMS = "subsystems"
    """The tree: a row a subsystem."""
    STATISTICS = "statistics"
    """Figures (统计表): only compared."""
    IGNORED = "ignored"
    """A cover, a diagram, a note."""


class SubsystemSource(StrEnum):
    """How the rows of a sheet tell their subsystem; several hold from the top of the tree down, in this order."""

    SHEET_NAME = "sheet name"
    COLUMNS = "columns"
    HEADING_ROWS = "heading rows"
    INDENT = "indent"
    """Heading rows whose depth is told by indentation or outline level."""
    ITEM_NUMBER = "item number"
    """The beginning of each row's own number is the code of a subsystem that another sheet defines."""


class RowRole(StrEnum):
    """What one row is, where a person knows better."""

    ITEM = "item"
    HEADING = "heading"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """A column: the heading that stands there, and its field. Without a field it is ignored, or nobody knows what it is."""

    heading: str
    field: TableField | None = None
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How a sheet is read. What is None is recognised anew."""

    role: SheetRole | None = None
    header_row: int | None = None
    """The first row of the header."""
    header_rows: int | None = None
    """How many rows the header has."""
    columns: Mapping[str, ColumnMapping] | None = None
    """By letters; columns that are not named are ignored."""
    subsystems: tuple[SubsystemSource, ...] | None = None
    status: str | None = None
    """The state of all rows that say none, where the sheet is one of a state (现行标准)."""
    rows: Mapping[int, RowRole] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableMapping:
    """The mapping of a workbook; sheets and words that it does not name are recognised."""

    sheets: Mapping[str, SheetMapping] = field(default_factory=dict)
    words: Mapping[TableField, Mapping[str, str | None]] = field(default_factory=dict)
    """By field what a word of the table means: the code of a value, None to ignore it, ``UNKNOWN`` where nobody knows."""
