"""Listing a standard in a subsystem."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.described import described
from stdgraph.commands.described_standard import ListingCommand, ahead, one_line
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.commands.texts import ITEM_NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStandard(ListingCommand):
    """List a standard in a subsystem: it is an item of the plan, or a document of one, from a day on."""

    action: ClassVar[Action] = Action.LIST_STANDARD
    item_number: str | None = described("Its number in the table of items (体系编号).", None)
    effective_on: date | None = described("The day in the world from which on it is listed; absent: today.", None)

    def preload(self) -> Preload:
        """The place, and whether it is listed there already."""
        preload = ListingCommand.preload(self)
        return replace(preload, relations=[(Relation.LISTED_IN.value, self.place)])

    def problems(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Iterator[Problem]:
        """What is wrong with the day or the number."""
        yield from ahead("effectiveOn", self.effective_on, today)
        yield from one_line("itemNumber", ITEM_NUMBER, self.item_number)
        held = unit.relation(Relation.LISTED_IN, standard.id, self.place)
        number = None if held is None else held.get("itemNumber")
        if held is not None and self.item_number is not None and number != self.item_number:
            zh = f"该标准已列入“{self.subsystem}”，{f'条目编号为“{number}”' if number else '没有条目编号'}：请改为更改条目编号"
            en = f"the standard is listed in {self.subsystem!r} under item number {number or 'none'}: change it by numberItem"
            yield Problem("itemNumber", Message(zh, en))

    def change(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """List it."""
        held = unit.relation(Relation.LISTED_IN, standard.id, self.place)
        details = {} if self.item_number is None else {"itemNumber": self.item_number.strip()}
        on = self.effective_on or (today if held is None else None)
        listing = Relate(standard.id, Relation.LISTED_IN, self.place, details, effective_on=on, note=self.note)
        return listing.apply(unit, standard, today)


COMMAND = ListStandard
