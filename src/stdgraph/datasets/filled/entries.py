"""The rows of a sheet that somebody filled in, cell by cell, and the changes that are read from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stdgraph.commands.command_handler import AnyCommand
from stdgraph.commands.outcomes import Message
from stdgraph.datasets.filled.kind import FilledSheet
from stdgraph.datasets.filled.report import INVALID, FilledRow
from stdgraph.datasets.importing.findings import shown
from stdgraph.datasets.system_table.content import TableFormat, format_of
from stdgraph.datasets.system_table.sheet import Cell
from stdgraph.domain.text import composed
from stdgraph.domain.vocabulary import Language

_REVISION = re.compile(r"\d{1,9}(?:\.0+)?")


class Unacceptable(Exception):
    """A cell cannot be taken: its column, what it holds, and why."""

    def __init__(self, column: str | None, value: str | None, message: Message, outcome: str = INVALID) -> None:
        super().__init__(message.en)
        self.column, self.value, self.message, self.outcome = column, value, message, outcome


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that names something."""

    file: str
    sheet: str | None
    row: int
    cells: Mapping[str, Cell]
    """By the name of the column; those that hold something."""
    headings: Mapping[str, str]
    """How the columns that are there are headed in the file."""
    is_text: bool
    epoch_1904: bool

    def text(self, column: str) -> str:
        """What a cell says, without blanks around it; empty where it says nothing. A mark that protects a text in CSV is no part of it.

        Raises Unacceptable for a formula that has come to an error.
        """
        cell = self.cells.get(column)
        if cell is None:
            return ""
        if cell.error:
            told = Message("公式结果有误（请填写内容）", "the formula came to an error (expected what is meant)")
            raise Unacceptable(self.headings[column], cell.text, told)
        raw = cell.value if self.is_text and isinstance(cell.value, str) else None
        text = raw.removeprefix("'") if raw is not None and raw.startswith("'") else cell.text
        return composed(text.strip())

    def revision(self, column: str) -> int | None:
        """The revision that the row was made of: 0 for an empty cell; None where the column is missing. Raises Unacceptable."""
        if column not in self.headings:
            return None
        text = self.text(column)
        if not text:
            return 0
        if not _REVISION.fullmatch(text):
            told = Message(
                "修订号应为数字，请保持导出时的内容", "expected the number that the export wrote: leave it as it is"
            )
            raise Unacceptable(self.headings[column], text, told)
        return int(float(text))

    def refused(self, what: str, error: Unacceptable, language: Language) -> FilledRow:
        """The row, with why it is not taken."""
        told = error.message.text(language)
        return FilledRow(
            self.file, self.sheet, self.row, what, error.outcome, False, told, error.column, shown(error.value)
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What a row asks for: commands on one subject, of which the first is guarded by the revision of the workbook."""

    entry: Entry
    subject: str
    """The key of what it changes: the rows of one subject belong together."""
    what: str
    """How people call it."""
    commands: Sequence[AnyCommand]
    told: Message
    """What changes, in words."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """The columns that the fields of the commands come from, where they are named otherwise."""


@dataclass(slots=True)
class Work:
    """What a workbook asks for, as far as it could be read."""

    read: int = 0
    unchanged: int = 0
    changes: list[Change] = field(default_factory=list)
    refused: list[FilledRow] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)

    def note(self, zh: str, en: str) -> None:
        """Say something about the workbook as a whole, once."""
        told = Message(zh, en)
        if told not in self.notes:
            self.notes.append(told)


def entries(path: Path, found: FilledSheet, name: str | None = None) -> Iterator[Entry]:
    """The rows below the headings that say something. ``name`` is what the file is called where people see it."""
    is_text = format_of(path) is TableFormat.TEXT
    head = found.sheet.row(found.head)
    headings = {one: " ".join(head.text(column).split()) for one, column in found.columns.items()} if head else {}
    for row in found.sheet.rows:
        if row.number <= found.head:
            continue
        cells = {one: row.cells[column] for one, column in found.columns.items() if row.text(column)}
        entry = Entry(
            name or path.name,
            None if is_text else found.sheet.name,
            row.number,
            cells,
            headings,
            is_text,
            found.sheet.epoch_1904,
        )
        if cells and row.text(found.columns[found.form.key]) != headings[found.form.key]:
            yield entry
