"""What is wrong with a seed, collected so that a person can put all of it right at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from stdgraph.errors import BadInput


class Place(NamedTuple):
    """Where in the seed something stands: a file and, counting the header as row 1, a row."""

    file: str
    row: int | None = None

    def __str__(self) -> str:
        return self.file if self.row is None else f"{self.file}:row {self.row}"


class SeedInvalid(BadInput):
    """The seed is malformed: one line a problem, each with its place and what was expected. Nothing was written."""

    shown: ClassVar[int] = 20

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        more = len(self.problems) - self.shown
        lines = [*self.problems[: self.shown], *([f"... and {more} more"] if more > 0 else [])]
        super().__init__("\n".join(lines))


class Problems:
    """A list of problems that is raised as a whole."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, place: Place, column: str | None, message: str) -> None:
        """Note one problem; ``column`` is a CSV column or the path of a key, None for the whole row or file."""
        kind = "key" if place.file.endswith(".yaml") else "column"
        self._lines.append(f"{place}{f', {kind} {column}' if column else ''}: {message}")

    def raise_if_any(self) -> None:
        """Raise SeedInvalid with all that was noted; return when there was nothing."""
        if self._lines:
            raise SeedInvalid(self._lines)
