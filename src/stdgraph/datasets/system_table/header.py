"""Finds the header of a sheet: the rows whose cells name fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stdgraph.datasets.system_table.cell_numbers import is_known_number
from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.headings import field_of, folded_heading, is_figure_heading
from stdgraph.datasets.system_table.sheet import Cell, Sheet, SheetRow

SEARCHED = 60
"""Rows from the top in which a header is looked for."""
DEEPEST = 3
"""Rows of a header at most."""
BARE_CODES = frozenset(map(folded_heading, ("编号", "编码", "代号", "代码", "Number", "Code")))
"""Headings that say neither what is numbered nor what the code is of."""
_OF_OTHERS = (
    TableField.ADOPTS,
    TableField.REPLACES,
    TableField.REPLACED_BY,
    TableField.REPLACED_OR_WITHDRAWN,
)
"""Groups of columns that are about another document than the row's."""
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
        if best is not None and row.number >= best.row + best.rows and _has_number(row):
            break  # the rows of a table: what follows is another one
        if row.number > SEARCHED + sheet.rows[0].number:
            break
        for depth in range(1, DEEPEST + 1):
            found = header_at(sheet, row.number, depth)
            if _is_header(sheet, found) and (best is None or _worth(found) > _worth(best)):
                best = found
    return best


def _has_number(row: SheetRow) -> bool:
    return any(is_known_number(cell.text) for cell in row.filled())


def _worth(header: Header) -> tuple[int, int]:
    """More fields are better, then fewer rows: a title above the header is none of it."""
    return len(header.known), -header.rows


def header_at(sheet: Sheet, first: int, depth: int) -> Header:
    """The header of so many rows from one on. A group above several columns is part of their heading where they need it."""
    rows = [row for row in (sheet.row(number) for number in range(first, first + depth)) if row]
    columns = sorted({column for row in rows for column in row.cells})
    headings: dict[int, str] = {}
    fields: dict[int, TableField | None] = {}
    grouped = set()
    for column in columns:
        texts = list(dict.fromkeys(text for row in rows if (text := _one_line(row, column))))
        if texts:
            headings[column], fields[column], by_group = _heading(texts)
            if by_group:
                grouped.add(column)
    return Header(first, depth, headings, _distinct(headings, fields, frozenset(grouped)))


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


def _heading(texts: list[str]) -> tuple[str, TableField | None, bool]:
    """The heading of a column from the texts above each other, its field, and whether only a group above it says that field."""
    whole = " ".join(texts)
    own = next((field for text in (whole, "".join(texts)) if (field := field_of(text))), None)
    if own is not None:
        return whole, own, False
    lowest, group = (
        field_of(texts[-1]),
        next((field for text in reversed(texts[:-1]) if (field := field_of(text))), None),
    )
    if group in _OF_OTHERS and lowest in (TableField.NUMBER, TableField.ADOPTS, TableField.ADOPTION_DEGREE):
        degree = group is TableField.ADOPTS and any(word in texts[-1] for word in ("关系", "程度", "egree"))
        return whole, TableField.ADOPTION_DEGREE if degree else group, False
    return whole, lowest or group, lowest is None


def _distinct(
    headings: Mapping[int, str], fields: Mapping[int, TableField | None], grouped: frozenset[int]
) -> dict[int, TableField | None]:
    """Each field once. Where two columns name it the first is meant; of columns below one group none is; a bare 编号 yields to 标准号."""
    found: dict[int, TableField | None] = dict(fields)
    for field in {field for field in fields.values() if field}:
        own = [column for column in fields if fields[column] is field and column not in grouped]
        below = [column for column in fields if fields[column] is field and column in grouped]
        bare = [column for column in own if folded_heading(headings[column]) in BARE_CODES]
        chosen = next((column for column in own if column not in bare), None) or next(iter(own), None)
        if chosen is None and len(below) == 1:
            chosen = below[0]
        for column in (*own, *below):
            if column != chosen:
                found[column] = None
        if bare and chosen not in bare and TableField.SYSTEM_CODE not in fields.values():
            found[bare[0]] = TableField.SYSTEM_CODE
    return found


def _is_header(sheet: Sheet, header: Header) -> bool:
    known = header.known
    if len(known) < 2 or not known & _IDENTIFYING:
        return False
    first, last = sheet.row(header.row), sheet.row(header.row + header.rows - 1)
    if (
        first is None
        or last is None
        or any(cell.covered and _begins_above(sheet, cell) for cell in first.cells.values())
        or (header.rows > 1 and _is_title(first))
    ):
        return False
    needed = max((cell.span[0] for cell in first.cells.values() if field_of(cell.text)), default=1)
    if header.rows < min(needed, DEEPEST) or (header.rows > needed and not _adds(sheet, header)):
        return False
    return len(known) * 5 >= (len(header.headings) - header.figures) * 2


def _is_title(row: SheetRow) -> bool:
    """Whether a row holds one text, which is the heading of nothing: the title of the table."""
    texts = {cell.text for cell in row.filled()}
    return len(texts) == 1 and field_of(next(iter(texts))) is None


def _begins_above(sheet: Sheet, cell: Cell) -> bool:
    """Whether the merged range of a covered cell has a part in the row above."""
    above = sheet.row(cell.row - 1)
    upper = above.cells.get(cell.column) if above else None
    return upper is not None and cell.span[0] > 1 and upper.span == cell.span and upper.text == cell.text


def _adds(sheet: Sheet, header: Header) -> bool:
    """Whether the last row of a header names fields that the rows above it do not, and holds nothing but headings."""
    shorter = header_at(sheet, header.row, header.rows - 1)
    last = sheet.row(header.row + header.rows - 1)
    if last is None or is_repetition(last, shorter.headings):
        return False
    own = [cell for cell in last.filled() if not cell.covered]
    named = sum(1 for cell in own if field_of(cell.text) or is_figure_heading(cell.text))
    return bool(own) and header.known > shorter.known and named * 2 >= len(own)
