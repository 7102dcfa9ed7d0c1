"""Writes a mapping as YAML that a person can edit: what was not understood stands out, with what may be meant."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.headings import HEADINGS, nearest_fields
from stdgraph.datasets.system_table.mapping import (
    UNKNOWN,
    ColumnMapping,
    RowRole,
    SheetMapping,
    SheetRole,
    SubsystemSource,
    TableMapping,
)
from stdgraph.datasets.system_table.words import WORD_FIELDS, codes_of, nearest_words

IGNORE = "ignore"
"""What a mapping file says of a column or a word that is to be left out."""

_PLAIN = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff]*(?: [A-Za-z\u4e00-\u9fff]+)*")
_WORDS_OF_YAML = frozenset(["y", "n", "yes", "no", "true", "false", "on", "off", "null"])
_TO_ESCAPE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_HEAD = f"""\
# 表格的读法：哪个工作表、哪一列是什么，词语指什么。改好后与表格一起再导入（--mapping）。
# How the table is read: which sheet and which column is what, and what its words mean. Edit it and import again with --mapping.
#
# role: {", ".join(SheetRole)}
# header_row, header_rows: 表头的首行与行数 / the first row of the header, and how many rows it has
# subsystems (自上而下 / from the top down): {", ".join(SubsystemSource)}
# columns: field 为下列之一，或表头的通用名称；"{IGNORE}" 忽略；"{UNKNOWN}" 未识别
#          field is one of those below, or a usual heading; "{IGNORE}" leaves the column out; "{UNKNOWN}" was not understood
# rows: 个别行，如 12: {RowRole.HEADING}（{", ".join(RowRole)}） / single rows that were taken for something else
# words: 词语 → 代码，或含义相同的常用词语（状态也可写阶段代码，如 50.00）
#        word → code, or a usual word of that meaning (of a status also a stage code such as 50.00)
"""


def write_mapping(mapping: TableMapping) -> str:
    """The YAML of a mapping. Read again it is the same mapping."""
    return _HEAD + "\n".join([*_field_help(), "", *_sheets(mapping), *_words(mapping), ""])


def _field_help() -> Iterator[str]:
    for field in WORD_FIELDS:
        yield f"#   {field.value}: {', '.join(codes_of(field))}"
    yield "#"
    yield "# fields:"
    for field in TableField:
        heading = HEADINGS.get(field)
        text = f"{heading.zh} / {heading.en}" if heading else "勾选列 / a column of ticks"
        yield f"#   {field.value}: {text}"


def _sheets(mapping: TableMapping) -> Iterator[str]:
    yield "sheets:" if mapping.sheets else "sheets: {}"
    for name, sheet in mapping.sheets.items():
        body = list(_sheet(sheet))
        yield f"  {_scalar(name)}:{'' if body else ' {}'}"
        yield from body


def _sheet(sheet: SheetMapping) -> Iterator[str]:
    if sheet.role is not None:
        yield f"    role: {sheet.role}"
    if sheet.header_row is not None:
        yield f"    header_row: {sheet.header_row}"
    if sheet.header_rows is not None:
        yield f"    header_rows: {sheet.header_rows}"
    if sheet.subsystems is not None:
        yield f"    subsystems: [{', '.join(sheet.subsystems)}]"
    if sheet.status is not None:
        yield f"    status: {_scalar(sheet.status)}"
    if sheet.columns is not None:
        yield "    columns:" if sheet.columns else "    columns: {}"
        for letters, column in sheet.columns.items():
            yield from _column(letters, column)
    if sheet.rows:
        yield "    rows:"
        for number, role in sheet.rows.items():
            yield f"      {number}: {role}"


def _column(letters: str, column: ColumnMapping) -> Iterator[str]:
    field = column.field.value if column.field else IGNORE if column.ignored else UNKNOWN
    hint = ""
    if field == UNKNOWN:
        near = nearest_fields(column.heading)
        hint = f"  # 未识别 / not understood{': ' + ', '.join(near) + '?' if near else ''}"
    yield f"      {_scalar(letters)}: {{heading: {_scalar(column.heading)}, field: {_scalar(field)}}}{hint}"


def _words(mapping: TableMapping) -> Iterator[str]:
    yield "words:" if mapping.words else "words: {}"
    for field, words in mapping.words.items():
        yield f"  {field.value}:{'' if words else ' {}'}"
        for word, code in words.items():
            hint = ""
            if code == UNKNOWN:
                near = nearest_words(field, word)
                hint = f"  # 未识别 / not understood{': ' + ', '.join(near) + '?' if near else ''}"
            yield f"    {_scalar(word)}: {_scalar(IGNORE if code is None else code)}{hint}"


def _scalar(text: str) -> str:
    """A text as a YAML scalar: plain where nothing else can be read, else in double quotes."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS_OF_YAML:
        return text
    return _TO_ESCAPE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
