"""A printable sheet: cells that are never formulas, rows as high as their text, A4 landscape with repeated headings and page numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stdgraph.domain.vocabulary import Language
from stdgraph.exports.cells import workbook_text
from stdgraph.exports.system_forms import texts
from stdgraph.exports.system_forms.text_width import clean, wrap

Value = str | int | float | None
POINTS = 9
_TITLE_POINTS, _TITLE_LATIN = 15, 0.56
PIXELS_PER_POINT = 96 / 72
_LINE, _AROUND = 1.36, 5.0
"""The height of a line in its font's size, and the points above and below all lines."""
_HIGHEST = 409.0
_LATIN = 0.5
"""The width of a Latin letter in the fonts of the sheets: in SimSun half an em, in Arial about as much."""
_INSET = 9
"""Pixels of a column that text does not use: its borders and its padding."""
A4, MOST_FOOTER = 9, 200


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet."""

    heading: str
    width: float
    """In characters of the workbook's font, as spreadsheets give it."""
    value: Callable[[Any], Value]
    form: str = "text"
    """The name of its cells' format."""


def ratio_or_dash(ratio: float | None) -> Value:
    """A ratio as a cell shows it: a dash where there is none."""
    return texts.NOTHING if ratio is None else ratio


def text_ems(width: float, points: float = POINTS) -> float:
    """How many ems of text a column holds."""
    return (width * 7 + 5 - _INSET) / (points * PIXELS_PER_POINT)


def row_height(cells: Sequence[tuple[Value, float]], points: float = POINTS, latin: float = _LATIN) -> float:
    """The height of a row in points, given its values and the widths of their columns; ``latin`` is the width of a Latin letter in ems."""
    lines = max((len(wrap(_shown(value), text_ems(width, points), latin)) for value, width in cells), default=1)
    return min(lines * points * _LINE + _AROUND, _HIGHEST)


def _shown(value: Value) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value:g}"


class Formats:
    """The formats of a workbook's cells, by name."""

    def __init__(self, book: Any, language: Language) -> None:
        plain = "SimSun" if language is Language.ZH else "Arial"
        bold = "SimHei" if language is Language.ZH else "Arial"
        cell = {"font_name": plain, "font_size": POINTS, "valign": "vcenter", "text_wrap": True, "border": 1}
        head = {**cell, "font_name": bold, "bold": True, "align": "center", "bg_color": "#E7ECF4"}
        loose = {"font_name": plain, "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
        wanted: Mapping[str, Mapping[str, object]] = {
            "text": cell,
            "title of item": cell,
            "centre": {**cell, "align": "center"},
            "number": {**cell, "align": "center", "num_format": "0"},
            "ratio": {**cell, "align": "center", "num_format": "0.0%"},
            "head": head,
            "branch": {**cell, "font_name": bold, "bold": True, "bg_color": "#F3F5F9"},
            "total": {**cell, "bold": True, "align": "center", "bg_color": "#F3F5F9"},
            "total ratio": {**cell, "bold": True, "align": "center", "bg_color": "#F3F5F9", "num_format": "0.0%"},
            "title": {
                "font_name": bold, "font_size": _TITLE_POINTS, "bold": True, "align": "center", "valign": "vcenter", "text_wrap": True,
            },
            "cover title": {
                "font_name": bold, "font_size": 22, "bold": True, "align": "center", "valign": "vcenter", "text_wrap": True,
            },
            "subtitle": {"font_name": plain, "font_size": 10.5, "align": "center", "valign": "vcenter", "text_wrap": True},
            "label": {**loose, "font_name": bold, "bold": True, "valign": "top", "border": 1, "bg_color": "#F3F5F9"},
            "paragraph": {**loose, "valign": "top", "border": 1},
            "note": {**loose, "font_size": POINTS},
            "section": {**loose, "font_name": bold, "bold": True},
        }  # fmt: skip
        self._known = {name: book.add_format(dict(one)) for name, one in wanted.items()}
        self._indented: dict[tuple[str, int], Any] = {}
        self._book, self._wanted = book, wanted

    def __getitem__(self, name: str) -> Any:
        return self._known[name]

    def indented(self, name: str, depth: int) -> Any:
        """A format whose text begins further right by a depth."""
        if (name, depth) not in self._indented:
            self._indented[name, depth] = self._book.add_format({**self._wanted[name], "indent": depth})
        return self._indented[name, depth]


class Sheet:
    """A worksheet that is written from top to bottom."""

    def __init__(self, book: Any, formats: Formats, name: str) -> None:
        self.sheet = book.add_worksheet(name)
        self.formats = formats
        self.row = 0

    def write(self, column: int, value: Value, form: Any) -> None:
        """Write a cell of the present row. A text stays a text, whatever it begins with."""
        if value is None or value == "":
            self.sheet.write_blank(self.row, column, None, form)
        elif isinstance(value, str):
            self.sheet.write_string(self.row, column, workbook_text(clean(value)), form)
        else:
            self.sheet.write_number(self.row, column, value, form)

    def merged(self, columns: int, value: str, form: Any, height: float) -> None:
        """A row that is one text over the first columns."""
        self.sheet.set_row(self.row, height)
        if columns > 1:
            self.sheet.merge_range(self.row, 0, self.row, columns - 1, "", form)
        self.write(0, value, form)
        self.row += 1

    def title(self, text: str, under: str, columns: Sequence[Column]) -> None:
        """The title of the sheet over its columns, and the line under it."""
        width = sum(column.width for column in columns)
        height = row_height([(text, width)], _TITLE_POINTS, _TITLE_LATIN) + 8
        self.merged(len(columns), text, self.formats["title"], height)
        self.merged(len(columns), under, self.formats["subtitle"], 18)

    def headings(self, columns: Sequence[Column]) -> None:
        """The headings of the columns, and the columns' widths."""
        for place, column in enumerate(columns):
            self.sheet.set_column(place, place, column.width)
            self.write(place, column.heading, self.formats["head"])
        self.sheet.set_row(self.row, row_height([(one.heading, one.width) for one in columns]))
        self.row += 1

    def fill(
        self, columns: Sequence[Column], one: Any, *, indent: tuple[int, int] | None = None, high: int | None = None
    ) -> None:
        """A row of values; ``indent`` says of which column the text begins further right, and by how much.

        The row is as high as the first ``high`` columns need, absent: all of them.
        """
        cells = [(column.value(one), column.width) for column in columns]
        for place, (value, _) in enumerate(cells):
            form = self.formats[columns[place].form]
            if indent is not None and indent[0] == place:
                form = self.formats.indented(columns[place].form, indent[1])
            self.write(place, value, form)
        self.sheet.set_row(self.row, row_height(cells[:high]))
        self.row += 1

    def print_setup(self, language: Language, footer: str, *, repeat: tuple[int, int] | None, columns: int) -> None:
        """A4 landscape, as wide as the page, page numbers at the foot; the heading rows stand on every page."""
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, max(self.row - 1, 0), columns - 1)
        sheet.set_footer(f"&L&8{_footer(footer)}&C&8{texts.PAGE.in_language(language)}")
        if repeat is not None:
            sheet.repeat_rows(*repeat)
            sheet.freeze_panes(repeat[1] + 1, 0)


def _footer(text: str) -> str:
    """A text as the code of footers takes it, in which an ampersand begins a command; a leading digit would join the font's size."""
    kept = clean(text)[:MOST_FOOTER].replace("\n", " ").replace("&", "&&")
    return f" {kept}"
