"""What a reader sees in a cell: the value in its number format, as far as the format says what is meant."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from stdgraph.datasets.system_table.sheet import CellValue

_PADDED = re.compile(r"0{2,20}")
_FIXED = re.compile(r"0\.(0{1,6})(?:_ )?")
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_LAST_SERIAL = 2_958_465
"""The 31 December 9999, the last day that a spreadsheet knows."""


def shows_date(number_format: str) -> bool:
    """Whether a number format shows a number as a date."""
    return bool(is_date_format(number_format))


def builtin_format(identifier: int) -> str:
    """The number format of a built-in identifier. Those that differ by language (27 to 36, 50 to 58) are dates in East Asia."""
    if 27 <= identifier <= 36 or 50 <= identifier <= 58:
        return "yyyy-mm" if identifier in (27, 36, 50, 52, 57) else "yyyy-mm-dd"
    return str(BUILTIN_FORMATS.get(identifier, "General"))


def serial_date(serial: float, *, epoch_1904: bool) -> date | datetime | None:
    """The day, with a time if there is one, of a serial number; None for what is none."""
    if not 0 < serial <= _LAST_SERIAL or not math.isfinite(serial):
        return None
    found = from_excel(serial, MAC_EPOCH if epoch_1904 else WINDOWS_EPOCH)
    if isinstance(found, datetime):
        return found.date() if found.time() == time() else found
    return None


def date_text(value: date, number_format: str | None = None) -> str:
    """A date as it is shown: a format without a day shows the month, one without a month the year."""
    text = value.isoformat()[: len("2005-03-14")]
    shown = _NOT_SHOWN.sub("", (number_format or "").split(";")[0]).lower()
    if "y" not in shown or "d" in shown:
        return text
    return text[: len("2005-03")] if "m" in shown else text[: len("2005")]


def number_text(value: float, number_format: str = "General") -> str:
    """A number as it is shown: ``0101`` keeps its zero, ``1.10`` its last one, whole numbers have no point."""
    shown = number_format.split(";")[0]
    if _PADDED.fullmatch(shown) and float(value).is_integer():
        return f"{int(value):0{len(shown)}}"
    if fixed := _FIXED.fullmatch(shown):
        return f"{value:.{len(fixed[1])}f}"
    if isinstance(value, int) or (math.isfinite(value) and float(value).is_integer() and abs(value) < 1e15):
        return str(int(value))
    return f"{value:.15g}"


def value_text(value: CellValue) -> str:
    """A value without a format, as it is shown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, date):
        return date_text(value)
    return value
