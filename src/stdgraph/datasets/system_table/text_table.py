"""Reads tables that are text: CSV and the like, with commas, semicolons, tabs or vertical bars."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from stdgraph.datasets.system_table import limits
from stdgraph.datasets.system_table.cells import CellBudget, SheetCells
from stdgraph.datasets.system_table.sheet import Sheet
from stdgraph.datasets.system_table.text_encoding import decode
from stdgraph.datasets.system_table.unreadable import unreadable

DELIMITERS = (",", "\t", ";", "|", "，", "；")
_GUARDED = re.compile(r"'[=+\-@\t\w]")
_SAMPLE_ROWS = 60


def read_text_table(path: Path) -> tuple[Sheet, ...]:
    """The one sheet of a text table, named as the file. Raises UnreadableTable."""
    if path.stat().st_size > limits.TEXT:
        most = f"{limits.TEXT >> 20} MiB"
        raise unreadable(f"文本表格超过 {most}", f"text table of more than {most} (expected a smaller one)")
    text = decode(path.read_bytes())
    delimiter = _delimiter(text)
    cells = SheetCells(path.stem, CellBudget())
    for number, row in enumerate(_rows(text, delimiter), 1):
        for column, value in enumerate(row, 1):
            cells.add(number, column, value or None, _unquoted(value))
    return (cells.sheet(),)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows; one with a quote left open is refused before it grows without end."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for row in reader:
            lines.end_row()
            yield row
    except csv.Error as error:
        raise unreadable(
            f"无法读取：{error}（是否缺少引号？）",
            f"{error} (expected CSV; is a quote left open?)",
            f"line {reader.line_num}",
        ) from None


def _unquoted(value: str) -> str:
    """A value without what keeps spreadsheets from changing it: ``="0101"``, ``'0101``."""
    if value.startswith('="') and value.endswith('"') and len(value) > len('="'):
        return value[2:-1]
    return value[1:] if _GUARDED.match(value) else value


class _Lines:
    """The lines of a text, counted by row."""

    def __init__(self, text: str) -> None:
        self._stream = io.StringIO(text, newline="")
        self._row = 0
        self._line = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._stream:
            self._line += 1
            self._row += len(line)
            if self._row > limits.LINE:
                raise unreadable(
                    f"一行超过 {limits.LINE} 字符（是否缺少引号？）",
                    f"row of more than {limits.LINE} characters (expected fewer; is a quote left open?)",
                    f"line {self._line}",
                )
            yield line

    def end_row(self) -> None:
        self._row = 0


def _delimiter(text: str) -> str:
    """The sign that cuts most of the first rows into the same number of cells, more than one; a comma where none does."""
    sample = text[: limits.LINE]
    best, most = ",", (0, 0)
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        try:
            for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
                if any(row):
                    widths[len(row)] += 1
                if sum(widths.values()) >= _SAMPLE_ROWS:
                    break
        except csv.Error:
            continue
        wide = {width: count for width, count in widths.items() if width > 1}
        score = max(((count, width) for width, count in wide.items()), default=(0, 0))
        if score > most and score[0] * 2 >= sum(wide.values(), 0):
            best, most = delimiter, score
    return best
