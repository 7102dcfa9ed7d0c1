"""Taking a subsystem off the plan of its system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.change_record import Edge, Key
from stdgraph.commands.command import Preload
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import told
from stdgraph.stewardship.placement import before_whole
from stdgraph.stewardship.retiring import goes_over_too_early, leaves_too_early
from stdgraph.stewardship.system_command import SystemCommand, preload_listings
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireSubsystem(SystemCommand):
    """Take a subsystem off the plan: what it lists, what it is asked for and what is below it goes over to another subsystem, or leaves
    the plan with it. Its history stays."""

    action: ClassVar[Action] = Action.RETIRE_SUBSYSTEM
    changes: ClassVar[str | None] = "Subsystem"
    code: str = described("Its code.", names="Subsystem")
    into: str | None = described(
        "The code of the subsystem that takes over its items, demands, parts and the records of its gaps; absent: they leave the plan with it.",
        None,
        names="Subsystem",
    )

    def preload(self) -> Preload:
        """With what the system lists."""
        return preload_listings(SystemCommand.preload(self))

    def problems(self, unit: SystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with what takes over, or the day."""
        yield from self.ahead(today)
        part = unit.subsystem(system, self.code)
        if part is None:
            return
        if self.into is not None and unit.whole(system, self.into) in list(unit.branch(part)):
            zh = f"“{self.into}”就是该子体系或在其之下"
            yield Problem("into", Message(zh, f"{self.into!r} is the subsystem itself or below it"))
        yield from before_whole(unit, system, self.into, self.on(today))
        yield from leaves_too_early(unit, part, self._leaving(unit, part), self.on(today))
        if self.into is not None:
            yield from goes_over_too_early(unit, unit.parts_of(part), self.on(today))

    def _leaving(self, unit: SystemUnit, part: Thing) -> list[Thing]:
        """What leaves the plan: the branch or, where its parts go over to another one, the subsystem alone."""
        return [part] if self.into is not None else list(unit.branch(part))

    def change(self, unit: SystemUnit, system: Thing, today: date) -> Outcome:
        """Take it off the plan."""
        part, on = unit.whole(system, self.code), self.on(today)
        heir = None if self.into is None else unit.whole(system, self.into)
        leaving = self._leaving(unit, part)
        items = [self._leave(unit, one, heir, on) for one in leaving]
        if heir is not None:
            self._hand_over_parts(unit, part, heir, on)
            unit.follow(part.ref, heir.ref)
        for one in leaving:
            unit.retire(one, on)
        before = {
            "items": sorted(key for several in items for key in several),
            "parts": [one.name for one in leaving[1:]],
        }
        done = NewChange(
            part,
            EventKind.RETIRED,
            self.action,
            on,
            self.note,
            told({name: value or None for name, value in before.items()}),
            told({"retiredOn": on, "into": self.into}),
        )
        return unit.record(system, done)

    def _leave(self, unit: SystemUnit, part: Thing, heir: Thing | None, on: date) -> list[str]:
        """Let what a subsystem lists and what it is asked for go over or end; the standards that it listed."""
        listed = list(unit.edges_to(part, "LISTED_IN"))
        for edge, held in listed:
            unit.relate(edge, None, ended_on=on)
            if heir is not None:
                _list_there(unit, edge.start, heir, held, on)
        unit.hand_over_demands(part, heir, on)
        return [edge.start.key for edge, _ in listed]

    def _hand_over_parts(self, unit: SystemUnit, part: Thing, heir: Thing, on: date) -> None:
        for below in unit.parts_of(part):
            edge, _ = unit.place_of(below)
            unit.relate(edge, None, ended_on=on)
            unit.relate(Edge("PART_OF", below.ref, heir.ref), {"from": on})
            unit.set_place(heir, below, None)


def _list_there(unit: SystemUnit, standard: Key, heir: Thing, held: Mapping[str, Any], on: date) -> None:
    """List a standard in the subsystem that takes over, from that day on at the latest."""
    edge = Edge("LISTED_IN", standard, heir.ref)
    there = unit.edges.get(edge)
    if there is None:
        details = {name: held.get(name) for name in ("itemNumber", "membership", "note")}
        unit.relate(edge, {**details, "from": on})
    elif (begins := there.get("from")) is not None and on < begins:
        unit.relate(edge, {**there, "from": on})


COMMAND = RetireSubsystem
