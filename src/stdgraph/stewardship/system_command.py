"""What commands on the plan of a system share: they name the system, whose revision guards them, and its steward may do them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stdgraph.auth.policy import Subject
from stdgraph.commands.command import Preload
from stdgraph.commands.described import DescribedCommand, described
from stdgraph.commands.outcomes import Message, Problem
from stdgraph.domain.calendar import said
from stdgraph.domain.vocabulary import Language
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemCommand(DescribedCommand):
    """A command on the plan of a system."""

    system: str = described("Code of the system.")
    effective_on: date | None = described("The day in the world from which on it is so; absent: today.", None)

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

    def policy_subject(self, unit: SystemUnit, system: Thing) -> Subject:
        """The system: its steward decides."""
        return Subject(systems=frozenset({system.key}))

    def on(self, today: date) -> date:
        """The day from which on it is so."""
        return self.effective_on or today

    def ahead(self, today: date) -> Iterator[Problem]:
        """That the day lies ahead: a plan is what it is, and what it was."""
        if self.effective_on is not None and self.effective_on > today:
            yield Problem(
                "effectiveOn",
                Message(
                    f"{self.effective_on} 晚于今天（{said(today, Language.ZH)}）",
                    f"effectiveOn {self.effective_on} is after today ({said(today)})",
                ),
            )


def preload_listings(preload: Preload) -> Preload:
    """The same with what the system lists."""
    return Preload(nodes=preload.nodes, systems=preload.systems, listings=True)
