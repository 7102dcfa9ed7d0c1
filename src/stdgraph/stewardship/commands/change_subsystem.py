"""Changing what a subsystem is called, by title or by code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Outcome, Problem
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import no_title, one_line, sides, stripped, taken_code, unfit_code
from stdgraph.stewardship.system_command import SystemCommand
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSubsystem(SystemCommand):
    """Rename a subsystem: give it another title, another code, or both. It stays what it is, and is found by its former code."""

    action: ClassVar[Action] = Action.CHANGE_SUBSYSTEM
    changes: ClassVar[str | None] = "Subsystem"
    effective_on: date | None = described(
        "The day that the event tells; absent: today. Titles and codes hold for all days.", None
    )
    code: str = described("Its code.", names="Subsystem")
    new_code: str | None = described("The code that it is to have; absent: as it is.", None)
    title_zh: str | None = described("Its Chinese title; absent: as it is.", None)
    title_en: str | None = described("Its English title; absent: as it is, empty: it has none.", None)

    def problems(self, unit: SystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the new code, the titles or the day."""
        part = unit.subsystem(system, self.code)
        if self.new_code is not None and self.new_code != self.code:
            yield from unfit_code("newCode", "Subsystem", self.new_code)
            yield from taken_code(unit, "newCode", "Subsystem", f"{system.key}/{self.new_code}", self.new_code, part)
        if part is not None:
            yield from no_title(*self._titles(part))
        yield from one_line("titleZh", "titleZh", self.title_zh)
        yield from one_line("titleEn", "titleEn", self.title_en)
        yield from self.ahead(today)

    def change(self, unit: SystemUnit, system: Thing, today: date) -> Outcome:
        """Rename it."""
        part = unit.whole(system, self.code)
        zh, en = self._titles(part)
        differing = unit.change(part, {"titleZh": zh, "titleEn": en})
        renamed = self.new_code is not None and self.new_code != self.code
        if not differing and not renamed:
            return unit.unchanged(part, self.effective_on)
        before, after = sides(differing)
        if self.new_code is not None and renamed:
            unit.rename(part, f"{system.key}/{self.new_code}")
            before["code"], after["code"] = self.code, self.new_code
        kind = EventKind.RENAMED if renamed else EventKind.CHANGED
        done = NewChange(part, kind, self.action, self.on(today), self.note, before, after)
        return unit.record(system, done)

    def _titles(self, part: Thing) -> tuple[str | None, str | None]:
        """The titles as they are to be."""
        zh = part.properties.get("titleZh") if self.title_zh is None else stripped(self.title_zh)
        en = part.properties.get("titleEn") if self.title_en is None else stripped(self.title_en)
        return zh, en


COMMAND = ChangeSubsystem
