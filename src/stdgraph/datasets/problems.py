"""The problems of a seed: collected, counted, and raised together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from stdgraph.datasets.places import Place
from stdgraph.errors import BadInput


class SeedInvalid(BadInput):
    """The seed is invalid: one line per problem, with its place and what is accepted. Nothing was written."""

    shown: ClassVar[int] = 20

    def __init__(self, problems: Sequence[str], count: int | None = None) -> None:
        """``count`` is how many there are, where ``problems`` holds only the first."""
        self.problems = tuple(problems)
        self.count = len(self.problems) if count is None else count
        shown = self.problems[: self.shown]
        more = self.count - len(shown)
        super().__init__("\n".join([*shown, *([f"... and {more} more"] if more else [])]))


class Problems:
    """The problems found in a seed: all are counted, and as many kept as anybody reads."""

    kept: ClassVar[int] = 1000

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._count = 0

    def __bool__(self) -> bool:
        return self._count > 0

    def add(self, place: Place, column: str | None, message: str) -> None:
        """Add one problem; ``column`` is a CSV column or the path of a key, None for the whole row or file."""
        self._count += 1
        if len(self._lines) < self.kept:
            self._lines.append(place.line(column, message))

    def raise_if_any(self) -> None:
        """Raise SeedInvalid with the problems kept and the count of all, if there are any."""
        if self._count:
            raise SeedInvalid(self._lines, self._count)
