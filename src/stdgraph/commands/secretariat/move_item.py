"""Moving an item of a plan from one subsystem to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.described import described
from stdgraph.commands.described_standard import ListingCommand, ahead, listed_later, not_listed, one_line
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.relate import Relation, known_details, stated_details
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.commands.standard_writing import NewRelation
from stdgraph.commands.texts import ITEM_NUMBER
from stdgraph.domain.vocabulary import EventKind

LISTED_IN = Relation.LISTED_IN.value


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveItem(ListingCommand):
    """Move an item of a system from one subsystem to another, from a day on."""

    action: ClassVar[Action] = Action.MOVE_ITEM
    into: str = described("Code of the subsystem of the same system that lists it from then on.", names="Subsystem")
    item_number: str | None = described("The number that it has there (体系编号); absent: the one it has.", None)
    effective_on: date | None = described("The day in the world of the move; absent: today.", None)

    @property
    def target(self) -> str:
        """The key of the subsystem that it moves to."""
        return self.key_of("Subsystem", self.into)

    def preload(self) -> Preload:
        """Both places, and whether they list it."""
        return replace(ListingCommand.preload(self), relations=[(LISTED_IN, self.place), (LISTED_IN, self.target)])

    def problems(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Iterator[Problem]:
        """What is wrong with the places, the day or the number."""
        yield from ahead("effectiveOn", self.effective_on, today)
        yield from one_line("itemNumber", ITEM_NUMBER, self.item_number)
        held = unit.relation(LISTED_IN, standard.id, self.place)
        if held is None:
            yield not_listed("subsystem", self.subsystem)
        elif self.target == self.place and self.item_number not in (None, held.get("itemNumber")):
            zh = f"该标准已在“{self.into}”：请改为更改条目编号"
            yield Problem("into", Message(zh, f"the standard stands in {self.into!r}: change its number by numberItem"))
        elif self.target != self.place:
            yield from listed_later(held, self.effective_on or today, self.subsystem)
            if unit.relation(LISTED_IN, standard.id, self.target) is not None:
                zh = f"该标准已列入“{self.into}”"
                yield Problem("into", Message(zh, f"the standard is listed in {self.into!r} already"))

    def change(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Move it."""
        if self.target == self.place:
            return unit.changed(standard, self.effective_on)
        on = self.effective_on or today
        before = stated_details(LISTED_IN, unit.relation(LISTED_IN, standard.id, self.place) or {})
        after = {**before, "membership": "STATED"}
        if self.item_number is not None:
            after["itemNumber"] = self.item_number.strip()
        unit.relate(NewRelation(LISTED_IN, standard.id, "Subsystem", self.place, None, ended_on=on))
        unit.relate(NewRelation(LISTED_IN, standard.id, "Subsystem", self.target, {**after, "from": on}))
        standard.change({})
        return unit.changed(standard, on, self._event(standard, before, after, on))

    def _event(
        self, standard: LoadedStandard, before: dict[str, object], after: dict[str, object], on: date
    ) -> NewEvent:
        """One event, with the place before and the one after."""
        was, now = (
            json_of({"relation": LISTED_IN, "target": place, **known_details(details)})
            for place, details in ((self.place, before), (self.target, after))
        )
        return NewEvent(
            standard.id,
            EventKind.RELATED,
            effective_on=on,
            note=self.note,
            before=was,
            after=now,
            further={"leftSubsystem": self.place},
        )


COMMAND = MoveItem
