"""Dates as people type them, and as spreadsheets keep them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from stdgraph.commands.outcomes import Message
from stdgraph.datasets.system_table.cell_text import date_text, serial_date
from stdgraph.datasets.system_table.sheet import Cell
from stdgraph.domain.dates import PartialDate, parse_partial_date

_SEPARATED = re.compile(r"(\d{4})\s*[-./年、\s]\s*(\d{1,2})\s*(?:[-./月\s]\s*(\d{1,2})\s*[日号]?|月(?:份)?)?\.?")
_YEAR = re.compile(r"(\d{4})\s*年?(?:度|版)?")
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
    plain = unicodedata.normalize("NFKC", text).strip().replace("—", "-").replace("–", "-").replace("―", "-")
    plain = _TIME.sub("", plain).strip().rstrip("。,;起")
    parts: tuple[str | None, ...] | None = None
    remark = None
    if found := _YEAR.fullmatch(plain):
        parts = (found[1],)
    elif found := _SEPARATED.fullmatch(plain) or _COMPACT.fullmatch(plain):
        parts = found.groups()
    elif found := _DAY_FIRST.fullmatch(plain):
        first, second, year = found.groups()
        parts = _day_and_month(year, int(first), int(second))
        if parts is None:
            parts = (year,)
            remark = Message(
                f"“{text}”的日与月不明，只取年份",
                f"{text!r}: day and month cannot be told apart, only the year was taken",
            )
    elif found := _SHORT.fullmatch(plain):
        year = int(found[1])
        parts = (str(year + (2000 if year < 50 else 1900)), found[2], found[3])
        remark = Message(
            f"“{text}”的年份只有两位，读作 {parts[0]}", f"{text!r}: a year of two digits was read as {parts[0]}"
        )
    elif found := _NAMED.fullmatch(plain.casefold()):
        month = next((n for n, name in enumerate(_MONTHS, 1) if found[2].startswith(name)), None)
        parts = (found[4], str(month), found[1] or found[3]) if month else None
    if parts is None or not _FIRST_YEAR <= int(parts[0] or 0) <= _LAST_YEAR:
        raise ValueError(text)
    iso = "-".join(part if n == 0 else f"{int(part):02}" for n, part in enumerate(parts) if part is not None)
    return StatedDate(parse_partial_date(iso), remark)


def _day_and_month(year: str, first: int, second: int) -> tuple[str, str, str] | None:
    """Year, month and day of 13/5/2010 or 5/13/2010; None where both readings are possible."""
    if first == second or (first > 12) != (second > 12):
        month, day = (second, first) if first > 12 else (first, second)
        return year, str(month), str(day)
    return None
