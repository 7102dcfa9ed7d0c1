"""Reads XLSX workbooks as a stream, with what carries structure: merged ranges, indentation, outline levels, bold type, formulas.

openpyxl leaves merged ranges and outline levels out when it reads as a stream, and needs hundreds of bytes a cell when it does not;
python-calamine lays a sheet out as a rectangle, so that two cells far apart would ask for gigabytes. ECMA-376, part 1, clause 18.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zlib import error as ZlibError  # noqa: N812

from stdgraph.datasets.system_table import limits
from stdgraph.datasets.system_table.cell_text import date_text, number_text, serial_date, shows_date
from stdgraph.datasets.system_table.cells import PLAIN, CellBudget, CellFormat, SheetCells
from stdgraph.datasets.system_table.content import corrupt
from stdgraph.datasets.system_table.sheet import CellValue, Sheet, column_number
from stdgraph.datasets.system_table.unreadable import unreadable
from stdgraph.datasets.system_table.xlsx_styles import SharedTexts, StyleHandler, unescaped
from stdgraph.datasets.system_table.xml_parts import local, read_part


@dataclass(slots=True)
class _Workbook:
    """What ``xl/workbook.xml`` says."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    """Name, relationship and whether it is hidden."""
    epoch_1904: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), local(attributes, "id") or "", hidden))
            if len(self.sheets) > limits.SHEETS:
                raise unreadable(f"超过 {limits.SHEETS} 个工作表", f"more than {limits.SHEETS} sheets (expected fewer)")
        elif name == "workbookPr":
            self.epoch_1904 = attributes.get("date1904", "0") in ("1", "true")

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


@dataclass(slots=True)
class _Relationships:
    """The parts that relationships name."""

    targets: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By identifier the kind of a part, and its path."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            self.targets[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], path)

    def part(self, kind: str) -> str | None:
        """The path of the one part of a kind; None for none."""
        return next((path for found, path in self.targets.values() if found == kind), None)

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


@dataclass(slots=True)
class _SheetHandler:
    """Reads the cells of a sheet."""

    cells: SheetCells
    styles: StyleHandler
    shared: list[str]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    _row: int = 0
    _column: int = 0
    _kind: str = "n"
    _format: CellFormat = PLAIN
    _formula: bool = False
    _open: str = ""
    _parts: list[str] = field(default_factory=list)
    _length: int = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "t"):
            self._open = name
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._begin_row(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._open = ""
        elif name == "c":
            self._end_cell()

    def text(self, text: str) -> None:
        if self._open and self._length <= limits.CELL:
            self._parts.append(text)
            self._length += len(text)

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else self._row + 1
        self._column = 0
        level = attributes.get("outlineLevel", "0")
        outline = int(level) if level.isdigit() and len(level) == 1 else 0
        self.cells.set_row(self._row, outline=outline, hidden=attributes.get("hidden", "0") in ("1", "true"))

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        letters = attributes.get("r", "").rstrip("0123456789")
        self._column = _column(letters) or self._column + 1
        self._kind = attributes.get("t", "n")
        self._format = self.styles.format(attributes.get("s"))
        self._formula, self._parts, self._length = False, [], 0

    def _end_cell(self) -> None:
        raw = "".join(self._parts)
        if not raw and not self._formula:
            return
        if self._kind == "s":
            at = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1
            text = self.shared[at] if 0 <= at < len(self.shared) else ""
            self._add(text, text)
        elif self._kind == "e":
            self._add(raw, raw, error=True)
        elif self._kind == "b":
            self._add(raw == "1")
        elif self._kind == "n":
            self._number(raw)
        else:  # str, inlineStr, d
            text = unescaped(raw)
            self._add(text, text)

    def _add(self, value: CellValue, text: str | None = None, *, error: bool = False) -> None:
        self.cells.add(self._row, self._column, value, text, self._format, formula=self._formula, error=error)

    def _number(self, raw: str) -> None:
        if not raw:  # a formula that was never calculated
            self._add(None, "", error=True)
            return
        try:
            number = float(raw)
            value: int | float = int(number) if number.is_integer() and abs(number) < 1e15 else number
        except (ValueError, OverflowError):
            self._add(raw, raw)
            return
        shown = self._format.number_format
        day = serial_date(number, epoch_1904=self.cells.epoch_1904) if shows_date(shown) else None
        if day is None:
            self._add(value, number_text(value, shown))
        else:
            self._add(day, date_text(day, shown))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = _corner(first), _corner(last or first)
        if start is None or end is None:
            return
        if len(self.merges) >= limits.MERGES:
            raise unreadable(
                f"超过 {limits.MERGES} 个合并区域",
                f"more than {limits.MERGES} merged ranges (expected fewer)",
                self.cells.name,
            )
        self.merges.append((*start, *end))


def _column(letters: str) -> int:
    try:
        return column_number(letters) if letters else 0
    except ValueError:
        return 0


def _corner(reference: str) -> tuple[int, int] | None:
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    column = _column(letters)
    return (int(digits), column) if column and 0 < len(digits) < 10 else None


def read_xlsx(path: Path) -> tuple[Sheet, ...]:
    """The sheets of a workbook, in its order. Raises UnreadableTable."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, OSError, EOFError, KeyError, NotImplementedError, RuntimeError, ZlibError) as error:
        raise corrupt(error) from None


def _read(archive: zipfile.ZipFile) -> tuple[Sheet, ...]:
    names = set(archive.namelist())
    book, relations, styles, shared = _Workbook(), _Relationships(), StyleHandler(), SharedTexts()
    read_part(archive, "xl/workbook.xml", book)
    if "xl/_rels/workbook.xml.rels" in names:
        read_part(archive, "xl/_rels/workbook.xml.rels", relations)
    for kind, handler in (("styles", styles), ("sharedStrings", shared)):
        part = relations.part(kind)
        if part in names:
            read_part(archive, part, handler)
    budget = CellBudget()
    sheets = []
    for name, relation, hidden in book.sheets:
        kind, path = relations.targets.get(relation, ("", ""))
        if path not in names or kind != "worksheet":  # a chart or a dialogue
            continue
        cells = SheetCells(name, budget, hidden, book.epoch_1904)
        reader = _SheetHandler(cells, styles, shared.texts)
        read_part(archive, path, reader)
        for merge in reader.merges:
            cells.merge(*merge)
        sheets.append(cells.sheet())
    return tuple(sheets)
