"""Splitting a plan item into several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, cast

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.described import described
from stdgraph.commands.described_standard import DescribedStandardCommand, ahead, not_an_item
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.item_parts import TAKEN_OVER, ItemPart, create_part, part_problems
from stdgraph.commands.numbering import assign, kept_text
from stdgraph.commands.outcomes import Changed, Message, Outcome, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.domain.relation_history import REGISTERED
from stdgraph.domain.stored_state import StandardProperties, stated_fields
from stdgraph.domain.timeline import Move, entry_day
from stdgraph.domain.vocabulary import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitItem(DescribedStandardCommand):
    """Split a plan item that is not published yet into several: they take over its stage, its committees, its places in systems and its product
    categories. The item itself ends (终止), or goes on as the first of them."""

    action: ClassVar[Action] = Action.SPLIT_ITEM
    parts: tuple[ItemPart, ...] = described("The parts, at least two.")
    goes_on: bool = described(
        "Whether the item goes on as the first part, under its title and, if one is given, its plan number.", False
    )
    effective_on: date | None = described("The day in the world of the split; absent: today.", None)

    def preload(self) -> Preload:
        """Its relations, and whether the plan numbers are free."""
        numbers = [part.plan_number for part in self.parts if part.plan_number is not None]
        return Preload(numbers=numbers, related=[kind.value for kind in TAKEN_OVER])

    def problems(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Iterator[Problem]:
        """What is wrong with the item, the day or the parts."""
        yield from ahead("effectiveOn", self.effective_on, today)
        yield from not_an_item("standard", standard)
        if not standard.moves:
            zh, en = "该项目尚无任何登记", "nothing is recorded of the item"
            yield Problem("standard", Message(zh, en))
        timeline = standard.properties.get("timeline") or []
        on = self.effective_on or today
        if timeline and entry_day(timeline[-1]) > on:
            last = entry_day(timeline[-1])
            zh = f"{on} 早于最近一次登记（{last}）"
            yield Problem("effectiveOn", Message(zh, f"effectiveOn {on} precedes the last move on {last}"))
        if len(self.parts) < 2:
            yield Problem("parts", Message("至少需要两个部分", "expected at least two parts"))
        if self.goes_on and self.parts and self.parts[0].item_number is not None:
            zh = "该项目继续进行，请改为更改条目编号"
            yield Problem("parts[0].itemNumber", Message(zh, "the item goes on: change its number by numberItem"))
        yield from part_problems(unit, standard, self.parts, first_goes_on=self.goes_on)

    def change(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Split it."""
        on = self.effective_on or today
        new = [create_part(unit, standard, part, on) for part in self.parts[1 if self.goes_on else 0 :]]
        told = {"parts": [one.id for one in new]}
        done = self._gone_on(unit, standard, on, told) if self.goes_on else self._ended(unit, standard, on, told)
        for one in new:
            event = _registered(unit, one, self.note)
            unit.changed(one, event.effective_on, replace(event, part_of=done.place))
        return done

    def _ended(self, unit: StandardUnit, standard: LoadedStandard, on: date, told: Mapping[str, object]) -> Changed:
        """The item ends in the stage that it is in."""
        stage = standard.moves[-1].stage
        move = Move(f"{stage[:2]}.98", on)
        standard.change({}, [*standard.moves, move])
        before, after = json_of({"stage": stage}), json_of({"stage": move.stage, **told})
        event = NewEvent(standard.id, EventKind.SPLIT, move.stage, stage, on, self.note, before, after)
        return unit.changed(standard, on, event)

    def _gone_on(self, unit: StandardUnit, standard: LoadedStandard, on: date, told: Mapping[str, object]) -> Changed:
        """The item goes on as the first part."""
        first = self.parts[0]
        given: StandardProperties = {"titleZh": None, "titleEn": None, **first.titles}
        if first.plan_number is not None:
            given["planNumber"] = kept_text("planNumber", first.plan_number)
        now = cast("Mapping[str, object]", standard.properties)
        before = {name: now.get(name) for name, value in given.items() if now.get(name) != value}
        after = {name: value for name, value in given.items() if name in before}
        assign(unit, standard.id, given)
        standard.change(given)
        event = NewEvent(
            standard.id,
            EventKind.SPLIT,
            effective_on=on,
            note=self.note,
            before=json_of(before),
            after=json_of({**after, **told}),
        )
        return unit.changed(standard, on, event)


def _registered(unit: StandardUnit, part: LoadedStandard, note: str | None) -> NewEvent:
    """The event by which a part comes to be: in the stage that the item was in, since the day on which that was entered."""
    move = part.moves[-1]
    properties = cast("Mapping[str, object]", part.properties)
    stated = ("titleZh", "titleEn", "level", "nature", "department", "draftingBodies", "planNumber", "projectDueOn")
    after = {name: value for name, value in stated_fields(properties).items() if name in stated and value is not None}
    after |= {name: ends for name, kind in REGISTERED.items() if (ends := list(unit.relations_of(part.id, kind)))}
    further = {} if move.within is None else {"effectiveIn": move.within}
    return NewEvent(
        part.id,
        EventKind.REGISTERED,
        move.stage,
        None,
        move.on,
        note,
        None,
        json_of({**after, "stage": move.stage}),
        further=further,
    )


COMMAND = SplitItem
