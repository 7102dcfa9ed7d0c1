"""What each row below a header is: an item, the heading of a subsystem, the header again, a total, a note."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from stdgraph.datasets.system_table.cell_numbers import is_known_number
from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.header import is_repetition
from stdgraph.datasets.system_table.outline import CodeStyle, HeadingText, is_below, is_code, plain_code, read_heading
from stdgraph.datasets.system_table.sheet import Cell, SheetRow
from stdgraph.datasets.system_table.words import is_empty

_NOTE = re.compile(
    r"(?:注|备注|说明|附注|编制说明|编制人?|制表人?|审核人?|校对人?|复核人?|批准人?|填表人?|填报单位|联系人|打印|资料来源|来源"
    r"|notes?|source|prepared by)\s*\d*\s*[:.、)\s]",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"第\s*\d+\s*页.*|page\s*\d+.*|续表.{0,40}|.{0,40}\((?:续表?|continued)\s*\d*\)|-?\s*\d+\s*-", re.IGNORECASE
)
_TOTAL = re.compile(
    r"(?:合\s*计|小\s*计|总\s*计|共\s*计|总数|本页[小合]计|(?:sub)?total|sum)(?![\w])[^\n]{0,40}", re.IGNORECASE
)
_COUNTED = re.compile(
    r"(?:合计|小计|总计|共计|总数|共有|共|(?:sub)?total)\s*[:为有]?\s*(?P<n>\d{1,6})\s*(?:项|个|条|部|件|items?|standards?)?(?:标准)?[。.]?",
    re.IGNORECASE,
)
_PARTIAL = re.compile(r"小\s*计|本页|subtotal", re.IGNORECASE)
_CODES = (
    TableField.SEQUENCE,
    TableField.ITEM_NUMBER,
    TableField.SYSTEM_CODE,
    TableField.SUBSYSTEM_CODE,
    TableField.NUMBER,
    TableField.NUMBER_OR_PLAN,
)
_TITLES = (TableField.TITLE_ZH, TableField.SUBSYSTEM_TITLE, TableField.TITLE_EN)
_BESIDE = (TableField.REMARKS, TableField.TITLE_EN, TableField.SUBSYSTEM_TITLE_EN)


class RowKind(StrEnum):
    """What a row is."""

    ITEM = "item"
    HEADING = "heading"
    HEADER = "repeated header"
    TOTAL = "total"
    NOTE = "note"
    EMPTY = "empty"
    IGNORED = "ignored"
    OTHER_TABLE = "other table"
    """Below a header with other columns."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row with what it is; a heading in its parts, a total with its figure."""

    row: SheetRow
    kind: RowKind
    cell: Cell | None = None
    """The cell that tells it."""
    heading: HeadingText | None = None
    total: int | None = None
    partial: bool = False
    """Whether a total is that of a part of the rows (小计)."""


