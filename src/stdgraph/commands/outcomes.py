"""Outcomes: what a request to change something came to. Nothing is signalled by a bare error."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stdgraph.domain.vocabulary import Language


@dataclass(frozen=True, slots=True)
class Message:
    """A message in both languages."""

    zh: str
    en: str

    def told(self, language: Language) -> str:
        """The message in a language."""
        return self.zh if language == Language.ZH else self.en


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field of an input."""

    path: str
    said: Message


@dataclass(slots=True)
class Changed:
    """It was done. ``sequence`` is known once it is recorded; ``state`` is what the standard was then."""

    standard: str
    at: date | None
    actor: str
    place: int = -1
    """Which of the events of its transaction tells it; -1 for one that needed none, since it was so already."""
    sequence: int | None = None
    state: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else changed the standard meanwhile."""

    standard: str
    said: Message


@dataclass(frozen=True, slots=True)
class Refused:
    """The stage does not allow it, or something that the stage demands is missing."""

    from_stage: str | None
    allowed: tuple[str, ...]
    missing: tuple[str, ...]
    said: Message


@dataclass(frozen=True, slots=True)
class Invalid:
    """The input itself is wrong."""

    problems: tuple[Problem, ...]

    @property
    def said(self) -> Message:
        """All problems in a sentence."""
        return Message("；".join(p.said.zh for p in self.problems), "; ".join(p.said.en for p in self.problems))


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no such thing."""

    said: Message


@dataclass(frozen=True, slots=True)
class Denied:
    """Whoever asks may not."""

    required: str
    said: Message


Outcome = Changed | Conflict | Refused | Invalid | Unknown | Denied


def invalid(path: str, zh: str, en: str) -> Invalid:
    """An input with one problem."""
    return Invalid((Problem(path, Message(zh, en)),))
