"""What described commands on standards share: they name the standard, whose revision guards them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Self

from stdgraph.auth.policy import Subject
from stdgraph.commands.described import DescribedCommand, described
from stdgraph.commands.outcomes import Message, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.domain.calendar import said
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.stages import status_of
from stdgraph.domain.terms import TERMS, Term
from stdgraph.domain.text import is_one_line
from stdgraph.domain.vocabulary import Language, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedStandardCommand(DescribedCommand):
    """A command on a standard."""

    changes: ClassVar[str | None] = "Standard"
    standard: str = described("Id, or a number or plan number in any printed form.", names="Standard")

    @property
    def unit_of_work(self) -> type[StandardUnit]:
        """Standards."""
        return StandardUnit

    @property
    def key(self) -> str:
        """The name of the standard, as the command gives it."""
        return self.standard

    def policy_subject(self, unit: StandardUnit, standard: LoadedStandard) -> Subject:
        """The standard as a whole."""
        return Subject(standard.owners, standard.systems)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingCommand(DescribedStandardCommand):
    """A command on the place of a standard in a system, which is for the system's steward."""

    system: str = described("Code of the system.")
    subsystem: str = described("Code of the subsystem.", names="Subsystem")

    @property
    def place(self) -> str:
        """The key of the subsystem."""
        return self.key_of("Subsystem", self.subsystem)

    def key_of(self, label: str, code: str) -> str:
        """A subsystem's code is one of the system."""
        return f"{self.system}/{code}" if label == "Subsystem" else code

    def code_of(self, label: str, key: str) -> str:
        """A subsystem's code without that of the system."""
        return key.partition("/")[2] if label == "Subsystem" else key

    def with_codes(self, present: Mapping[tuple[str, str], str]) -> Self:
        """The same command at the subsystems, and in the system, that these keys stand for now."""
        system = present.get(("Subsystem", self.place), self.place).partition("/")[0]
        return replace(DescribedCommand.with_codes(self, present), system=system)

    def policy_subject(self, unit: StandardUnit, standard: LoadedStandard) -> Subject:
        """The system: its steward decides what it lists."""
        return Subject(standard.owners, frozenset({self.system}))


def ahead(path: str, on: date | PartialDate | None, today: date) -> Iterator[Problem]:
    """That a day, or all of a month or year, lies ahead where only what is so already can be told."""
    if on is not None and (on.earliest if isinstance(on, PartialDate) else on) > today:
        zh = f"{on} 晚于今天（{said(today, Language.ZH)}）"
        yield Problem(path, Message(zh, f"{path} {on} is after today ({said(today)})"))


def one_line(path: str, term: Term, text: str | None) -> Iterator[Problem]:
    """That a text holds line breaks or other control characters."""
    if text is not None and not is_one_line(text.strip()):
        zh = f"{term.zh}含换行或其他控制字符"
        yield Problem(path, Message(zh, f"{term.en} must not contain line breaks or other control characters"))


def not_listed(path: str, subsystem: str) -> Problem:
    """That a subsystem does not list a standard."""
    return Problem(path, Message(f"“{subsystem}”未列入该标准", f"the standard is not listed in {subsystem!r}"))


def listed_later(held: Mapping[str, object] | None, on: date, subsystem: str) -> Iterator[Problem]:
    """That a listing has begun only after the day on which it is to end or change."""
    since = None if held is None else held.get("from")
    if isinstance(since, date) and on < since:
        zh = f"该标准自 {since} 起才列入“{subsystem}”，不能早于该日更改"
        en = f"the standard is listed in {subsystem!r} only since {since}: that cannot be changed before"
        yield Problem("effectiveOn", Message(zh, en))


def not_an_item(path: str, standard: LoadedStandard) -> Iterator[Problem]:
    """That a standard is no plan item any more: it is, or is to be, published, or its project was abandoned."""
    stage = standard.properties.get("stage")
    if stage is not None and status_of(stage) not in (Status.PLANNED, Status.DRAFTING):
        term = TERMS[Status][status_of(stage)]
        zh = f"“{standard.name}”{term.zh}，不是计划项目"
        yield Problem(path, Message(zh, f"{standard.name} is {term.en}: expected an item that is not published yet"))
