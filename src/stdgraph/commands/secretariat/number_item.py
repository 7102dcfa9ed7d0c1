"""Giving an item of a plan another number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.described import described
from stdgraph.commands.described_standard import ListingCommand, ahead, listed_later, not_listed, one_line
from stdgraph.commands.outcomes import Outcome, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.commands.texts import ITEM_NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberItem(ListingCommand):
    """Change the number that a standard has in the table of items of a system (体系编号), from a day on or as if it never had been
    another one."""

    action: ClassVar[Action] = Action.NUMBER_ITEM
    item_number: str | None = described("The number that it has; absent: none.", None)
    effective_on: date | None = described(
        "The day in the world from which on it has this number; absent: it was recorded wrongly before.", None
    )

    def preload(self) -> Preload:
        """The place, and the listing."""
        preload = ListingCommand.preload(self)
        return replace(preload, relations=[(Relation.LISTED_IN.value, self.place)])

    def problems(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Iterator[Problem]:
        """What is wrong with the day or the number."""
        yield from ahead("effectiveOn", self.effective_on, today)
        yield from one_line("itemNumber", ITEM_NUMBER, self.item_number)
        held = unit.relation(Relation.LISTED_IN, standard.id, self.place)
        if held is None:
            yield not_listed("subsystem", self.subsystem)
        elif self.effective_on is not None:
            yield from listed_later(held, self.effective_on, self.subsystem)

    def change(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Give it the number."""
        details = {"itemNumber": (self.item_number or "").strip() or None}
        held = unit.relation(Relation.LISTED_IN, standard.id, self.place) or {}
        if held.get("itemNumber") == details["itemNumber"]:
            return unit.changed(standard, self.effective_on)
        listing = Relate(
            standard.id, Relation.LISTED_IN, self.place, details, effective_on=self.effective_on, note=self.note
        )
        return listing.apply(unit, standard, today)


COMMAND = NumberItem
