"""What an import did not take of a file, and why: whole rows that were rejected, and single fields of rows that were taken."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import IO, TextIO

from stdgraph.datasets.places import Place
from stdgraph.datasets.problems import Problems
from stdgraph.domain.csv_text import protected
from stdgraph.domain.vocabulary import Language

KEPT = 1000
"""Findings that are kept at hand; all of them are counted and can be written as CSV."""
COLUMNS = ("file", "sheet", "row", "column", "value", "reason", "rejected")
VALUE = 200
"""Characters of a value that a finding shows."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A row, or a field of a row, that was not taken."""

    file: str
    row: int | None
    column: str | None
    value: str | None
    reason: str
    rejected: bool
    """Whether the whole row was rejected; else only the field was left out."""
    sheet: str | None = None

    def place(self, language: Language) -> str:
        """The file with the sheet, the row and the column, as messages name them."""
        if language is Language.ZH:
            row = f"第 {self.row} 行" if self.row is not None else None
            column = f"{self.column} 列" if self.column else None
            return "，".join(part for part in (self.file, self.sheet, row, column) if part)
        row = f"row {self.row}" if self.row is not None else None
        column = f"column {self.column}" if self.column else None
        return ", ".join(part for part in (self.file, self.sheet, row, column) if part)


class FindingLog:
    """The findings of an import: counted, the first ones at hand, all of them in a temporary file."""

    def __init__(self) -> None:
        self.rejected_rows = 0
        self.dropped_fields = 0
        self.first: list[Finding] = []
        self._file: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115

    def add(self, finding: Finding) -> None:
        """Add one."""
        if finding.rejected:
            self.rejected_rows += 1
        else:
            self.dropped_fields += 1
        if len(self.first) < KEPT:
            self.first.append(finding)
        json.dump(asdict(finding), self._file, ensure_ascii=False)
        self._file.write("\n")

    def __iter__(self) -> Iterator[Finding]:
        """All of them, in the order in which they were found."""
        self._file.seek(0)
        for line in self._file:
            yield Finding(**json.loads(line))
        self._file.seek(0, 2)

    def __len__(self) -> int:
        return self.rejected_rows + self.dropped_fields

    def write_csv(self, file: TextIO) -> None:
        """Write all of them as CSV (RFC 4180), in which no cell is a formula: what is told comes from files of others."""
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\r\n")
        writer.writeheader()
        for finding in self:
            writer.writerow(protected({**asdict(finding), "rejected": "row" if finding.rejected else "field"}))

    def close(self) -> None:
        """Remove the temporary file."""
        self._file.close()


def shown(value: object) -> str | None:
    """A value as a finding shows it; None for none."""
    if value is None or value == "":
        return None
    text = " ".join(str(value).split())
    return text if len(text) <= VALUE else f"{text[: VALUE - 1]}…"


class RowProblems(Problems):
    """The problems of one row, by column."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str | None, str]] = []

    def add(self, place: Place, column: str | None, message: str) -> None:
        """Add one problem."""
        super().add(place, column, message)
        self.found.append((column, message))
