"""Reading a form: each text as the value that the mutation takes, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date

from stdgraph.commands.outcomes import Message
from stdgraph.domain.dates import parse_partial_date
from stdgraph.domain.stages import parse_stage
from stdgraph.domain.text import is_one_line, is_plain
from stdgraph.web.actions.declared import ActedOn, ActionField, FieldKind, Given, PageAction

LONGEST = 4000
"""Characters of a field."""
WAS = "was."
"""What stands before the name of the hidden field that keeps what a field showed at first."""
TICKED, UNTICKED = "true", "false"

Problems = dict[str, list[Message]]
"""What is wrong, by the name of the field in the form; by the empty name what is wrong with the whole."""

_SEPARATORS = re.compile(r"[\s,;，；、]+")
_INTEGER = re.compile(r"-?\d{1,9}", re.ASCII)
_MISSING = Message("此项必填", "this is needed")
_DAY = Message("日期无效：应为 年-月-日，如 2026-03-01", "invalid day: expected YYYY-MM-DD, such as 2026-03-01")
_DATE = Message("日期无效：应为 2026-03-01、2026-03 或 2026", "invalid date: expected YYYY-MM-DD, or YYYY-MM or YYYY")
_NUMBER = Message("应为整数", "expected a whole number")
_STAGE = Message("阶段代码无效：应为 XX.YY，如 30.20", "invalid stage: expected XX.YY, such as 30.20")
_CHOICE = Message("没有这个选项", "there is no such choice")
_LINE = Message("只能是一行，不得含控制字符", "expected one line without control characters")
_PLAIN = Message("不得含控制字符", "control characters are not accepted")
_LONG = Message(f"最多 {LONGEST} 个字符", f"expected at most {LONGEST} characters")
UNCHANGED = Message("没有任何改动", "nothing is changed")


class _WrongError(ValueError):
    def __init__(self, message: Message) -> None:
        super().__init__(message.en)
        self.message = message


def name_in_form(field: ActionField, thing: ActedOn | None) -> str:
    """The name of a field in the form: what each thing has of its own bears the thing's key."""
    return field.name if thing is None else f"{field.name}.{thing.key}"


def places(action: PageAction, things: Sequence[ActedOn]) -> list[tuple[ActionField, ActedOn | None]]:
    """Every field of a form with the thing that it is for; None where it is for all."""
    return [(field, one) for field in action.fields for one in (things if field.each else [None])]


def read_given(
    action: PageAction, things: Sequence[ActedOn], entered: Mapping[str, str], parameters: Mapping[str, str]
) -> tuple[Given, Problems]:
    """What a form says, and what is wrong with it."""
    values: dict[str, object] = {}
    each: dict[str, dict[str, object]] = {}
    problems: Problems = {}
    for field, thing in places(action, things):
        name = name_in_form(field, thing)
        try:
            found = _value(action, field, entered.get(name, ""), entered.get(WAS + name, ""))
        except _WrongError as wrong:
            problems.setdefault(name, []).append(wrong.message)
            continue
        (values if thing is None else each.setdefault(thing.key, {})).update(found)
    return Given(things, values, each, parameters), problems


def _value(action: PageAction, field: ActionField, text: str, was: str) -> dict[str, object]:
    """The value of a field by its name; nothing where nothing is to be sent."""
    text = text.replace("\r\n", "\n").strip()
    if field.kind is FieldKind.CHECK:
        ticked = text == TICKED
        return {} if action.changed_only and ticked == (was == TICKED) else {field.name: ticked}
    if not text and field.required:
        raise _WrongError(_MISSING)
    if action.changed_only and text == was.replace("\r\n", "\n").strip():
        return {}
    if not text:
        return {field.name: field.emptied} if action.changed_only else {}
    if len(text) > LONGEST:
        raise _WrongError(_LONG)
    return {field.name: _READERS[field.kind](field, text)}


def _line(_: ActionField, text: str) -> str:
    if not is_one_line(text):
        raise _WrongError(_LINE)
    return text


def _text(_: ActionField, text: str) -> str:
    if not is_plain(text):
        raise _WrongError(_PLAIN)
    return text


def _day(_: ActionField, text: str) -> str:
    with suppress(ValueError):
        if len(parse_partial_date(text).text) == len("2026-03-01"):
            return text
    raise _WrongError(_DAY)


def _date(_: ActionField, text: str) -> str:
    try:
        return parse_partial_date(text).text
    except ValueError:
        raise _WrongError(_DATE) from None


def _integer(_: ActionField, text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise _WrongError(_NUMBER)
    return int(text)


def _choice(field: ActionField, text: str) -> str:
    known = [value for value, _ in field.options] or field.values or list(field.vocabulary or ())
    if text not in map(str, known):
        raise _WrongError(_CHOICE)
    return text


def _yes_no(_: ActionField, text: str) -> bool:
    if text not in (TICKED, UNTICKED):
        raise _WrongError(_CHOICE)
    return text == TICKED


def _stage(_: ActionField, text: str) -> str:
    try:
        return parse_stage(text)
    except ValueError:
        raise _WrongError(_STAGE) from None


def _codes(field: ActionField, text: str) -> list[str]:
    return [_line(field, one) for one in _SEPARATORS.split(text) if one]


def _lines(field: ActionField, text: str) -> list[str]:
    return [_line(field, one.strip()) for one in text.split("\n") if one.strip()]


_READERS: Mapping[FieldKind, Callable[[ActionField, str], object]] = {
    FieldKind.LINE: _line,
    FieldKind.TEXT: _text,
    FieldKind.DAY: _day,
    FieldKind.DATE: _date,
    FieldKind.INTEGER: _integer,
    FieldKind.CHOICE: _choice,
    FieldKind.STAGE: _stage,
    FieldKind.YES_NO: _yes_no,
    FieldKind.CODE: _line,
    FieldKind.CODES: _codes,
    FieldKind.LINES: _lines,
}


def shown_value(value: object) -> str:
    """A value as a field shows it."""
    if isinstance(value, bool):
        return TICKED if value else UNTICKED
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
