"""Changing what is said of a standards system, or its code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Outcome, Problem
from stdgraph.domain.dates import PartialDate, by_the_latest
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import no_title, not_cleared, sides, stripped, taken_code, unfit_code
from stdgraph.stewardship.fact_command import FactCommand
from stdgraph.stewardship.system_facts import given_facts, unfit_facts
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing

CLEARABLE = ("issuedOn", "announcedOn", "declared")
"""What may be said no more; it is what holds from a day on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSystem(FactCommand):
    """Change what is said of a standards system, or its code: what is related to it stays so, and it is found by its former code. What it
    declares, and the days of its document, hold from a day on; the days before keep what was said."""

    action: ClassVar[Action] = Action.CHANGE_SYSTEM
    changes: ClassVar[str | None] = "StandardsSystem"
    new_code: str | None = described("The code that it is to have; absent: as it is.", None)
    title_zh: str | None = described("Its Chinese title; absent: as it is.", None)
    title_en: str | None = described("Its English title; absent: as it is, empty: it has none.", None)
    issuer: str | None = described("Who issues its document; absent: as it is, empty: not said.", None)
    document_number: str | None = described(
        "The number of its document (文号); absent: as it is, empty: it has none.", None
    )
    issued_on: PartialDate | None = described(
        "The day that the document bears; absent: as it is.", None, less_exact=True
    )
    announced_on: PartialDate | None = described(
        "The day on which it was announced, where that differs; absent: as it is.", None, less_exact=True
    )
    declared: int | None = described("How many items the document says it lists; absent: as it is.", None)
    horizon_text: str | None = described(
        "How far the document says that it plans ahead, in its words; absent: as it is, empty: not said.", None
    )
    related: Sequence[str] | None = described("Codes or names of related systems; absent: as it is.", None)
    remark: str | None = described(
        "The remark that it bears (its own `note`); absent: as it is, empty: it has none.", None
    )
    clear: Sequence[str] = described(f"What is not said any more: {', '.join(f'`{name}`' for name in CLEARABLE)}.", ())

    def preload(self) -> Preload:
        """With whatever has the new code."""
        preload = FactCommand.preload(self)
        return preload if self.new_code is None else replace(preload, systems=[self.new_code])

    def problems(self, unit: SystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the new code, with what is to be said or with the day."""
        if self.new_code is not None and self.new_code != system.key:
            yield from unfit_code("newCode", "StandardsSystem", self.new_code)
            yield from taken_code(unit, "newCode", "StandardsSystem", self.new_code, self.new_code, system)
        given = {"issuedOn": self.issued_on, "announcedOn": self.announced_on, "declared": self.declared}
        yield from not_cleared(self.clear, CLEARABLE, given)
        yield from unfit_facts(self, today)
        values = self._values()
        told_of = {**system.properties, **values}
        yield from no_title(told_of.get("titleZh"), told_of.get("titleEn"))
        yield from self.misdated(system, system.properties.get("since"), today)
        if values.keys() & set(CLEARABLE):
            yield from self.restated(system, today)

    def _values(self) -> dict[str, Any]:
        """What is to be said of it, by property."""
        found = given_facts(self)
        if self.remark is not None:
            found["note"] = stripped(self.remark)
        for name in self.clear:
            found |= {name: None} if name == "declared" else by_the_latest(name, None)
        return found

    def change(self, unit: SystemUnit, system: Thing, today: date) -> Outcome:
        """Change it."""
        differing = unit.change(system, self._values(), on=self.since(today))
        if self.new_code is None or self.new_code == system.key:
            return self.recorded(unit, system, system, differing, today)
        before, after = sides(differing)
        before, after = {"code": system.key, **before}, {"code": self.new_code, **after}
        unit.rename(system, self.new_code)
        done = NewChange(
            system, EventKind.RENAMED, self.action, self.since(today), self.note, before=before, after=after
        )
        return unit.record(system, done)


COMMAND = ChangeSystem
