"""From the texts of a row or of a mapping to a model; each problem has its place and says what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import ValidationError

from stdgraph.datasets.places import Place
from stdgraph.datasets.problems import Problems
from stdgraph.datasets.rows import Row, TargetRow
from stdgraph.domain.text_limits import TITLE, limit_of

R = TypeVar("R", bound=Row)

_SEPARATORS = {"source": " ; "} | dict.fromkeys(
    (
        "adoption_degree",
        "adopts",
        "aliases",
        "ccs",
        "committees",
        "drafting_bodies",
        "ics",
        "levels",
        "parent",
        "product_categories",
    ),
    "|",
)
"""What separates the texts of a column that holds several."""


def validate(place: Place, model: type[R], data: Mapping[str, object], problems: Problems) -> R | None:
    """The row that the data says; None when it is invalid, which is added to the problems."""
    if _add_too_long(place, "", data, problems):
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            path = detail["loc"]
            message = _message(detail["type"], detail["msg"], TargetRow if len(path) > 1 else model)
            problems.add(place, _path(path), message)
        return None


def _add_too_long(place: Place, path: str, data: Mapping[str, object], problems: Problems) -> bool:
    """Whether a text is too long, of lists a part; each is added to the problems with its length and the limit."""
    found = False
    for name, value in data.items():
        where = f"{path}.{name}" if path else name
        if isinstance(value, str):
            if len(value) > TITLE and (length := _length(name, value)) > limit_of(name):
                problems.add(place, where, f"text of {length} characters (expected at most {limit_of(name)})")
                found = True
        elif isinstance(value, list):
            for number, row in enumerate(value):
                if isinstance(row, Mapping):
                    found |= _add_too_long(place, f"{where}[{number}]", row, problems)
    return found


def _length(name: str, text: str) -> int:
    """The characters of a text, without blanks around it; of a column of several the longest."""
    separator = _SEPARATORS.get(name)
    return max(len(part.strip()) for part in (text.split(separator) if separator else (text,)))


def unknown_key(model: type[Row]) -> str:
    """The message about a key that the model does not have."""
    return f"unknown key (expected one of {', '.join(model.columns())})"


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
        return unknown_key(model)
    return f"invalid value (expected: {text[:1].lower()}{text[1:]})"
