"""Making a standards system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.command import Preload
from stdgraph.commands.outcomes import Outcome, Problem
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import stripped, taken_code, told, unfit_code
from stdgraph.stewardship.new_system_unit import NewSystemUnit
from stdgraph.stewardship.sources import cite, unknown_source
from stdgraph.stewardship.system_facts import NO_FACTS, NewSystemCommand, given_facts
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSystem(NewSystemCommand):
    """Make a standards system, with nothing in it yet. Whoever has a token for its code is its steward."""

    action: ClassVar[Action] = Action.CREATE_SYSTEM
    changes: ClassVar[str | None] = "StandardsSystem"

    @property
    def unit_of_work(self) -> type[NewSystemUnit]:
        """Systems that are to be."""
        return NewSystemUnit

    @property
    def key(self) -> str:
        """The code that it is to have."""
        return self.code

    def policy_subject(self, unit: NewSystemUnit, system: Thing) -> Subject:
        """Nobody's yet."""
        return Subject()

    def preload(self) -> Preload:
        """With the source."""
        preload = NewSystemCommand.preload(self)
        return preload if self.source is None else replace(preload, sources=[self.source])

    def problems(self, unit: NewSystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the code or with what is said of it."""
        yield from unfit_code("code", "StandardsSystem", self.code)
        yield from taken_code(unit, "code", "StandardsSystem", self.code, self.code)
        yield from self.unfit(today)
        yield from unknown_source(unit, "source", self.source)

    def change(self, unit: NewSystemUnit, system: Thing, today: date) -> Outcome:
        """Make it."""
        facts = {**given_facts(self), "note": stripped(self.note)}
        made = unit.create("StandardsSystem", self.code, {**self.identity(today), **NO_FACTS, **facts})
        cite(unit, made, self.source, self.locator)
        after = told({"code": self.code, **facts, "source": self.source})
        return unit.record(
            made, NewChange(made, EventKind.CREATED, self.action, self.on(today), self.note, after=after)
        )


COMMAND = CreateSystem
