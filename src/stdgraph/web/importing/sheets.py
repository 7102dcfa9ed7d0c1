"""What the parts of a mapping are called by people."""

from __future__ import annotations

from collections.abc import Mapping

from stdgraph.datasets.system_table import SheetRole, SubsystemSource, TableField
from stdgraph.datasets.system_table.headings import HEADINGS
from stdgraph.domain.terms import Term
from stdgraph.domain.vocabulary import Language

ROLE_TERMS: Mapping[SheetRole, Term] = {
    SheetRole.ITEMS: Term("标准明细表", "list of standards"),
    SheetRole.SUBSYSTEMS: Term("子体系表", "subsystems"),
    SheetRole.STATISTICS: Term("统计表，仅供核对", "statistics, only compared"),
    SheetRole.IGNORED: Term("不读取", "not read"),
}
SOURCE_TERMS: Mapping[SubsystemSource, Term] = {
    SubsystemSource.SHEET_NAME: Term("工作表名称", "the name of the sheet"),
    SubsystemSource.COLUMNS: Term("列", "columns"),
    SubsystemSource.HEADING_ROWS: Term("小标题行", "heading rows"),
    SubsystemSource.INDENT: Term("缩进的小标题行", "heading rows told apart by indentation"),
    SubsystemSource.ITEM_NUMBER: Term("条目编号的前段", "the beginning of the item number"),
}
_TICKS: Mapping[TableField, Term] = {
    TableField.STATUS_TICK: Term("状态（勾选列）", "Status (a column of ticks)"),
    TableField.LEVEL_TICK: Term("级别（勾选列）", "Level (a column of ticks)"),
}


def field_name(field: TableField, language: Language) -> str:
    """A field by the heading that is written for it."""
    if field in _TICKS:
        return _TICKS[field].in_language(language)
    heading = HEADINGS[field]
    return heading.zh if language is Language.ZH else heading.en
