"""How the values of fields are read from text: those that corrections give, and those that sources state."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdgraph.domain.dates import PartialDate, parse_partial_date
from stdgraph.domain.text import is_one_line

_DAY = re.compile(r"[1-9]\d{3}-\d\d-\d\d", re.ASCII)
_ADDRESS = re.compile(r"https?://\S{1,2000}")
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)

Value = str | int | list[str] | date | PartialDate
"""A value of a field."""


@dataclass(frozen=True, slots=True)
class FieldReader:
    """How the value of a field is read from text; raises ValueError for one that is not ``expected``, in both languages."""

    read: Callable[[str], Value]
    expected: tuple[str, str] = ("", "")


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


def is_address(text: str) -> bool:
    """Whether a text is the address of a page."""
    return _ADDRESS.fullmatch(text) is not None


def _address(text: str) -> str:
    if not is_address(text.strip()):
        raise ValueError(text)
    return text.strip()


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text.strip()):
        raise ValueError(text)
    return int(text)


LINE = FieldReader(_line, ("，应为一行非空文字", ": expected one line of text"))
LINES = FieldReader(
    _lines, ("，应为一行非空文字，多个之间用“|”分隔", ": expected one line of text each, separated by '|'")
)
TEXT = FieldReader(_text, ("，不能为空", ": must not be empty"))
ADDRESS = FieldReader(_address, ("，应为 http(s) 网址", ": expected an http(s) address"))
WHOLE = FieldReader(_whole, ("，应为非负整数", ": expected a whole number, 0 or more"))
DAY = FieldReader(_day, ("，应为年、月、日，如 2026-01-31", ": expected YYYY-MM-DD"))
DATE = FieldReader(
    parse_partial_date,
    ("，应为年、月或日，如 2026、2026-01 或 2026-01-31", ": expected YYYY, YYYY-MM or YYYY-MM-DD"),
)


def one_of(kind: type[StrEnum]) -> FieldReader:
    """A value of a vocabulary, by its code."""
    return FieldReader(lambda text: kind(text).value, ("", f": expected one of {', '.join(kind)}"))
