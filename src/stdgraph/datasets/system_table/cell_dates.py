"""Dates as people type them, and as spreadsheets keep them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from stdgraph.commands.outcomes import Message
from stdgraph.datasets.system_table.cell_text import date_text, serial_date
from stdgraph.datasets.system_table.sheet import Cell
from stdgraph.domain.dates import PartialDate, parse_partial_date

_SEPARATED = re.compile(r"(\d{4})\s*[-./年、\s]\s*(\d{1,2})\s*(?:[-./月\s]\s*(\d{1,2})\s*[日号]?|月(?:份)?)?\.?")
_YEAR = re.compile(r"(\d{4})\s*年?(?:度|版)?")
_PART_OF_YEAR = re.compile(
    r"(\d{4})\s*年?\s*(?:年?底|年?末|年?初|上半年|下半年|[一二三四1-4]季度|第[一二三四1-4]季度|q[1-4])"
)
_DASHES = re.compile("[—–―−]+")
_CENTURY_TURN = 50
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_TIME = re.compile(r"[T\s]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$")
_DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_SHORT = re.compile(r"(\d{2})[-./](\d{1,2})[-./](\d{1,2})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(r"(?:(\d{1,2})\s+)?([a-z]{3,9})\.?,?\s+(?:(\d{1,2}),?\s+)?(\d{4})")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_SERIALS = (10_000, 73_050)
"""Serial days that are read as dates without a format: May 1927 to the end of 2099 (from 1904: four years later)."""


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date that a cell states; ``remark`` where more than one reading was possible."""

    date: PartialDate
    remark: Message | None = None


def read_date(cell: Cell, *, epoch_1904: bool = False) -> StatedDate:
    """The date in a cell. Raises ValueError where it is none."""
    if isinstance(cell.value, date):
        return StatedDate(PartialDate(cell.text or date_text(cell.value)))
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return _of_number(cell, epoch_1904=epoch_1904)
    return read_date_text(cell.text)


def _of_number(cell: Cell, *, epoch_1904: bool) -> StatedDate:
    value = float(cell.value) if isinstance(cell.value, int | float) else 0.0
    if value.is_integer() and _FIRST_YEAR <= value <= _LAST_YEAR:
        return StatedDate(PartialDate(str(int(value))))
    if _SERIALS[0] <= value <= _SERIALS[1]:
        day = serial_date(value, epoch_1904=epoch_1904)
        if day is not None:
            text = date_text(day)
            return StatedDate(
                PartialDate(text),
                Message(
                    f"数值 {cell.text} 按日期序列号读作 {text}", f"{cell.text} was read as the serial day of {text}"
                ),
            )
    return read_date_text(cell.text)


def read_date_text(text: str) -> StatedDate:
    """The date that a text states: 2010/5/1, 2010年5月, 2010.5, 20100501, 2010, 1 May 2010. Raises ValueError where it states none."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text).strip())
    plain = _TIME.sub("", plain).strip().rstrip("。,;起")
    for pattern, parts in _FORMS:
        found = pattern.fullmatch(plain.casefold())
        if found and (stated := parts(found)):
            read, zh, en = stated
            if _FIRST_YEAR <= int(read[0] or 0) <= _LAST_YEAR:
                iso = "-".join(part if n == 0 else f"{int(part):02}" for n, part in enumerate(read) if part)
                remark = Message(f"“{text}”{zh}", f"{text!r}: {en}") if en else None
                return StatedDate(parse_partial_date(iso), remark)
    message = f"invalid date {text!r}: expected one such as 2010-05-01, 2010/5/1, 2010年5月 or 2010"
    raise ValueError(message)


_Parts = tuple[tuple[str | None, ...], str, str]
"""Year, month and day, as far as they are stated, and a remark in both languages; empty for none."""


def _in_order(found: re.Match[str]) -> _Parts:
    return found.groups(), "", ""


def _part_of_year(found: re.Match[str]) -> _Parts:
    return (found[1],), "只取年份", "only the year was taken"


def _year_last(found: re.Match[str]) -> _Parts:
    first, second, year = found.groups()
    known = _day_and_month(year, int(first), int(second))
    if known:
        return known, "", ""
    return (year,), "的日与月不明，只取年份", "day and month cannot be told apart, only the year was taken"


def _short_year(found: re.Match[str]) -> _Parts:
    year = str(int(found[1]) + (2000 if int(found[1]) < _CENTURY_TURN else 1900))
    return (year, found[2], found[3]), f"的年份只有两位，读作 {year}", f"a year of two digits was read as {year}"


def _named_month(found: re.Match[str]) -> _Parts | None:
    month = next((n for n, name in enumerate(_MONTHS, 1) if found[2].startswith(name)), None)
    return ((found[4], str(month), found[1] or found[3]), "", "") if month else None


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Parts | None]], ...] = (
    (_YEAR, _in_order),
    (_SEPARATED, _in_order),
    (_COMPACT, _in_order),
    (_PART_OF_YEAR, _part_of_year),
    (_DAY_FIRST, _year_last),
    (_SHORT, _short_year),
    (_NAMED, _named_month),
)


def _day_and_month(year: str, first: int, second: int) -> tuple[str, str, str] | None:
    """Year, month and day of 13/5/2010 or 5/13/2010; None where both readings are possible."""
    if first == second or (first > 12) != (second > 12):
        month, day = (second, first) if first > 12 else (first, second)
        return year, str(month), str(day)
    return None
