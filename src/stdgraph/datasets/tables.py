"""CSV files of the seed, read row by row: rows are validated as they pass, and every problem within a file is collected."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from stdgraph.datasets.places import Place
from stdgraph.datasets.problems import Problems
from stdgraph.datasets.rows import Row
from stdgraph.datasets.text_files import TextLines, Unreadable, refuse_blank
from stdgraph.datasets.validation import validate
from stdgraph.errors import BadInput

R = TypeVar("R", bound=Row)


class SeedChanged(BadInput):
    """A file of the seed is another one than the one that was checked."""

    def __init__(self, file: str) -> None:
        super().__init__(f"{file}: the file changed while it was read (expected it to stay as it was checked)")


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """The rows of a CSV file that was found in order. They are not kept: each pass reads the file again."""

    folder: Path
    file: str
    model: type[R]
    count: int
    digest: bytes

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[R]:
        return (row for _, row in self.placed())

    def placed(self) -> Iterator[tuple[Place, R]]:
        """Each row with its place. Raises SeedChanged where the file is no longer what was checked, at the latest after its last row."""
        problems = Problems()
        stream = _Rows(self.folder, self.file, self.model, problems)
        for placed in stream:
            if problems:
                break
            yield placed
        if problems or stream.digest() != self.digest:
            raise SeedChanged(self.file)


def read_table(
    folder: Path, file: str, model: type[R], problems: Problems, check: Callable[[Place, R], None]
) -> Table[R]:
    """A CSV file to be read again. Each well-formed row is given to ``check`` and let go; the others are added to the problems."""
    stream = _Rows(folder, file, model, problems)
    count = 0
    for place, row in stream:
        check(place, row)
        count += 1
    return Table(folder, file, model, count, stream.digest())


def read_rows(
    folder: Path, file: str, model: type[R], problems: Problems, check: Callable[[Place, R], None]
) -> tuple[R, ...]:
    """The rows of a small CSV file, kept; otherwise as ``read_table``."""
    rows: list[R] = []
    for place, row in _Rows(folder, file, model, problems):
        check(place, row)
        rows.append(row)
    return tuple(rows)


class _Rows(Generic[R]):
    """One pass over the well-formed rows of a file."""

    def __init__(self, folder: Path, file: str, model: type[R], problems: Problems) -> None:
        self._path = folder / file
        self._file = file
        self._model = model
        self._problems = problems
        self._lines = TextLines(self._path)

    def digest(self) -> bytes:
        """The digest of what was read."""
        return self._lines.digest()

    def __iter__(self) -> Iterator[tuple[Place, R]]:
        reader = csv.reader(self._lines, strict=True)
        try:
            refuse_blank(self._path)
            header = [name.strip() for name in next(reader)]
            if self._header_fits(header):
                yield from self._placed(reader, header)
        except Unreadable as error:
            self._problems.add(Place(self._file), None, str(error))
        except csv.Error as error:
            self._problems.add(Place(self._file), None, f"line {reader.line_num}: {_csv_message(str(error))}")

    def _placed(self, reader: Iterator[list[str]], header: list[str]) -> Iterator[tuple[Place, R]]:
        self._lines.end_row()
        for number, fields in enumerate(reader, start=2):
            self._lines.end_row()
            if not fields:
                continue
            place = Place(self._file, number)
            if len(fields) != len(header):
                self._problems.add(place, None, f"{len(fields)} fields (expected {len(header)}, as in the header)")
                continue
            # an empty field means unknown, as an absent one does
            data = {name: text for name, field in zip(header, fields, strict=True) if (text := field.strip())}
            row = validate(place, self._model, data, self._problems)
            if row is not None:
                yield place, row

    def _header_fits(self, header: list[str]) -> bool:
        known = self._model.columns()
        wanted = [column for column in known if column not in self._model.optional]
        optional = [column for column in known if column in self._model.optional]
        expected = ", ".join(wanted) + (f"; optional: {', '.join(optional)}" if optional else "")
        problems = {
            **{c: f"missing column (expected {expected})" for c in wanted if c not in header},
            **{c: f"unknown column (expected {expected})" for c in header if c not in known},
        }
        for column, message in problems.items():
            self._problems.add(Place(self._file, 1), column, message)
        twice = sorted({c for c in header if header.count(c) > 1})
        for column in twice:
            self._problems.add(Place(self._file, 1), column, "duplicate column (expected once)")
        return not (problems or twice)


def _csv_message(text: str) -> str:
    if text.startswith("field larger than"):
        return f"field of more than {csv.field_size_limit()} characters (expected fewer; is a quote left open?)"
    return f"invalid CSV: {text} (expected RFC 4180)"
