"""Recognises how the sheets of a table are laid out, as far as a mapping does not say it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from stdgraph.datasets.system_table.cell_numbers import is_known_number
from stdgraph.datasets.system_table.columns import refine_columns
from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.header import Header, find_header, header_at
from stdgraph.datasets.system_table.mapping import (
    ColumnMapping,
    SheetMapping,
    SheetRole,
    SubsystemSource,
    TableMapping,
)
from stdgraph.datasets.system_table.mapping_errors import unknown
from stdgraph.datasets.system_table.outline import CodeStyle, is_code
from stdgraph.datasets.system_table.rows import ReadRow, RowKind, depth_of
from stdgraph.datasets.system_table.sheet import Sheet, column_name, column_number
from stdgraph.datasets.system_table.sheet_rows import read_rows
from stdgraph.datasets.system_table.states_of_names import state_of_name

F = TableField
SUBSYSTEM_COLUMNS = (
    F.SUBSYSTEM_1,
    F.SUBSYSTEM_2,
    F.SUBSYSTEM_3,
    F.SUBSYSTEM_4,
    F.SUBSYSTEM,
    F.SUBSYSTEM_CODE,
    F.SUBSYSTEM_TITLE,
)
_NUMBERS = (F.NUMBER, F.PLAN_NUMBER, F.NUMBER_OR_PLAN)
_TITLES = (F.TITLE_ZH, F.TITLE_EN)
_GENERIC = re.compile(
    r"(?:sheet|工作表|表|附件|附表|附录|data|table|list|items?|standards?)\s*[\dA-Z一二三四五六七八九十]*|.*(?:明细|体系表|清单|目录|一览|汇总|总表|标准表|标准列表).*",
    re.IGNORECASE,
)
_TREE_NAME = re.compile(
    r"子体系|分体系|体系结构|体系框架|结构|框架|分类|层次|subsystems?|structure|tree|outline", re.IGNORECASE
)
_FIGURES_NAME = re.compile(r"统计|汇总表|statistics|summary", re.IGNORECASE)


def complete_mapping(sheets: Sequence[Sheet], given: TableMapping) -> TableMapping:
    """The mapping in effect: what is given, and for the rest what is recognised."""
    given = _for_sheets(sheets, given)
    drafts = {sheet.name: _draft(sheet, given.sheets.get(sheet.name, SheetMapping())) for sheet in sheets}
    _settle_roles(sheets, drafts, given)
    codes = _tree_codes(sheets, drafts)
    for sheet in sheets:
        said = given.sheets.get(sheet.name, SheetMapping())
        if said.columns is None and drafts[sheet.name].role is SheetRole.ITEMS:
            drafts[sheet.name] = refine_columns(sheet, drafts[sheet.name], codes)
    _settle_sources(sheets, drafts, given, codes)
    return TableMapping(drafts, given.words)


def _for_sheets(sheets: Sequence[Sheet], given: TableMapping) -> TableMapping:
    """The mapping by the names of these sheets: of one sheet each, the name does not matter. Raises InvalidMapping for a sheet that there is not."""
    if len(sheets) == len(given.sheets) == 1:
        return replace(given, sheets={sheets[0].name: next(iter(given.sheets.values()))})
    names = [sheet.name for sheet in sheets]
    for name in given.sheets:
        if name not in names:
            raise unknown(name, names, "sheets", None)
    return given


def _draft(sheet: Sheet, said: SheetMapping) -> SheetMapping:
    """Header, columns and role of a sheet by itself."""
    if said.role is SheetRole.IGNORED:
        return replace(said, columns=said.columns or {}, subsystems=said.subsystems or ())
    if said.header_row is not None:
        header: Header | None = header_at(sheet, said.header_row, said.header_rows or 1)
    else:
        header = find_header(sheet)
    role = said.role or _role(sheet, header)
    columns = said.columns
    if columns is None:
        columns = _columns(header) if header and role is not SheetRole.IGNORED else {}
    elif header is not None:
        columns = {
            letters: column
            if column.heading
            else replace(column, heading=header.headings.get(column_number(letters), ""))
            for letters, column in columns.items()
        }
    return replace(
        said,
        role=role,
        header_row=header.row if header else None,
        header_rows=header.rows if header else None,
        columns=columns,
    )


def _columns(header: Header) -> dict[str, ColumnMapping]:
    return {column_name(column): ColumnMapping(text, header.fields[column]) for column, text in header.headings.items()}


def _role(sheet: Sheet, header: Header | None) -> SheetRole:
    if header is None:
        return SheetRole.STATISTICS if _FIGURES_NAME.search(sheet.name) else SheetRole.IGNORED
    known = header.known
    numbered = bool(known & set(_NUMBERS)) and any(
        is_known_number(row.text(column))
        for row in sheet.rows
        if row.number >= header.row + header.rows
        for column, field in header.fields.items()
        if field in _NUMBERS
    )
    if known >= {F.SUBSYSTEM_CODE, F.SUBSYSTEM_TITLE} and not numbered and _TREE_NAME.search(sheet.name):
        return SheetRole.SUBSYSTEMS  # with figures beside each
    if header.figures >= 2 and not numbered:
        return SheetRole.STATISTICS
    tree = known & {F.SUBSYSTEM_TITLE, F.SUBSYSTEM_PARENT} or _TREE_NAME.search(sheet.name)
    if F.SUBSYSTEM_TITLE in known and known & {F.TITLE_ZH, F.TITLE_EN} and not _TREE_NAME.search(sheet.name):
        return SheetRole.ITEMS  # the title of a subsystem and, beside it, that of an item
    if tree and not numbered and not known & {F.PLAN_NUMBER, F.STATUS, F.IN_FORCE_ON, F.PUBLISHED_ON, F.ADOPTS}:
        return SheetRole.SUBSYSTEMS
    return SheetRole.ITEMS


def _settle_roles(sheets: Sequence[Sheet], drafts: dict[str, SheetMapping], given: TableMapping) -> None:
    """Hidden sheets do not count beside others that are seen; a tree alone is read for its rows."""

    def said(name: str) -> SheetRole | None:
        return given.sheets.get(name, SheetMapping()).role

    shown = [sheet for sheet in sheets if not sheet.hidden and drafts[sheet.name].role is SheetRole.ITEMS]
    for sheet in sheets:
        draft = drafts[sheet.name]
        if sheet.hidden and shown and said(sheet.name) is None:
            drafts[sheet.name] = SheetMapping(SheetRole.IGNORED, columns={}, subsystems=())
        elif draft.role is SheetRole.SUBSYSTEMS and given.sheets.get(sheet.name, SheetMapping()).columns is None:
            drafts[sheet.name] = replace(draft, columns=_tree_columns(draft.columns or {}))


def _tree_columns(columns: Mapping[str, ColumnMapping]) -> dict[str, ColumnMapping]:
    """The columns of a sheet of subsystems: what names a number there is a code, what names a title a title."""
    other = {
        F.NUMBER: F.SUBSYSTEM_CODE,
        F.SYSTEM_CODE: F.SUBSYSTEM_CODE,
        F.ITEM_NUMBER: F.SUBSYSTEM_CODE,
        F.TITLE_ZH: F.SUBSYSTEM_TITLE,
        F.TITLE_EN: F.SUBSYSTEM_TITLE_EN,
    }
    taken = {column.field for column in columns.values()}
    found: dict[str, ColumnMapping] = {}
    for letters, column in columns.items():
        field = other.get(column.field, column.field) if column.field else None
        if field is not column.field and field in taken:
            field = None
        taken.add(field)
        found[letters] = replace(column, field=field)
    if F.SUBSYSTEM_CODE not in taken:  # numbered by their sequence
        for letters, column in found.items():
            if column.field is F.SEQUENCE:
                found[letters] = replace(column, field=F.SUBSYSTEM_CODE)
    return found


def _tree_codes(sheets: Sequence[Sheet], drafts: Mapping[str, SheetMapping]) -> frozenset[str]:
    """The codes that sheets of subsystems define."""
    found = set()
    for sheet in sheets:
        draft = drafts[sheet.name]
        if draft.role is SheetRole.SUBSYSTEMS:
            for letters, column in (draft.columns or {}).items():
                if column.field is F.SUBSYSTEM_CODE:
                    at = column_number(letters)
                    found |= {row.text(at) for row in sheet.rows if row.number > (draft.header_row or 0)}
    return frozenset(text for text in found if is_code(text))


def _settle_sources(
    sheets: Sequence[Sheet], drafts: dict[str, SheetMapping], given: TableMapping, codes: frozenset[str]
) -> None:
    lists = [sheet for sheet in sheets if drafts[sheet.name].role is SheetRole.ITEMS]
    states = {sheet.name: state for sheet in lists if (state := state_of_name(sheet.name))}
    named = [sheet for sheet in lists if not _GENERIC.fullmatch(sheet.name.strip()) and sheet.name not in states]
    for sheet in sheets:
        draft = drafts[sheet.name]
        if draft.role is not SheetRole.ITEMS:
            drafts[sheet.name] = replace(draft, subsystems=draft.subsystems or ())
            continue
        if draft.status is None and sheet.name in states and len(lists) > 1:
            draft = replace(draft, status=states[sheet.name])
        if draft.subsystems is None:
            by_name = len(named) > 1 and sheet in named
            found = _sources(sheet, draft, codes, by_name=by_name)
            columns = (draft.columns or {}).values()
            if found or all(column.field or column.ignored for column in columns):
                draft = replace(draft, subsystems=found)
            # else it stays open: once a person says what the columns are, rows may prove to be headings
        drafts[sheet.name] = draft


def _sources(sheet: Sheet, draft: SheetMapping, codes: frozenset[str], *, by_name: bool) -> tuple[SubsystemSource, ...]:
    fields = {column.field for column in (draft.columns or {}).values()}
    found = [SubsystemSource.SHEET_NAME] if by_name else []
    if fields & set(SUBSYSTEM_COLUMNS):
        found.append(SubsystemSource.COLUMNS)
    headings = [read for read in read_rows(sheet, draft, hierarchy=True) if read.kind is RowKind.HEADING]
    if headings:
        found.append(SubsystemSource.INDENT if _indented(headings) else SubsystemSource.HEADING_ROWS)
    if F.ITEM_NUMBER in fields and SubsystemSource.COLUMNS not in found and (codes or headings):
        found.append(SubsystemSource.ITEM_NUMBER)
    return tuple(found)


def _indented(headings: Sequence[ReadRow]) -> bool:
    """Whether headings without codes are told apart by indentation or by the group that their row is in."""
    if any(read.heading and read.heading.style is not CodeStyle.NONE for read in headings):
        return False
    return len({heading_depth(read) for read in headings}) > 1


def heading_depth(read: ReadRow) -> int:
    """How deep a heading is."""
    return depth_of(read.cell, read.row) if read.cell else 0
