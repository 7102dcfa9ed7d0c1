"""The fields of a seed row, read strictly: an error says which value is invalid and what is accepted.

Values that already have their type pass through, so that rows can be made in code as well as read from files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, NamedTuple
from unicodedata import normalize

from pydantic import BeforeValidator

from stdgraph.domain.dates import PartialDate, parse_partial_date
from stdgraph.domain.remembered import remembered
from stdgraph.domain.stages import parse_stage
from stdgraph.domain.vocabulary import (
    CategoryKind,
    CommitteeLevel,
    Confidence,
    Degree,
    DependencyRole,
    Extent,
    Level,
    Membership,
    Nature,
    Priority,
    SubjectType,
    TargetCounts,
    TitleBasis,
)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CODE = re.compile(r"[^\s|;,]+")
_NAME = re.compile(r"[^|\n]+")
_DATASET = re.compile(r"\w[\w.-]{0,99}")


class SourceRef(NamedTuple):
    """A source by its id and, if known, the place in it."""

    id: str
    locator: str | None = None


class Operator(StrEnum):
    """How a target compares the achieved number with the required one."""

    AT_LEAST = ">="
    EQUAL = "="


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    message = f"invalid date {value!r} (expected YYYY-MM-DD)"
    raise ValueError(message)


def _partial(value: object) -> object:
    if isinstance(value, date):
        return PartialDate(value.isoformat())
    if not isinstance(value, str):
        return value
    try:
        return parse_partial_date(value)
    except ValueError as error:
        what, _, expected = str(error).partition(": expected ")
        message = f"{what} (expected {expected})"
        raise ValueError(message) from None


def _last_day(value: object) -> object:
    found = _partial(value)
    return found.latest if isinstance(found, PartialDate) else found


def _code(value: object) -> object:
    if isinstance(value, str) and not _CODE.fullmatch(value):
        message = f"invalid code {value!r} (expected no blanks, commas, ';' or '|')"
        raise ValueError(message)
    return value


def _name(value: object) -> object:
    if isinstance(value, str) and not _NAME.fullmatch(value):
        message = f"invalid name {value!r} (expected one id, or one number, without '|')"
        raise ValueError(message)
    return value


def dataset_name(value: str | None) -> str | None:
    """The name of a dataset in the composed form of its letters. Raises ValueError for one with other characters than are allowed."""
    if not isinstance(value, str):
        return value
    name = normalize("NFC", value)
    if not _DATASET.fullmatch(name):
        message = f"invalid name of a dataset {value!r} (expected at most 100 letters, digits, '.', '_' or '-')"
        raise ValueError(message)
    return name


def _whole(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"[0-9]{1,9}", value):
        message = f"invalid number {value!r} (expected digits)"
        raise ValueError(message)
    return int(value)


def _flag(value: object) -> object:
    if value in ("yes", None) or isinstance(value, bool):
        return bool(value)
    message = f"invalid flag {value!r} (expected yes, or an empty field)"
    raise ValueError(message)


def _stage(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return parse_stage(value)
    except ValueError as error:
        what, _, expected = str(error).partition(": expected ")
        message = f"{what} (expected {expected})"
        raise ValueError(message) from None


def _parts(value: object) -> object:
    if value is None:
        return ()
    if not isinstance(value, str):
        return value
    parts = _split(value)
    if len(set(parts)) < len(parts):
        message = f"duplicate value in {value!r} (expected distinct values separated by '|')"
        raise ValueError(message)
    return parts


def _split(value: str) -> list[str]:
    parts = [part.strip() for part in value.split("|")]
    if not all(parts):
        message = f"empty value in {value!r} (expected values separated by '|')"
        raise ValueError(message)
    return parts


def _sources(value: object) -> object:
    if isinstance(value, str):
        return _refs(value)
    return _each_ref(value) if isinstance(value, list) else value


@remembered(1024)
def _refs(text: str) -> tuple[SourceRef, ...]:
    """Many rows of a register have one source."""
    return _each_ref(text.split(" ; "))


def _each_ref(texts: Sequence[object]) -> tuple[SourceRef, ...]:
    refs = [
        SourceRef(ref, place.strip() or None) for ref, _, place in (str(part).strip().partition(" ") for part in texts)
    ]
    if not all(ref.id and ref.id != ";" for ref in refs):
        message = "empty source (expected ids, each with an optional locator, separated by ' ; ')"
        raise ValueError(message)
    return tuple(refs)


def _word(kind: type[StrEnum], name: str, spell: Callable[[str], str] = str.lower) -> Callable[[object], object]:
    words = {spell(member.value): member for member in kind}

    def read(value: object) -> object:
        if not isinstance(value, str) or isinstance(value, kind):
            return value
        if value not in words:
            message = f"invalid {name} {value!r} (expected {', '.join(words)})"
            raise ValueError(message)
        return words[value]

    return read


def _words(kind: type[StrEnum], name: str, spell: Callable[[str], str] = str.lower) -> Callable[[object], object]:
    """A list of words that may repeat: the degrees of two adoptions are often the same."""
    read = _word(kind, name, spell)

    def read_all(value: object) -> object:
        parts = _split(value) if isinstance(value, str) else () if value is None else value
        return tuple(read(part) for part in parts) if isinstance(parts, list | tuple) else parts

    return read_all


Code = Annotated[str, BeforeValidator(_code)]
OptionalCode = Annotated[str | None, BeforeValidator(_code)]
StandardName = Annotated[str, BeforeValidator(_name)]
"""An id, ``dataset:id``, or a number in any printing."""
DatasetName = Annotated[str | None, BeforeValidator(dataset_name)]
Codes = Annotated[tuple[str, ...], BeforeValidator(_parts)]
Day = Annotated[date | None, BeforeValidator(_day)]
LastDay = Annotated[date | None, BeforeValidator(_last_day)]
"""A day; of a month or a year, as deadlines state it (到2025年), the last one."""
AnyDate = Annotated[PartialDate | None, BeforeValidator(_partial)]
"""A day, a month or a year."""
Whole = Annotated[int | None, BeforeValidator(_whole)]
Flag = Annotated[bool, BeforeValidator(_flag)]
StageCode = Annotated[str, BeforeValidator(_stage)]
OptionalStage = Annotated[str | None, BeforeValidator(_stage)]
Sources = Annotated[tuple[SourceRef, ...], BeforeValidator(_sources)]

ConfidenceWord = Annotated[Confidence, BeforeValidator(_word(Confidence, "confidence"))]
CommitteeLevelWord = Annotated[CommitteeLevel | None, BeforeValidator(_word(CommitteeLevel, "level of a committee"))]
CategoryKindWord = Annotated[CategoryKind, BeforeValidator(_word(CategoryKind, "kind"))]
LevelWord = Annotated[Level | None, BeforeValidator(_word(Level, "level"))]
Levels = Annotated[tuple[Level, ...], BeforeValidator(_words(Level, "level"))]
NatureWord = Annotated[Nature | None, BeforeValidator(_word(Nature, "nature"))]
Degrees = Annotated[tuple[Degree, ...], BeforeValidator(_words(Degree, "degree", str))]
BasisWord = Annotated[Membership | None, BeforeValidator(_word(Membership, "basis"))]
TitleBasisWord = Annotated[TitleBasis | None, BeforeValidator(_word(TitleBasis, "basis"))]
ExtentWord = Annotated[Extent, BeforeValidator(_word(Extent, "extent"))]
PriorityWord = Annotated[Priority | None, BeforeValidator(_word(Priority, "priority"))]
RoleWord = Annotated[DependencyRole, BeforeValidator(_word(DependencyRole, "role"))]
CountsWord = Annotated[TargetCounts | None, BeforeValidator(_word(TargetCounts, "count"))]
OperatorWord = Annotated[Operator | None, BeforeValidator(_word(Operator, "operator"))]
SubjectTypeWord = Annotated[SubjectType, BeforeValidator(_word(SubjectType, "label", str))]
