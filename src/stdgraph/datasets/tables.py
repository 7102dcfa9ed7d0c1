"""CSV and YAML files of the seed, read into rows; everything that is wrong with one file alone is found and collected here."""

from __future__ import annotations

import csv
import io
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import yaml
from pydantic import ValidationError
from yaml.constructor import ConstructorError

from stdgraph.datasets.rows import Row, SystemRow
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


R = TypeVar("R", bound=Row)


class _Strict(yaml.BaseLoader):
    """YAML whose every scalar stays text, and in which no key stands twice in a mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """The mapping; raises ConstructorError at a key that stands twice, of which YAML would take the last."""
        keys: set[object] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in keys:
                raise ConstructorError(None, None, f"{key.value!r} stands twice", key.start_mark)
            keys.add(key.value)
        return super().construct_mapping(node, deep)


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """The rows of one file, each with its place."""

    file: str
    rows: tuple[R, ...] = ()
    numbers: tuple[int, ...] = ()

    def placed(self) -> Iterator[tuple[Place, R]]:
        """Each row with the place it stands at."""
        for number, row in zip(self.numbers, self.rows, strict=True):
            yield Place(self.file, number), row


def read_table(folder: Path, file: str, model: type[R], problems: Problems) -> Table[R]:
    """The rows of a CSV file that are well formed; what is not is added to the problems."""
    text = _text(folder, file, problems)
    if text is None:
        return Table(file)
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[R] = []
    numbers: list[int] = []
    try:
        header = [name.strip() for name in next(lines)]
        if not _header_fits(Place(file, 1), header, model, problems):
            return Table(file)
        for number, fields in enumerate(lines, start=2):
            place = Place(file, number)
            if not fields:
                continue
            if len(fields) != len(header):
                problems.add(place, None, f"{len(fields)} fields (expected {len(header)}, as in the header)")
                continue
            row = _row(place, model, dict(zip(header, fields, strict=True)), problems)
            if row is not None:
                rows.append(row)
                numbers.append(number)
    except csv.Error as error:
        problems.add(Place(file), None, f"line {lines.line_num} is no CSV: {error} (expected RFC 4180)")
    return Table(file, tuple(rows), tuple(numbers))


def read_system(folder: Path, file: str, problems: Problems) -> SystemRow | None:
    """What a system.yaml says; None when it is malformed, which is added to the problems."""
    text = _text(folder, file, problems)
    if text is None:
        return None
    try:
        # a day or number that stays text is read, and refused, by the same rules as in a CSV file
        data = yaml.load(text, Loader=_Strict)  # noqa: S506 - it makes no objects
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        problems.add(Place(file), None, f"{where}{getattr(error, 'problem', None) or error} (expected YAML)")
        return None
    if not isinstance(data, dict):
        problems.add(Place(file), None, "is no mapping (expected keys and values)")
        return None
    empty = (key for key, value in data.items() if key not in SystemRow.model_fields and _known(value) is None)
    for key in empty:  # which the row is made without
        problems.add(Place(file), key, _message("extra_forbidden", ""))
    return _row(Place(file), SystemRow, data, problems)


def _text(folder: Path, file: str, problems: Problems) -> str | None:
    try:
        text = (folder / file).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        problems.add(Place(file), None, "is missing (expected a file)")
        return None
    except OSError as error:
        problems.add(Place(file), None, f"cannot be read: {error.strerror} (expected a file)")
        return None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problems.add(Place(file), None, f"line {line} is not UTF-8 (expected UTF-8 text)")
        return None
    if not text.strip():
        problems.add(Place(file), None, "is empty (expected at least a header or keys)")
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problems.add(Place(file), None, f"line {line} holds a NUL character (expected text)")
        return None
    return text


def _header_fits(place: Place, header: list[str], model: type[Row], problems: Problems) -> bool:
    known = model.columns()
    missing, unknown = [c for c in known if c not in header], [c for c in header if c not in known]
    for column in missing:
        problems.add(place, column, f"is missing (expected {', '.join(known)})")
    for column in unknown:
        problems.add(place, column, f"is unknown (expected {', '.join(known)})")
    twice = {c for c in header if header.count(c) > 1}
    for column in sorted(twice):
        problems.add(place, column, "stands twice (expected once)")
    return not (missing or unknown or twice)


def _row(place: Place, model: type[R], data: dict[str, object], problems: Problems) -> R | None:
    try:
        return model.model_validate(_known(data))
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            problems.add(place, _path(detail["loc"]), _message(detail["type"], detail["msg"]))
        return None


def _known(value: object) -> object:
    """The value without what is empty: an empty field means unknown, which is what an absent one means."""
    if isinstance(value, dict):
        known = {key: _known(item) for key, item in value.items()}
        return {key: item for key, item in known.items() if item is not None}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return (value.strip() or None) if isinstance(value, str) else value


def _path(loc: tuple[int | str, ...]) -> str:
    path = ""
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _message(kind: str, text: str) -> str:
    if kind == "value_error":
        return text.removeprefix("Value error, ")
    if kind == "missing":
        return "is empty (expected a value)"
    if kind == "extra_forbidden":
        return "is unknown (expected one of the documented keys)"
    return f"is malformed (expected: {text[:1].lower()}{text[1:]})"