@dataclass(frozen=True, slots=True)
class RowReader:
    """Tells what rows are, by the columns of their sheet."""

    columns: Mapping[TableField, int]
    headings: Mapping[int, str]
    hierarchy: bool
    """Whether rows can be headings of subsystems."""
    sequenced: bool
    """Whether items have a sequence number."""
    titles: frozenset[str] = frozenset()
    """What stands above the header, which printed tables repeat on each page."""

    def read(self, row: SheetRow, following: SheetRow | None, before: str) -> ReadRow:
        """What a row is; ``following`` is the next one that holds something, ``before`` the sequence number of the last item."""
        cells = [cell for cell in row.filled() if not is_empty(cell.text)]
        if not cells:
            return ReadRow(row, RowKind.EMPTY)
        if is_repetition(row, self.headings):
            return ReadRow(row, RowKind.HEADER, cells[0])
        own = [cell for cell in cells if cell.span[0] == 1 or not cell.covered] or cells
        texts = list(dict.fromkeys(plain_text(cell.text) for cell in own))
        if not self._numbered(row):
            if total := _total(row, own, texts):
                return total
            if len(texts) <= 2 and (_NOTE.match(texts[0]) or _PAGE.fullmatch(texts[0])):
                return ReadRow(row, RowKind.NOTE, own[0])
            if all(map(_NOTE.match, texts)):  # who made it, who checked it
                return ReadRow(row, RowKind.NOTE, own[0])
            if len(texts) == 1 and texts[0] in self.titles:
                return ReadRow(row, RowKind.HEADER, own[0])
            if found := self._heading(row, own, texts, following, before):
                return found
        return ReadRow(row, RowKind.ITEM)

    def forced_heading(self, row: SheetRow) -> ReadRow:
        """A row that a person says is a heading."""
        cells = [cell for cell in row.filled() if not is_empty(cell.text)]
        code, title = self._code_and_title(row)
        if code is not None and title is not None and _in_two_cells(code, title):
            return ReadRow(row, RowKind.HEADING, title, _joined(code.text, title.text))
        return (
            ReadRow(row, RowKind.HEADING, cells[0], read_heading(cells[0].text))
            if cells
            else ReadRow(row, RowKind.EMPTY)
        )

    def _numbered(self, row: SheetRow) -> bool:
        """Whether a row has the number of a document or of a plan."""
        fields = (TableField.NUMBER, TableField.PLAN_NUMBER, TableField.NUMBER_OR_PLAN)
        return any(is_known_number(row.text(self.columns.get(field))) for field in fields)

    def _heading(
        self, row: SheetRow, cells: Sequence[Cell], texts: Sequence[str], following: SheetRow | None, before: str
    ) -> ReadRow | None:
        code, title = self._code_and_title(row)
        if len(texts) == 1 and not _in_two_cells(code, title):
            return self._of_one_text(row, cells[0], following)
        beside = {self.columns[field] for field in _BESIDE if field in self.columns}
        if (
            code is None
            or title is None
            or any(cell.column not in {code.column, title.column, *beside} for cell in cells)
        ):
            return None
        if self.hierarchy and self._is_heading(code, title, row, following, before):
            return ReadRow(row, RowKind.HEADING, title, _joined(code.text, title.text))
        return None

    def _of_one_text(self, row: SheetRow, cell: Cell, following: SheetRow | None) -> ReadRow | None:
        field = next((field for field, column in self.columns.items() if column == cell.column), None)
        wide = cell.span[1] > 1
        if is_known_number(cell.text):
            return None
        if not wide and (field is TableField.REMARKS or (field is TableField.SEQUENCE and is_code(cell.text))):
            return ReadRow(row, RowKind.NOTE if field is TableField.REMARKS else RowKind.EMPTY, cell)
        heading = read_heading(cell.text)
        in_title = field in _TITLES and not wide
        if heading is None or not self.hierarchy:
            return None if in_title else ReadRow(row, RowKind.NOTE, cell)
        below = following.cells.get(cell.column) if following else None
        indented = below is not None and following is not None and depth_of(below, following) > depth_of(cell, row)
        if in_title and heading.style is CodeStyle.NONE and not (cell.bold or self.sequenced or indented):
            return None
        return ReadRow(row, RowKind.HEADING, cell, heading)

    def _code_and_title(self, row: SheetRow) -> tuple[Cell | None, Cell | None]:
        def first(fields: Sequence[TableField]) -> Cell | None:
            found = (row.cells.get(self.columns[field]) for field in fields if field in self.columns)
            return next((cell for cell in found if cell and not is_empty(cell.text)), None)

        code, title = first(_CODES), first(_TITLES)
        if code is not None and not (is_code(code.text) or _joined(code.text, "标题").style is CodeStyle.LOCAL):
            code = None
        return code, title

    def _is_heading(self, code: Cell, title: Cell, row: SheetRow, following: SheetRow | None, before: str) -> bool:
        """Whether a row of a code and a title alone is a heading: what follows tells, or the look of it, or that items are numbered otherwise."""
        if _joined(code.text, title.text).style is CodeStyle.LOCAL or (title.bold and code.bold):
            return read_heading(title.text) is not None
        own, after = plain_code(code.text), _code_in(following, code.column)
        if is_below(after, own) and not (own.isdigit() and after.isdigit() and int(after) == int(own) + 1):
            return True
        in_sequence = self.columns.get(TableField.SEQUENCE) == code.column
        if not in_sequence:
            return self.sequenced
        if not self.sequenced:
            return True  # the items have no sequence number: what has one is a subsystem
        if own.isdigit():
            return (
                after == "1"
                and own != "0"
                and not (before.isdigit() and int(own) == int(before) + 1 and following is None)
            )
        return (after.isdigit() and not before.startswith(own.rpartition(".")[0] + ".")) or own.isalpha()


def depth_of(cell: Cell, row: SheetRow) -> int:
    """How deep a text stands: its indentation, its leading blanks, the group of its row."""
    blanks = len(cell.text) - len(cell.text.lstrip(" \t\u3000"))
    wide = sum(2 if char == "\u3000" else 1 for char in cell.text[:blanks])
    return cell.indent * 2 + wide + row.outline * 2


def _in_two_cells(code: Cell | None, title: Cell | None) -> bool:
    """Whether a code and a title that read the same (``PKI``, ``PKI``) are two cells and not one that is merged."""
    return code is not None and title is not None and code.span[1] == title.span[1] == 1


def _code_in(row: SheetRow | None, column: int) -> str:
    """The code in a cell; empty where it holds none, or more than a code."""
    text = row.text(column) if row else ""
    return plain_code(text) if is_code(text) else ""


def _total(row: SheetRow, cells: Sequence[Cell], texts: Sequence[str]) -> ReadRow | None:
    """A row that states how many rows there are; None for another one."""
    words = [text for text in texts if _TOTAL.fullmatch(text) or _COUNTED.fullmatch(text)]
    if not words or len(texts) > 12:
        return None
    counted = next((found for text in texts if (found := _COUNTED.fullmatch(text) or _COUNTED.search(text))), None)
    whole = [cell.value for cell in cells if isinstance(cell.value, int) and not isinstance(cell.value, bool)]
    digits = [int(text) for text in texts if text.isdecimal() and len(text) < 7]
    figure = int(counted["n"]) if counted else next(iter(whole or digits), None)
    cell = next(cell for cell in cells if plain_text(cell.text) in words)
    return ReadRow(row, RowKind.TOTAL, cell, total=figure, partial=bool(_PARTIAL.search(words[0])))


def _joined(code: str, title: str) -> HeadingText:
    """A heading whose code and title are in two cells."""
    plain = plain_text(code)
    for sign in ("", "、"):
        found = read_heading(f"{plain}{sign}{title}")
        if found is not None and found.style is CodeStyle.LOCAL and not plain.isdigit():
            return HeadingText(found.style, found.code, title.strip(), found.rank)
    return HeadingText(CodeStyle.PRINTED, plain_code(code), " ".join(title.split()))


def plain_text(text: str) -> str:
    """A text as rows are told apart by it."""
    return unicodedata.normalize("NFKC", text).strip()
