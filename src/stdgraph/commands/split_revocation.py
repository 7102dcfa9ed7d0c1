"""Taking back that an item was split: it is as it was before, and its parts leave the plan as if they never had been on it."""

from __future__ import annotations

from collections.abc import Iterator

from stdgraph.commands.events import NewEvent
from stdgraph.commands.outcomes import Message, Problem
from stdgraph.commands.preload import LoadedStandard, RecordedEvent
from stdgraph.commands.registration_revocation import registration_problems, take_off
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.domain.timeline import fields
from stdgraph.domain.vocabulary import EventKind


def split_problems(unit: StandardUnit, event: RecordedEvent) -> Iterator[Problem]:
    """Why the parts cannot be taken off the plan."""
    for part, registered in _parts(unit, event):
        for one in registration_problems(unit, part, registered):
            name = part.properties.get("planNumber") or part.name
            yield Problem(one.path, Message(f"“{name}”：{one.message.zh}", f"{name}: {one.message.en}"))


def take_parts_off(unit: StandardUnit, event: RecordedEvent, reason: str, place: int) -> None:
    """Let the parts leave the plan; their events belong to the one at this place."""
    for part, registered in _parts(unit, event):
        take_off(unit, part, registered)
        revocation = NewEvent(part.id, EventKind.REVOKED, note=reason, revokes=registered["sequence"], part_of=place)
        unit.changed(part, None, revocation)


def _parts(unit: StandardUnit, event: RecordedEvent) -> Iterator[tuple[LoadedStandard, RecordedEvent]]:
    """The parts that were made, with the events that registered them."""
    for key in fields(event["after"]).get("parts", ()):
        part = unit.find(key)
        if part is not None:
            yield part, next(one for one in part.events if one["partOfChange"] == event["sequence"])
