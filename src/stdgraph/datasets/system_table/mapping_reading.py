"""Reads the mapping that a person has edited; what is wrong is told with its line."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TypeVar

import yaml

from stdgraph.commands.outcomes import Message
from stdgraph.datasets.system_table import limits
from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.headings import field_of
from stdgraph.datasets.system_table.mapping import (
    UNKNOWN,
    ColumnMapping,
    RowRole,
    SheetMapping,
    SheetRole,
    SubsystemSource,
    TableMapping,
)
from stdgraph.datasets.system_table.mapping_errors import InvalidMapping, unknown
from stdgraph.datasets.system_table.mapping_writing import IGNORE
from stdgraph.datasets.system_table.sheet import column_number
from stdgraph.datasets.system_table.words import WORD_FIELDS, check_code, codes_of, read_state, state_code

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without libyaml
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

E = TypeVar("E", bound=StrEnum)
_DEPTH = 20
_SHEET_KEYS = ("role", "header_row", "header_rows", "subsystems", "status", "columns", "rows")


def read_mapping(text: str) -> TableMapping:
    """The mapping of a YAML text. Raises InvalidMapping with the line, what is wrong, and what is accepted."""
    root = _root(text)
    sheets: dict[str, SheetMapping] = {}
    words: dict[TableField, dict[str, str | None]] = {}
    for key, node in _entries(root, ""):
        if key == "sheets":
            sheets = {name: _sheet(one, f"sheets.{name}") for name, one in _entries(node, "sheets")}
        elif key == "words":
            for name, one in _entries(node, "words"):
                field = _word_field(name, one)
                words[field] = dict(_word(field, word, code) for word, code in _entries(one, f"words.{name}"))
        else:
            raise unknown(key, ("sheets", "words"), "", _line(node))
    return TableMapping(sheets, words)


def _root(text: str) -> yaml.Node | None:
    if len(text) > limits.MAPPING:
        raise _invalid(f"超过 {limits.MAPPING} 字符", f"more than {limits.MAPPING} characters (expected fewer)")
    try:
        depth = 0
        for event in yaml.parse(text, Loader):
            line = event.start_mark.line + 1 if event.start_mark else None
            if isinstance(event, yaml.AliasEvent):
                raise InvalidMapping(Message("不接受 YAML 别名", "a YAML alias (expected none)"), "", line)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEPTH:
                zh, en = f"超过 {_DEPTH} 层", f"more than {_DEPTH} levels (expected fewer)"
                raise InvalidMapping(Message(zh, en), "", line)
        return yaml.compose(text, Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InvalidMapping(
            Message(f"不是有效的 YAML：{error.problem}", f"invalid YAML: {error.problem}"), "", line
        ) from None
    except yaml.YAMLError as error:
        detail = " ".join(str(error).split())[:200]
        raise _invalid(f"不是有效的 YAML：{detail}", f"invalid YAML: {detail}") from None


def _invalid(zh: str, en: str, path: str = "", node: yaml.Node | None = None) -> InvalidMapping:
    return InvalidMapping(Message(zh, en), path, _line(node))


def _line(node: yaml.Node | None) -> int | None:
    return node.start_mark.line + 1 if node is not None else None


def _entries(node: yaml.Node | None, path: str) -> Iterator[tuple[str, yaml.Node]]:
    """The keys of a mapping with their values; none for an empty one."""
    if node is None or (isinstance(node, yaml.ScalarNode) and node.value in ("", "null", "~")):
        return
    if not isinstance(node, yaml.MappingNode):
        raise _invalid("应为键与值", "expected keys with values", path, node)
    seen: set[str] = set()
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _invalid("键应为文本", "expected a text as a key", path, key)
        if key.value in seen:
            raise _invalid(f"键“{key.value}”重复", f"duplicate key {key.value!r}", path, key)
        seen.add(key.value)
        yield key.value, value


def _text(node: yaml.Node, path: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _invalid("应为一个文本", "expected a text", path, node)
    return str(node.value)


def _whole(node: yaml.Node, path: str, most: int) -> int:
    text = _text(node, path)
    if not (text.isascii() and text.isdigit() and len(text) < 8 and 1 <= int(text) <= most):
        raise _invalid(f"应为 1 至 {most} 的整数", f"expected a whole number from 1 to {most}", path, node)
    return int(text)


def _one_of(kind: type[E], node: yaml.Node, path: str) -> E:
    text = _text(node, path)
    for member in kind:
        if text == member.value:
            return member
    raise unknown(text, [member.value for member in kind], path, _line(node))


def _sheet(node: yaml.Node, path: str) -> SheetMapping:
    found = SheetMapping()
    values: dict[str, object] = {}
    for key, value in _entries(node, path):
        at = f"{path}.{key}"
        if key == "role":
            values[key] = _one_of(SheetRole, value, at)
        elif key == "header_row":
            values[key] = _whole(value, at, limits.ROWS)
        elif key == "header_rows":
            values[key] = _whole(value, at, 20)
        elif key == "subsystems":
            values[key] = tuple(_sources(value, at))
        elif key == "status":
            values[key] = _state(value, at)
        elif key == "columns":
            values[key] = dict(_column(letters, one, f"{at}.{letters}") for letters, one in _entries(value, at))
        elif key == "rows":
            values[key] = {
                _row(number, one, at): _one_of(RowRole, one, f"{at}.{number}") for number, one in _entries(value, at)
            }
        else:
            raise unknown(key, _SHEET_KEYS, path, _line(value))
    return SheetMapping(**{**{name: getattr(found, name) for name in _SHEET_KEYS}, **values})


def _sources(node: yaml.Node, path: str) -> Iterator[SubsystemSource]:
    if isinstance(node, yaml.ScalarNode) and node.value:
        yield _one_of(SubsystemSource, node, path)
    elif isinstance(node, yaml.SequenceNode):
        yield from (_one_of(SubsystemSource, one, path) for one in node.value)
    else:
        raise _invalid("应为列表", f"expected a list of {', '.join(SubsystemSource)}", path, node)


def _row(number: str, node: yaml.Node, path: str) -> int:
    if not (number.isascii() and number.isdigit() and len(number) < 8):
        raise _invalid(f"“{number}”不是行号", f"invalid row {number!r}: expected a whole number", path, node)
    return int(number)


def _state(node: yaml.Node, path: str) -> str:
    try:
        return state_code(read_state(_text(node, path)))
    except ValueError as error:
        raise _invalid(f"状态无效：{error}", str(error), path, node) from None


def _column(letters: str, node: yaml.Node, path: str) -> tuple[str, ColumnMapping]:
    try:
        column_number(letters)
    except ValueError as error:
        raise _invalid(f"列“{letters}”无效：应为 A、AB 等字母", str(error), path, node) from None
    if isinstance(node, yaml.ScalarNode):  # the field alone
        return letters.upper(), _field(node, "", path)
    heading, field = "", None
    for key, value in _entries(node, path):
        if key == "heading":
            heading = _text(value, path)
        elif key == "field":
            field = value
        else:
            raise unknown(key, ("heading", "field"), path, _line(value))
    if field is None:
        raise _invalid("缺少 field", "field is missing", path, node)
    return letters.upper(), _field(field, heading, f"{path}.field")


def _field(node: yaml.Node, heading: str, path: str) -> ColumnMapping:
    text = _text(node, path)
    if text in (IGNORE, "ignored", ""):
        return ColumnMapping(heading, None, ignored=True)
    if text == UNKNOWN:
        return ColumnMapping(heading)
    known = next((field for field in TableField if field.value == text), None) or field_of(text)
    if known is None:
        raise unknown(text, [*(field.value for field in TableField), IGNORE], path, _line(node))
    return ColumnMapping(heading, known)


def _word_field(name: str, node: yaml.Node) -> TableField:
    for field in WORD_FIELDS:
        if name == field.value or field_of(name) is field:
            return field
    raise unknown(name, [field.value for field in WORD_FIELDS], "words", _line(node))


def _word(field: TableField, word: str, node: yaml.Node) -> tuple[str, str | None]:
    path = f"words.{field.value}.{word}"
    code = _text(node, path)
    if code in (IGNORE, "null", "~", ""):
        return word, None
    if code == UNKNOWN:
        return word, UNKNOWN
    try:
        known = check_code(field, code)
    except ValueError as error:
        raise _invalid(f"状态无效：{error}", str(error), path, node) from None
    if known is None:
        raise unknown(code, codes_of(field), path, _line(node))
    return word, known
