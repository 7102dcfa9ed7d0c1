"""Outcomes: what a command leads to, whatever it changes. Nothing is signalled by a bare error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from stdgraph.domain.terms import LABEL_TERMS
from stdgraph.domain.vocabulary import Language


@dataclass(frozen=True, slots=True)
class Message:
    """A message in both languages."""

    zh: str
    en: str

    def text(self, language: Language) -> str:
        """The message in a language."""
        return self.zh if language == Language.ZH else self.en


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field of an input."""

    path: str
    message: Message
    code: tuple[str, str] | None = None
    """Label and key of what it names and the catalogue does not have."""


@dataclass(slots=True)
class Changed:
    """The command was applied."""

    label: str
    """The label of what was changed, and its key."""
    key: str
    at: date | None = None
    """The day in the world; None where the change has none, or nobody knows it."""
    place: int = -1
    """The index of its event among those of the transaction; -1 where nothing changed and so no event was recorded."""
    sequence: int | None = None
    """The sequence of its event, once that is recorded."""
    state: Mapping[str, object] = field(default_factory=dict)
    """The properties of the subject right after the change, as far as answers show them."""
    claim: str | None = None
    """The id of the claim that was recorded instead of the change that was asked for."""
    replayed: bool = field(default=False, compare=False)
    """Whether it was told before, to the same request."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """The subject no longer has the expected revision."""

    label: str
    key: str | None
    """None while the subject does not exist yet."""
    message: Message
    revision: int = 0
    """The revision that it has; 0 while it does not exist yet."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The stage does not follow, or something that it requires is missing."""

    from_stage: str | None
    allowed: tuple[str, ...]
    missing: tuple[str, ...]
    message: Message


@dataclass(frozen=True, slots=True)
class Invalid:
    """The input itself is wrong."""

    problems: tuple[Problem, ...]

    @property
    def message(self) -> Message:
        """All problems in a sentence."""
        found = [problem.message for problem in self.problems]
        return Message("；".join(one.zh for one in found), "; ".join(one.en for one in found))


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the command names does not exist."""

    message: Message
    code: tuple[str, str] | None = None
    """Label and key, where it is a code of the catalogue's own vocabulary."""
    path: str = "target"
    """Where the command writes it."""


@dataclass(frozen=True, slots=True)
class Denied:
    """The identity has no permission."""

    required: str
    message: Message


Outcome = Changed | Conflict | Refused | Invalid | Unknown | Denied


def invalid(path: str, zh: str, en: str) -> Invalid:
    """An input with one problem."""
    return Invalid((Problem(path, Message(zh, en)),))


def not_found(label: str, key: str) -> Message:
    """That no node of a label has a key, or, for a standard, a name."""
    term = LABEL_TERMS[label]
    return Message(f"没有{term.zh}“{key}”", f"no such {term.en}: {key!r}")


def unknown_codes(outcomes: Iterable[Outcome]) -> dict[tuple[str, str], str]:
    """The codes that commands name and the catalogue does not have, by label and key, each with where it is written."""
    found: dict[tuple[str, str], str] = {}
    for outcome in outcomes:
        if isinstance(outcome, Unknown) and outcome.code is not None:
            found.setdefault(outcome.code, outcome.path)
        elif isinstance(outcome, Invalid):
            for problem in outcome.problems:
                if problem.code is not None:
                    found.setdefault(problem.code, problem.path)
    return found
