"""Workbooks (XLSX): written row by row to a temporary file, then sent; every text is a text, whatever it begins with."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import accumulate
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from stdgraph.domain.terms import Term
from stdgraph.errors import LimitExceeded
from stdgraph.exports.cells import Cell, workbook_text
from stdgraph.exports.columns import ExportColumn, Row
from stdgraph.exports.export import ExportRequest

MOST_ROWS = 1_048_576
"""Rows of a sheet, the headings included."""
PIECE = 256 * 1024
LINE, TALLEST = 17, 405
"""Points of a line of text, Chinese signs being taller than Latin letters, and of the tallest row that programs show."""
A4, A3, FITS_A4, MOST_PRINTED = 9, 8, 180, 300
"""Codes of paper, and characters of columns that remain readable on A4 and on A3: what is wider is on the screen only."""
FIRST_DAY = date(1900, 3, 1)
"""Days before it stand as texts: Excel counts a 29 February 1900."""
_FORMATS: Mapping[str, Mapping[str, object]] = {
    "head": {"bold": True, "bottom": 1, "valign": "top", "text_wrap": True, "bg_color": "#DDE5EE"},
    "head to fill in": {"bold": True, "bottom": 1, "valign": "top", "text_wrap": True, "bg_color": "#FFE699"},
    "body": {"valign": "top", "text_wrap": True},
    "body to fill in": {"valign": "top", "text_wrap": True, "bg_color": "#FFF9E5"},
    "text to fill in": {"valign": "top", "text_wrap": True, "bg_color": "#FFF9E5", "num_format": "@"},
    "day to fill in": {"valign": "top", "bg_color": "#FFF9E5", "num_format": "yyyy-mm-dd", "align": "left"},
    "share": {"valign": "top", "num_format": "0.0 %"},
    "day": {"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"},
}


_BODIES = {"anything": "body to fill in", "text": "text to fill in", "day": "day to fill in"}
"""The format of cells to fill in, by what they hold."""
TITLE_LENGTH = 32
"""Characters of the title of a hint (ECMA-376, part 1, 18.3.1.32)."""


@dataclass(frozen=True, slots=True)
class Appendix:
    """A sheet from whose first column cells of another sheet may be chosen, or that explains them."""

    title: Term
    headings: tuple[Term, ...]
    rows: Sequence[Sequence[str]]


async def write_workbook(
    title: Term,
    columns: Sequence[ExportColumn],
    pages: AsyncIterator[Sequence[Row]],
    request: ExportRequest,
    appendices: Mapping[str, Appendix],
) -> AsyncIterator[bytes]:
    """The workbook piece by piece, once it is whole. ``appendices`` are the choices of columns, by name.

    Raises LimitExceeded for more rows than a sheet holds.
    """
    with tempfile.TemporaryDirectory(prefix="stdgraph-export-") as folder:
        file = Path(folder, "export.xlsx")
        table = _Table(file, title, columns, request)
        try:
            async for page in pages:
                await asyncio.to_thread(table.add, page)
        finally:
            await asyncio.to_thread(table.finish, appendices)
        with await asyncio.to_thread(file.open, "rb") as whole:
            while piece := await asyncio.to_thread(whole.read, PIECE):
                yield piece


class _Table:
    """A workbook with one table, of which one row is in memory at a time."""

    def __init__(self, file: Path, title: Term, columns: Sequence[ExportColumn], request: ExportRequest) -> None:
        import xlsxwriter

        self._columns, self._language = columns, request.language
        self._book = xlsxwriter.Workbook(str(file), {"constant_memory": True, "tmpdir": str(file.parent)})
        self._formats = {name: self._book.add_format(dict(given)) for name, given in _FORMATS.items()}
        name = title.in_language(request.language)
        self._book.set_properties(
            {"title": f"{name} {request.on}", "created": datetime.combine(request.on, time(), UTC)}
        )
        self._sheet = self._book.add_worksheet(name)
        self._rows = 0
        self._lay_out(f"{name}  {request.on}")

    def _lay_out(self, heading: str) -> None:
        sheet = self._sheet
        for place, column in enumerate(self._columns):
            sheet.set_column(place, place, column.width)
            kind = "head to fill in" if column.editable else "head"
            sheet.write_string(0, place, column.heading.in_language(self._language), self._formats[kind])
        sheet.set_row(0, 2 * LINE)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        widths = list(accumulate(column.width for column in self._columns))
        self._printed = max(1, sum(width <= MOST_PRINTED for width in widths))
        sheet.set_paper(A4 if widths[self._printed - 1] <= FITS_A4 else A3)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_header(f"&L{heading.replace('&', '&&')}&R&P / &N")

    def add(self, page: Sequence[Row]) -> None:
        for row in page:
            self._rows += 1
            if self._rows >= MOST_ROWS:
                raise LimitExceeded(f"a sheet holds at most {MOST_ROWS - 1} rows: narrow the export, or take CSV")
            cells = [column.value(row, self._language) for column in self._columns]
            lines = max(map(lines_of, cells[: self._printed], (column.width for column in self._columns)))
            self._sheet.set_row(self._rows, min(lines * LINE, TALLEST))
            for place, (column, cell) in enumerate(zip(self._columns, cells, strict=True)):
                self._write(place, cell, self._formats[_body(column)])
                if column.choices_of is not None:
                    self._offer(self._rows, self._rows, place, list(column.choices_of(row)))

    def _offer(self, first: int, last: int, place: int, source: object) -> None:
        """Let cells of a column offer what they may hold, and say what to enter."""
        column = self._columns[place]
        options: dict[str, object] = {"validate": "list", "source": source} if source else {"validate": "any"}
        if column.hint is not None:
            title = column.heading.in_language(self._language)
            options["input_title"] = title[:TITLE_LENGTH]
            options["input_message"] = column.hint.in_language(self._language)
        if source or column.hint is not None:
            self._sheet.data_validation(first, place, last, place, options)

    def _write(self, place: int, value: Cell, body: Any) -> None:
        match value:
            case None | "" | []:
                if self._columns[place].editable:  # an empty cell has nothing else to show
                    self._sheet.write_blank(self._rows, place, None, body)
            case int() | float():
                self._sheet.write_number(self._rows, place, value, body)
            case date() if value >= FIRST_DAY:
                self._sheet.write_datetime(self._rows, place, datetime.combine(value, time()), self._formats["day"])
            case date():
                self._sheet.write_string(self._rows, place, value.isoformat(), body)
            case _:
                self._sheet.write_string(self._rows, place, workbook_text(value), body)

    def finish(self, appendices: Mapping[str, Appendix]) -> None:
        """Add what speaks of all rows, and write the file."""
        last = max(self._rows, 1)
        self._sheet.autofilter(0, 0, last, len(self._columns) - 1)
        self._sheet.print_area(0, 0, last, self._printed - 1)
        for place, column in enumerate(self._columns):
            source: object = [one.in_language(self._language) for one in column.choices]
            if column.name in appendices and appendices[column.name].rows:
                cells = self._append(appendices[column.name])
                source = cells if column.editable else source  # what is read only is explained there
            if column.choices_of is None:
                self._offer(1, last, place, source)
        self._book.close()

    def _append(self, appendix: Appendix) -> str:
        """Add the sheet of an appendix; the range of its first column."""
        name = appendix.title.in_language(self._language)
        sheet = self._book.add_worksheet(name)
        for place, heading in enumerate(appendix.headings):
            sheet.set_column(place, place, 40 if place else 20)
            sheet.write_string(0, place, heading.in_language(self._language), self._formats["head"])
        for line, row in enumerate(appendix.rows, start=1):
            for place, text in enumerate(row):
                sheet.write_string(line, place, workbook_text(text), self._formats["body"])
        sheet.freeze_panes(1, 0)
        return f"='{name}'!$A$2:$A${len(appendix.rows) + 1}"


def _body(column: ExportColumn) -> str:
    """The format of the cells of a column."""
    return _BODIES[column.holds] if column.editable else "share" if column.percent else "body"


def lines_of(value: Cell, width: int) -> int:
    """How many lines a cell needs in a column of a width: the programs that open a workbook do not all measure it themselves."""
    if value is None or isinstance(value, int | float | date):
        return 1
    parts = value.splitlines() if isinstance(value, str) else value
    return max(1, sum(-(-_cells(part) // max(width - 1, 1)) for part in parts))


def _cells(text: str) -> int:
    """The width of a text: wide signs, as Chinese has them, take two cells."""
    return len(text) if text.isascii() else cell_len(text)
