"""Cells: how a value stands in CSV and in a workbook, so that no program takes a text for a formula."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from stdgraph.domain.csv_text import protect

Cell = str | int | float | date | Sequence[str] | None
"""A value of a cell: a text, a number, a day, several texts, or nothing. What is true or not stands as a word."""

LIST_SEPARATOR = "|"
"""Between several texts in a cell of CSV; in a workbook each has a line."""

LONGEST = 32_767
"""Most characters that a cell of a workbook holds."""
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (section 2.2)."""


def csv_cell(value: Cell) -> str:
    """A value in CSV. A number is never protected: it is no text."""
    match value:
        case None:
            return ""
        case str():
            return protect(value)
        case int() | float():
            return number_text(value)
        case date():
            return value.isoformat()
        case _:
            return protect(LIST_SEPARATOR.join(value))


def number_text(value: float) -> str:
    """A number without a needless fraction."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def workbook_text(value: str | Sequence[str]) -> str:
    """A text, or several by line, as a cell of a workbook holds it: without what XML cannot hold, and no longer than a cell may be."""
    text = _ILLEGAL.sub("\ufffd", value if isinstance(value, str) else "\n".join(value))
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "  # xlsxwriter would take it for its own markup of rich text, unescaped
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
