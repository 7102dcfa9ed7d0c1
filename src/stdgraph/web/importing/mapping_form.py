"""The form by which a person says how one sheet is read, as a mapping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from starlette.datastructures import FormData

from stdgraph.datasets.system_table import (
    ColumnMapping,
    InvalidMapping,
    SheetMapping,
    SheetRole,
    SubsystemSource,
    TableField,
    TableMapping,
    read_mapping,
    write_mapping,
)
from stdgraph.datasets.system_table.look import SheetLook
from stdgraph.datasets.system_table.mapping import UNKNOWN
from stdgraph.datasets.system_table.mapping_writing import IGNORE
from stdgraph.datasets.system_table.words import WORD_FIELDS, check_code
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput
from stdgraph.web.importing.sheets import field_name

E = TypeVar("E", bound=StrEnum)

DEEPEST = 5
"""Rows of a header that the form offers."""
WORDS = 200
"""Words that the form offers."""
_SEVERAL = (TableField.STATUS_TICK, TableField.LEVEL_TICK)
"""Fields of which a sheet may have several columns."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the table, and what it means: empty where nobody knows."""

    field: TableField
    text: str
    meaning: str


def open_words(effective: TableMapping | None, given: TableMapping) -> list[Word]:
    """The words that were not understood, and those that somebody told."""
    found: dict[tuple[TableField, str], str] = {}
    for field, words in given.words.items():
        found |= {(field, text): IGNORE if code is None else code for text, code in words.items()}
    for field, words in (effective.words if effective else {}).items():
        found |= {(field, text): "" for text, code in words.items() if code == UNKNOWN and (field, text) not in found}
    return [Word(field, text, "" if code == UNKNOWN else code) for (field, text), code in found.items()][:WORDS]


def mapping_of(form: FormData, look: SheetLook, given: TableMapping, language: Language) -> str:
    """The mapping file that the form says, beside what was told before of other sheets and words.

    Raises BadInput for what the form does not offer, and for a field that two columns have.
    """
    sheet = _sheet(form, look, given.sheets.get(look.name, SheetMapping()), language)
    mapping = TableMapping({**given.sheets, look.name: sheet}, _words(form, given, language))
    text = write_mapping(mapping)
    try:
        read_mapping(text)
    except InvalidMapping as error:
        raise BadInput(error.message.text(language)) from None
    return text


def _sheet(form: FormData, look: SheetLook, given: SheetMapping, language: Language) -> SheetMapping:
    role = _member(form, "role", SheetRole)
    sources = tuple(one for one in SubsystemSource if one.value in form.getlist("subsystems"))
    if role is SheetRole.IGNORED:
        return SheetMapping(role)
    columns = {letters: _column(form, letters, column) for letters, column in look.columns.items()}
    _each_once(columns, language)
    return replace(
        given,
        role=role,
        header_row=_number(form, "header_row", 1, max(row.number for row in look.shown)),
        header_rows=_number(form, "header_rows", 1, DEEPEST),
        columns=columns,
        subsystems=sources or None,
    )


def _column(form: FormData, letters: str, column: ColumnMapping) -> ColumnMapping:
    name = f"field.{letters}"
    said = str(form.get(name) or IGNORE)
    # the heading goes with the row that is the header, which the form may move: it is found again there
    if said == IGNORE:
        return ColumnMapping("", ignored=True)
    return ColumnMapping("") if said == UNKNOWN else ColumnMapping("", _member(form, name, TableField))


def _each_once(columns: Mapping[str, ColumnMapping], language: Language) -> None:
    fields = Counter(column.field for column in columns.values() if column.field and column.field not in _SEVERAL)
    for field, count in fields.items():
        if count > 1:
            letters = [one for one, column in columns.items() if column.field is field]
            name, zh = field_name(field, language), "、".join(letters)
            raise BadInput(
                f"{zh} 列都选为“{name}”：一个字段只对应一列"
                if language is Language.ZH
                else f"columns {', '.join(letters)} are all {name!r} (expected one column of each field)"
            )


def _words(form: FormData, given: TableMapping, language: Language) -> dict[TableField, dict[str, str | None]]:
    found: dict[TableField, dict[str, str | None]] = {field: dict(words) for field, words in given.words.items()}
    for number in range(WORDS):
        text = form.get(f"word.{number}")
        if not isinstance(text, str):
            break
        field = _member(form, f"word.{number}.field", TableField)
        said = str(form.get(f"word.{number}.meaning") or "").strip()
        if field not in WORD_FIELDS:
            raise BadInput(f"word.{number}.field: {field.value} has no words")
        if said:
            found.setdefault(field, {})[text] = None if said == IGNORE else _code(field, said, language)
        else:
            found.get(field, {}).pop(text, None)
    return {field: words for field, words in found.items() if words}


def _code(field: TableField, said: str, language: Language) -> str:
    try:
        code = check_code(field, said)
    except ValueError:
        code = None
    if code is None:
        name = field_name(field, language)
        raise BadInput(
            f"“{said[:50]}”不是已知的“{name}”：可填代码或常用词"
            if language is Language.ZH
            else f"{said[:50]!r} is not known as {name!r} (expected a code or a usual word)"
        )
    return code


def _member(form: FormData, name: str, kind: type[E]) -> E:
    said = form.get(name)
    for one in kind:
        if one.value == said:
            return one
    raise BadInput(f"{name}: expected one of {', '.join(kind)}")


def _number(form: FormData, name: str, lowest: int, highest: int) -> int:
    said = str(form.get(name) or "")
    if not (said.isascii() and said.isdecimal() and len(said) < 8 and lowest <= int(said) <= highest):
        raise BadInput(f"{name}: expected a number from {lowest} to {highest}")
    return int(said)
