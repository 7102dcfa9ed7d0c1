"""The fields of a standard that can be corrected: how a value is read from text, and what it must come with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from stdgraph.commands.outcomes import Invalid, invalid
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.domain.dates import PartialDate, parse_partial_date
from stdgraph.domain.numbers import plan_number_text, read_number
from stdgraph.domain.stored_state import DATED, stated_date
from stdgraph.domain.terms import FIELD_TERMS
from stdgraph.domain.text import is_one_line
from stdgraph.domain.vocabulary import Level, Nature, TitleBasis

ADDRESS = re.compile(r"https?://\S{1,2000}")
_DAY = re.compile(r"[1-9]\d{3}-\d\d-\d\d", re.ASCII)

_EXPECTED_DAY = ("，应为年、月、日，如 2026-01-31", ": expected YYYY-MM-DD")
_EXPECTED_DATE = ("，应为年、月或日，如 2026、2026-01 或 2026-01-31", ": expected YYYY, YYYY-MM or YYYY-MM-DD")
_EXPECTED_LINES = ("，应为一行非空文字，多个之间用“|”分隔", ": expected one line of text each, separated by '|'")
_EXPECTED_LINE = ("，应为一行非空文字", ": expected one line of text")


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _text(text: str) -> str:
    if not text.strip():
        raise ValueError(text)
    return text.strip()


def _line(text: str) -> str:
    if not is_one_line(text.strip()):
        raise ValueError(text)
    return _text(text)


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(map(_line, text.split("|"))))


Value = str | list[str] | date | PartialDate
"""A corrected value."""


@dataclass(frozen=True, slots=True)
class CorrectableField:
    """How the value of a field is read from text; raises ValueError for one that is not ``expected``, in both languages."""

    read: Callable[[str], Value]
    expected: tuple[str, str] = ("", "")


def _one_of(kind: type[Level | Nature | TitleBasis]) -> CorrectableField:
    return CorrectableField(lambda text: kind(text).value, ("", f": expected one of {', '.join(kind)}"))


_NUMBER = CorrectableField(lambda text: read_number(text).text)

CORRECTABLE: Mapping[str, CorrectableField] = {
    "titleZh": CorrectableField(_line, _EXPECTED_LINE),
    "titleEn": CorrectableField(_line, _EXPECTED_LINE),
    "printedNumber": CorrectableField(_line, _EXPECTED_LINE),
    "note": CorrectableField(_text, ("，不能为空", ": must not be empty")),
    "titleBasis": _one_of(TitleBasis),
    "department": CorrectableField(_line, _EXPECTED_LINE),
    "draftingBodies": CorrectableField(_lines, _EXPECTED_LINES),
    "level": _one_of(Level),
    "nature": _one_of(Nature),
    "publishedOn": CorrectableField(parse_partial_date, _EXPECTED_DATE),
    "inForceOn": CorrectableField(parse_partial_date, _EXPECTED_DATE),
    "projectDueOn": CorrectableField(_day, _EXPECTED_DAY),
    "number": _NUMBER,
    "planNumber": CorrectableField(plan_number_text),
}
"""The fields that can be corrected."""


class Correction(Protocol):
    """A value for a field, with who states it and why."""

    @property
    def field(self) -> str:
        """The field as the API names it."""
        ...

    @property
    def value(self) -> str | None:
        """The value as text; None: it is unknown."""
        ...

    @property
    def source(self) -> str:
        """The id of a source, or an address."""
        ...

    @property
    def reason(self) -> str:
        """Why."""
        ...


def stated_value(unit: StandardUnit, correction: Correction) -> Value | Invalid | None:
    """The value that is stated, or why nothing can be stated so."""
    field, text, source = correction.field, correction.value, correction.source
    if field not in CORRECTABLE:
        return invalid(
            "field",
            f"不能更正“{field}”",
            f"{field!r} cannot be corrected: expected one of {', '.join(CORRECTABLE)}",
        )
    if not correction.reason.strip():
        return missing_reason()
    if not unit.has("Source", source) and not ADDRESS.fullmatch(source):
        return invalid(
            "source",
            f"没有来源“{source}”",
            f"no such source: {source!r}, expected the id of a source or an http(s) address",
        )
    term, (zh, en) = FIELD_TERMS[field], CORRECTABLE[field].expected
    try:
        return None if text is None else CORRECTABLE[field].read(text)
    except ValueError:
        return invalid("value", f"“{text}”不是有效的{term.zh}{zh}", f"invalid {term.en} {text!r}{en}")


def present_value(standard: LoadedStandard, field: str) -> object:
    """The value that a field has."""
    if field in DATED:
        return stated_date(standard.properties, field)
    properties: Mapping[str, object] = standard.properties
    return properties.get(field)


def same_value(field: str) -> Invalid:
    """That a field has a value already."""
    term = FIELD_TERMS[field]
    return invalid("value", f"{term.zh}与现值相同", f"{term.en} already has this value")


def told_value(value: object) -> str:
    """A value as claims tell it."""
    return "|".join(map(str, value)) if isinstance(value, list) else str(value)


def missing_reason() -> Invalid:
    """That a reason is required."""
    return invalid("reason", "缺少理由", "reason must not be empty")
