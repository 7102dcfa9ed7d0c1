"""Taking a standard out of a subsystem."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.described import described
from stdgraph.commands.described_standard import ListingCommand, ahead, listed_later
from stdgraph.commands.outcomes import Outcome, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.standard_unit import StandardUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlistStandard(ListingCommand):
    """Take a standard out of a subsystem: from a day on that does not list it any more. What was listed by mistake is taken back by
    `revokeEvent` instead."""

    action: ClassVar[Action] = Action.UNLIST_STANDARD
    effective_on: date | None = described("The first day in the world on which it is not listed; absent: today.", None)

    def preload(self) -> Preload:
        """The place, and the listing."""
        preload = ListingCommand.preload(self)
        return replace(preload, relations=[(Relation.LISTED_IN.value, self.place)])

    def problems(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Iterator[Problem]:
        """What is wrong with the day."""
        yield from ahead("effectiveOn", self.effective_on, today)
        held = unit.relation(Relation.LISTED_IN, standard.id, self.place)
        yield from listed_later(held, self.effective_on or today, self.subsystem)

    def change(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Take it out."""
        on = self.effective_on or today
        listing = Relate(standard.id, Relation.LISTED_IN, self.place, {}, away=True, effective_on=on, note=self.note)
        return listing.apply(unit, standard, today)


COMMAND = UnlistStandard
