"""What commands on the plan of a system share: they name the system, whose revision guards them, and its steward may do them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self, cast

from stdgraph.auth.policy import Subject
from stdgraph.commands.command import Preload
from stdgraph.commands.described import DescribedCommand, described
from stdgraph.commands.outcomes import Message, Problem
from stdgraph.domain.calendar import said
from stdgraph.domain.vocabulary import Language
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedCommand(DescribedCommand):
    """A command that takes effect on a day."""

    effective_on: date | None = described("The day in the world from which on it is so; absent: today.", None)

    def on(self, today: date) -> date:
        """The day from which on it is so."""
        return self.effective_on or today

    def ahead(self, today: date) -> Iterator[Problem]:
        """That the day lies ahead: a plan is what it is, and what it was."""
        yield from lies_ahead("effectiveOn", self.effective_on, today)


class OfSystem:
    """What commands that name a system have in common."""

    __slots__ = ()
    system: str

    @property
    def unit_of_work(self) -> type[SystemUnit]:
        """Systems with their plans."""
        return SystemUnit

    @property
    def key(self) -> str:
        """The code of the system."""
        return self.system

    def key_of(self, label: str, code: str) -> str:
        """A subsystem's code is one of the system."""
        return f"{self.system}/{code}" if label == "Subsystem" else code

    def code_of(self, label: str, key: str) -> str:
        """A subsystem's code without that of the system."""
        return key.partition("/")[2] if label == "Subsystem" else key

    def with_codes(self, present: Mapping[tuple[str, str], str]) -> Self:
        """The same command on the system that its code stands for now, with the codes of today in the place of former ones."""
        command = cast("Any", self)  # every command is a dataclass
        system = present.get(("StandardsSystem", self.system), self.system)
        return cast("Self", replace(DescribedCommand.with_codes(command, present), system=system))

    def policy_subject(self, unit: SystemUnit, system: Thing) -> Subject:
        """The system: its steward decides."""
        return unit.stewarded(system)


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemCommand(OfSystem, DatedCommand):
    """A command on the plan of a system."""

    system: str = described("Code of the system.")


def lies_ahead(path: str, day: date | None, today: date) -> Iterator[Problem]:
    """That a day lies ahead."""
    if day is not None and day > today:
        zh = f"{day} 晚于今天（{said(today, Language.ZH)}）"
        yield Problem(path, Message(zh, f"{path} {day} is after today ({said(today)})"))


def preload_listings(preload: Preload) -> Preload:
    """The same with what the system lists."""
    return replace(preload, listings=True)
