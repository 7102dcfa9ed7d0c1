"""CSV and YAML files of the seed, read into rows; every problem within one file is collected here."""

from __future__ import annotations

import csv
import io
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Generic, NamedTuple, TypeVar

import yaml
from pydantic import ValidationError
from yaml.constructor import ConstructorError

from stdgraph.datasets.rows import Row, SystemRow, TargetRow
from stdgraph.errors import BadInput


class Place(NamedTuple):
    """A place in the seed: a file and, counting the header as row 1, a row."""

    file: str
    row: int | None = None

    def __str__(self) -> str:
        return self.file if self.row is None else f"{self.file}:row {self.row}"


class SeedInvalid(BadInput):
    """The seed is invalid: one line per problem, with its place and what is accepted. Nothing was written."""

    shown: ClassVar[int] = 20

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        more = len(self.problems) - self.shown
        lines = [*self.problems[: self.shown], *([f"... and {more} more"] if more > 0 else [])]
        super().__init__("\n".join(lines))


class Problems:
    """The problems found in a seed, raised together."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, place: Place, column: str | None, message: str) -> None:
        """Add one problem; ``column`` is a CSV column or the path of a key, None for the whole row or file."""
        kind = "key" if place.file.endswith(".yaml") else "column"
        self._lines.append(f"{place}{f', {kind} {column}' if column else ''}: {message}")

    def raise_if_any(self) -> None:
        """Raise SeedInvalid with all problems, if there are any."""
        if self._lines:
            raise SeedInvalid(self._lines)


R = TypeVar("R", bound=Row)


class _Strict(yaml.BaseLoader):
    """YAML whose scalars stay text, and whose mappings have no duplicate keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        """The mapping; raises ConstructorError at a duplicate key, of which YAML would take the last."""
        keys: set[object] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in keys:
                raise ConstructorError(None, None, f"duplicate key {key.value!r}", key.start_mark)
            keys.add(key.value)
        return super().construct_mapping(node, deep)


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """The rows of one file, each with its place."""

    file: str
    rows: tuple[R, ...] = ()
    numbers: tuple[int, ...] = ()

    def placed(self) -> Iterator[tuple[Place, R]]:
        """Each row with its place."""
        for number, row in zip(self.numbers, self.rows, strict=True):
            yield Place(self.file, number), row


def read_table(folder: Path, file: str, model: type[R], problems: Problems) -> Table[R]:
    """The well-formed rows of a CSV file; the others are added to the problems."""
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
        problems.add(Place(file), None, f"line {lines.line_num}: invalid CSV: {error} (expected RFC 4180)")
    return Table(file, tuple(rows), tuple(numbers))


def read_system(folder: Path, file: str, problems: Problems) -> SystemRow | None:
    """The content of a system.yaml; None when it is invalid, which is added to the problems."""
    text = _text(folder, file, problems)
    if text is None:
        return None
    try:
        # dates and numbers stay text, so that they are read by the same rules as in a CSV file
        data = yaml.load(text, Loader=_Strict)  # noqa: S506 - it makes no objects
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        problems.add(Place(file), None, f"{where}{getattr(error, 'problem', None) or error} (expected YAML)")
        return None
    if not isinstance(data, dict):
        problems.add(Place(file), None, "invalid content (expected a mapping of keys to values)")
        return None
    empty = (key for key, value in data.items() if key not in SystemRow.model_fields and _known(value) is None)
    for key in empty:  # dropped from the row below, so reported here
        problems.add(Place(file), key, _message("extra_forbidden", "", SystemRow))
    return _row(Place(file), SystemRow, data, problems)


def _text(folder: Path, file: str, problems: Problems) -> str | None:
    try:
        text = (folder / file).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        problems.add(Place(file), None, "no such file (expected every file of the format)")
        return None
    except OSError as error:
        problems.add(Place(file), None, f"cannot read the file: {error.strerror} (expected a regular file)")
        return None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problems.add(Place(file), None, f"line {line}: invalid encoding (expected UTF-8)")
        return None
    if not text.strip():
        problems.add(Place(file), None, "empty file (expected at least a header or keys)")
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problems.add(Place(file), None, f"line {line}: NUL character (expected text)")
        return None
    return text


def _header_fits(place: Place, header: list[str], model: type[Row], problems: Problems) -> bool:
    known = model.columns()
    missing, unknown = [c for c in known if c not in header], [c for c in header if c not in known]
    for column in missing:
        problems.add(place, column, f"missing column (expected {', '.join(known)})")
    for column in unknown:
        problems.add(place, column, f"unknown column (expected {', '.join(known)})")
    twice = {c for c in header if header.count(c) > 1}
    for column in sorted(twice):
        problems.add(place, column, "duplicate column (expected once)")
    return not (missing or unknown or twice)


def _row(place: Place, model: type[R], data: dict[str, object], problems: Problems) -> R | None:
    try:
        return model.model_validate(_known(data))
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            problems.add(
                place,
                _path(detail["loc"]),
                _message(detail["type"], detail["msg"], TargetRow if len(detail["loc"]) > 1 else model),
            )
        return None


def _known(value: object) -> object:
    """The value without its empty parts: an empty field, like an absent one, means unknown."""
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


def _message(kind: str, text: str, model: type[Row]) -> str:
    if kind == "value_error":
        return text.removeprefix("Value error, ")
    if kind == "missing":
        return "missing value (expected one)"
    if kind == "extra_forbidden":
        return f"unknown key (expected one of {', '.join(model.columns())})"
    return f"invalid value (expected: {text[:1].lower()}{text[1:]})"
