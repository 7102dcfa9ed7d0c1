"""A number against the level and the nature that somebody gives beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from stdgraph.domain.numbers.number import Family, Number
from stdgraph.domain.numbers.reading import read_number
from stdgraph.domain.vocabulary import Level, Nature


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A field whose given value is not the one that the number says."""

    field: Literal["level", "nature"]
    number: str
    given: Level | Nature
    said: Level | Nature


def said_level(text: str | None) -> Level | None:
    """The level that a number or plan number says; None where it says none, or there is no number."""
    number = read_number(text) if text else None
    return number.level if isinstance(number, Number) else None


def said_nature(text: str | None) -> Nature | None:
    """The nature that a number or plan number says; None where it says none, or there is no number."""
    number = read_number(text) if text else None
    return number.nature if isinstance(number, Number) else None


def contradictions(text: str | None, level: Level | None, nature: Nature | None) -> tuple[Contradiction, ...]:
    """Where a number contradicts a level or a nature; what is not given, or not said, is no contradiction."""
    if not text:
        return ()
    number, found = read_number(text), []
    says_level, says_nature = said_level(text), said_nature(text)
    if level is not None and says_level is not None and level is not says_level and not _abroad(number, level):
        found.append(Contradiction("level", number.text, level, says_level))
    if nature is not None and says_nature is not None and nature is not says_nature:
        found.append(Contradiction("nature", number.text, nature, says_nature))
    return tuple(found)


def converts(old: str | None, new: str | None) -> bool:
    """Whether one number is the other with another nature: a mandatory GB that became a GB/T and kept serial number and year."""
    before, after = (read_number(text) if text else None for text in (old, new))
    if not isinstance(before, Number) or not isinstance(after, Number) or None in (before.year, after.year):
        return False
    bare = [
        replace(one, prefix=one.prefix.removesuffix("/T").removesuffix("/Z"), aliases=()) for one in (before, after)
    ]
    return before.prefix != after.prefix and bare[0].key == bare[1].key and before.level is not None


def _abroad(number: object, level: Level) -> bool:
    """Regional documents (EN) may be filed with the international ones."""
    return isinstance(number, Number) and number.family is Family.FOREIGN and level is Level.INTERNATIONAL
