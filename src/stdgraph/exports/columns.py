"""Columns of CSV and workbooks: headings in both languages, and how a value is read from a row of the API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal, cast

from stdgraph.domain.terms import TERMS, Term
from stdgraph.domain.vocabulary import Language
from stdgraph.exports.cells import Cell

Row = Mapping[str, Any]
"""A row, as the document that asks for it names its fields."""

YES_OR_NO: Mapping[bool, Term] = {True: Term("是", "yes"), False: Term("否", "no")}


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column of a file for people."""

    name: str
    heading: Term
    value: Callable[[Row, Language], Cell]
    width: int = 12
    """In a workbook, in characters of Latin letters; a Chinese one takes two."""
    editable: bool = False
    """Whether people fill it in, and an importer reads it back."""
    percent: bool = False
    """Whether a workbook shows the share as a percentage; its value is 0 to 1 everywhere."""
    choices: tuple[Term, ...] = ()
    """The words that it may hold, where these are limited."""
    choices_of: Callable[[Row], Sequence[str]] | None = None
    """What it may hold in a row, where that is limited row by row."""
    holds: Literal["anything", "text", "day"] = "anything"
    """What people enter: a program keeps a text as it is typed, and shows a day as the others."""
    hint: Term | None = None
    """What to enter, as a program shows it beside the cell; at most 255 characters."""


def at(row: Row, path: str) -> Any:
    """The value at a path such as ``stage.code``; None where something on the way is absent."""
    found: Any = row
    for name in path.split("."):
        if found is None:
            return None
        found = found[name]
    return found


def title_of(thing: Row | None, language: Language) -> str | None:
    """The title of what has ``titleZh`` and ``titleEn``."""
    if thing is None:
        return None
    return cast("str | None", thing["titleZh"] if language is Language.ZH else thing["titleEn"])


def text(name: str, zh: str, en: str, path: str = "", width: int = 12) -> ExportColumn:
    """A column of texts as the API answers them: codes, numbers of standards, remarks."""
    return ExportColumn(name, Term(zh, en), lambda row, _: _plain(at(row, path or name)), width)


def figure(name: str, zh: str, en: str, path: str = "") -> ExportColumn:
    """A column of figures."""
    return ExportColumn(name, Term(zh, en), lambda row, _: cast("Cell", at(row, path or name)), 9)


def day(name: str, zh: str, en: str, path: str = "") -> ExportColumn:
    """A column of days. A month or a year, where no more is known, stands as it is."""
    return ExportColumn(name, Term(zh, en), lambda row, _: read_day(at(row, path or name)), 12)


def read_day(value: str | None) -> date | str | None:
    """A day of the API; a month or a year remains a text."""
    return date.fromisoformat(value) if value is not None and len(value) == len("YYYY-MM-DD") else value


def word(name: str, zh: str, en: str, kind: type[StrEnum], path: str = "", width: int = 12) -> ExportColumn:
    """A column of words of a vocabulary: the terms of the language stand for the codes."""
    return ExportColumn(name, Term(zh, en), lambda row, language: term_of(kind, at(row, path or name), language), width)


def term_of(kind: type[StrEnum], code: str | None, language: Language) -> str | None:
    """The term of a code of a vocabulary; None for none. A code that this version does not know stands for itself."""
    known = None if code is None else TERMS[kind].get(code)
    return code if known is None else known.in_language(language)


def flag(name: str, zh: str, en: str, path: str = "") -> ExportColumn:
    """A column of yes and no."""
    return ExportColumn(name, Term(zh, en), lambda row, language: yes_or_no(at(row, path or name), language), 9)


def yes_or_no(value: bool | None, language: Language) -> str | None:
    """Yes or no in a language; None where it is not known."""
    return None if value is None else YES_OR_NO[value].in_language(language)


def several(
    name: str, zh: str, en: str, each: Callable[[Row, Language], str | None], path: str = "", width: int = 20
) -> ExportColumn:
    """A column of lists: one text for each row at the path; those without one are left out."""

    def value(row: Row, language: Language) -> list[str]:
        return _known(each(one, language) for one in at(row, path or name) or ())

    return ExportColumn(name, Term(zh, en), value, width)


def joined(*parts: object) -> str:
    """What is known of these, with blanks between."""
    return " ".join(str(part) for part in parts if part is not None and part != "")


def standard_name(standard: Row) -> str:
    """What people call a standard: its number, its plan number, or its title."""
    return str(standard["number"] or standard["planNumber"] or standard.get("title") or standard.get("titleZh") or "")


def _known(texts: Iterable[str | None]) -> list[str]:
    return [one for one in texts if one]


def _plain(value: Any) -> Cell:
    return [str(one) for one in value] if isinstance(value, list) else None if value is None else str(value)
