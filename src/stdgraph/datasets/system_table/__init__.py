"""The table of a standards system (体系表, 明细表), in whatever workbook people keep it: read, recognised, with a mapping that a person can edit."""

from stdgraph.datasets.system_table import limits
from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.mapping import (
    ColumnMapping,
    RowRole,
    SheetMapping,
    SheetRole,
    SubsystemSource,
    TableMapping,
)
from stdgraph.datasets.system_table.mapping_errors import InvalidMapping
from stdgraph.datasets.system_table.mapping_reading import read_mapping
from stdgraph.datasets.system_table.mapping_writing import write_mapping
from stdgraph.datasets.system_table.place import CellPlace
from stdgraph.datasets.system_table.reading import read_workbook
from stdgraph.datasets.system_table.recognition import recognise
from stdgraph.datasets.system_table.sheet import Cell, Sheet, SheetRow
from stdgraph.datasets.system_table.table import (
    RejectedRow,
    SkippedRow,
    StatedAdoption,
    StatedTotal,
    SystemTable,
    TableItem,
    TableNote,
    TableSubsystem,
    UnmappedText,
)
from stdgraph.datasets.system_table.unreadable import UnreadableTable

__all__ = [
    "Cell",
    "CellPlace",
    "ColumnMapping",
    "InvalidMapping",
    "RejectedRow",
    "RowRole",
    "Sheet",
    "SheetMapping",
    "SheetRole",
    "SheetRow",
    "SkippedRow",
    "StatedAdoption",
    "StatedTotal",
    "SubsystemSource",
    "SystemTable",
    "TableField",
    "TableItem",
    "TableMapping",
    "TableNote",
    "TableSubsystem",
    "UnmappedText",
    "UnreadableTable",
    "limits",
    "read_mapping",
    "read_workbook",
    "recognise",
    "write_mapping",
]
