"""Where something stands in a seed, and what a seed names without defining it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """A place in a seed or an import: a file and, counting the header as row 1, a row; of a workbook also the sheet."""

    file: str
    row: int | None = None
    sheet: str | None = None

    def __str__(self) -> str:
        file = self.file if self.sheet is None else f"{self.file}, sheet {self.sheet}"
        return file if self.row is None else f"{file}:row {self.row}"

    def line(self, column: str | None, message: str) -> str:
        """A message about the place; ``column`` is a CSV column or the path of a key, None for the whole row or file."""
        kind = "key" if self.file.endswith(".yaml") else "column"
        return f"{self}{f', {kind} {column}' if column else ''}: {message}"


@dataclass(frozen=True, slots=True)
class ExternalReference:
    """Something that a seed names and does not define, so that the catalogue must hold it: once, however many rows name it.

    ``name`` is the code or id that the catalogue knows it by (a subsystem's is ``PV2024/AA``); a standard's is an id,
    ``dataset:id`` or a number in any printing. ``expected`` says in words what it should be.
    """

    place: Place
    column: str | None
    label: str
    name: str
    expected: str
    written: str | None = None
    """What the row says, where that is not the name."""
    mentions: int = 1
    """How many rows name it; ``place`` is the first."""
