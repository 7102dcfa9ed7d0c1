"""Texts in CSV, so that no program takes one for a formula."""

from __future__ import annotations

from collections.abc import Mapping

MARK = "'"
"""Stands before a text in CSV that a spreadsheet would take for a formula, or that begins with this sign itself."""
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", MARK)
"""How texts begin that spreadsheets take for formulas (OWASP, CSV Injection), full width included."""


def protect(text: str) -> str:
    """A text as it stands in CSV: one apostrophe before what could be taken for a formula, nothing else is changed."""
    return MARK + text if text.startswith(_RISKY) else text


def unprotect(text: str) -> str:
    """The text behind a cell of CSV: ``unprotect(protect(text)) == text``."""
    return text.removeprefix(MARK)


def protected(row: Mapping[str, object]) -> dict[str, object]:
    """A row as it stands in CSV."""
    return {name: protect(value) if isinstance(value, str) else value for name, value in row.items()}
