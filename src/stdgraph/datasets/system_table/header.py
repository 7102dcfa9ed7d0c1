"""Finds the header of a sheet: the rows whose cells name fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.headings import field_of, folded_heading, is_figure_heading
from stdgraph.datasets.system_table.sheet import Sheet, SheetRow

SEARCHED = 60
"""Rows from the top in which a header is looked for."""
DEEPEST = 3
"""Rows of a header at most."""
_IDENTIFYING = frozenset(
    {
        TableField.NUMBER,
        TableField.PLAN_NUMBER,
        TableField.NUMBER_OR_PLAN,
        TableField.TITLE_ZH,
        TableField.TITLE_EN,
        TableField.SUBSYSTEM_TITLE,
    }
)


@dataclass(frozen=True, slots=True)
class Header:
    """A header: its first row, how many rows it has, the heading and the field of each column."""

    row: int
    rows: int
    headings: Mapping[int, str]
    fields: Mapping[int, TableField | None]

    @property
    def known(self) -> frozenset[TableField]:
        """The fields that it names."""
        return frozenset(field for field in self.fields.values() if field)

    @property
    def figures(self) -> int:
        """How many of its columns are figures of statistics."""
        return sum(map(is_figure_heading, self.headings.values()))


def find_header(sheet: Sheet) -> Header | None:
    """The header of a sheet; None where no row names at least two fields, among them one that tells what a row is about."""
    best: Header | None = None
    for row in sheet.rows:
        if row.number > SEARCHED + sheet.rows[0].number:
            break
        for depth in range(1, DEEPEST + 1):
            found = header_at(sheet, row.number, depth)
            if _is_header(sheet, found) and (best is None or _worth(found) > _worth(best)):
                best = found
    return best


def _worth(header: Header) -> tuple[int, int]:
    """More fields are better, then fewer rows: a title above the header is none of it."""
    return len(header.known), -header.rows


def header_at(sheet: Sheet, first: int, depth: int) -> Header:
    """The header of so many rows from one on. A group above several columns is part of their heading where they need it."""
    rows = [row for row in (sheet.row(number) for number in range(first, first + depth)) if row]
    columns = sorted({column for row in rows for column in row.cells})
    headings: dict[int, str] = {}
    fields: dict[int, TableField | None] = {}
    for column in columns:
        texts = list(dict.fromkeys(text for row in rows if (text := _one_line(row, column))))
        if texts:
            headings[column], fields[column] = _heading(texts)
    return Header(first, depth, headings, _without_repetition(headings, fields))


def is_repetition(row: SheetRow, headings: Mapping[int, str]) -> bool:
    """Whether a row repeats the header, as tables do at the top of each page."""
    filled = row.filled()
    same = sum(1 for cell in filled if _same(cell.text, headings.get(cell.column, "")))
    return same >= 2 and same * 2 > len(filled)


def _same(text: str, heading: str) -> bool:
    folded, whole = folded_heading(text), folded_heading(heading)
    return bool(folded) and (folded == whole or whole.endswith(folded) or whole.startswith(folded))


def _one_line(row: SheetRow, column: int) -> str:
    return " ".join(row.text(column).split())


def _heading(texts: list[str]) -> tuple[str, TableField | None]:
    """The heading of a column from the texts above each other, and its field: all of them, else the lowest, else what is above."""
    whole = " ".join(texts)
    candidates = [whole, "".join(texts), *reversed(texts)]
    return whole, next((field for text in candidates if (field := field_of(text))), None)


def _without_repetition(
    headings: Mapping[int, str], fields: Mapping[int, TableField | None]
) -> dict[int, TableField | None]:
    """Each field once: where two columns name it, the one whose own heading does is meant, else the first."""
    found: dict[int, TableField | None] = dict(fields)
    seen: dict[TableField, int] = {}
    for column, field in fields.items():
        if field is None:
            continue
        if field in seen:
            keep, drop = seen[field], column
            if field_of(headings[column]) and not field_of(headings[keep]):
                keep, drop = column, keep
            found[drop] = None
            seen[field] = keep
        else:
            seen[field] = column
    return found


def _is_header(sheet: Sheet, header: Header) -> bool:
    known = header.known
    if len(known) < 2 or not known & _IDENTIFYING:
        return False
    first, last = sheet.row(header.row), sheet.row(header.row + header.rows - 1)
    if first is None or last is None:
        return False
    if header.rows > 1 and not _adds(sheet, header):
        return False
    return len(known) * 5 >= len(header.headings) * 2


def _adds(sheet: Sheet, header: Header) -> bool:
    """Whether the last row of a header names fields that the rows above it do not, and holds nothing but headings."""
    shorter = header_at(sheet, header.row, header.rows - 1)
    last = sheet.row(header.row + header.rows - 1)
    if last is None or is_repetition(last, shorter.headings):
        return False
    own = [cell for cell in last.filled() if not cell.covered]
    named = sum(1 for cell in own if field_of(cell.text) or is_figure_heading(cell.text))
    return bool(own) and header.known > shorter.known and named * 2 >= len(own)
