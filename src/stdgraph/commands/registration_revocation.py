"""Taking back that a standard was registered: it leaves the plan as if it never had been on it, and its numbers are free again.

Nothing is deleted: it is found by its id, with its history. What has gone on since is abandoned, or withdrawn, instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import takewhile
from typing import cast

from stdgraph.commands.outcomes import Message, Problem
from stdgraph.commands.preload import NUMBER_NAMES, LoadedStandard, RecordedEvent
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.commands.standard_writing import NewRelation
from stdgraph.domain.stored_state import DERIVED, StandardProperties
from stdgraph.domain.timeline import revoked
from stdgraph.domain.vocabulary import EventKind

NEVER_ON_PLAN = date.min
"""The day on which something left the plan that never was on it."""


def registration_problems(unit: StandardUnit, standard: LoadedStandard, event: RecordedEvent) -> Iterator[Problem]:
    """Why a registration cannot be taken back: something happened to the standard since, or rests on it."""
    later = _later_event(standard.events, event)
    if later is not None:
        zh = f"登记之后又有事件 {later}：请先撤销，或改为终止项目"
        en = f"event {later} builds on event {event['sequence']}: revoke that first, or abandon the standard"
        yield Problem("sequence", Message(zh, en))
    resting = unit.resting.get(standard.id, ())
    if resting:
        names = resting[:3]
        zh = f"已有{'、'.join(f'“{name}”' for name in names)}以该标准为依据，不能撤销登记"
        en = f"{', '.join(names)} rests on the standard: its registration cannot be revoked"
        yield Problem("sequence", Message(zh, en))


def take_off(unit: StandardUnit, standard: LoadedStandard, event: RecordedEvent) -> None:
    """Let a standard leave the plan as if it never had been on it."""
    for one in unit.touched.get(event["sequence"], ()):
        if one.now is not None:
            unit.relate(NewRelation(one.kind, standard.id, one.label, one.end, None, undoes=event["recorded"]))
    for name in NUMBER_NAMES:
        unit.release(standard.properties.get(name))
    gone = {**dict.fromkeys((*NUMBER_NAMES, *DERIVED)), "retiredOn": NEVER_ON_PLAN, "retiredAt": unit.now}
    standard.change(cast("StandardProperties", gone), ())


def opening_of(events: Sequence[RecordedEvent], event: RecordedEvent) -> list[RecordedEvent]:
    """The events that were recorded with a registration because of the moves that had led there."""
    place = next(n for n, one in enumerate(events) if one["sequence"] == event["sequence"])
    following = enumerate(events[place + 1 :], start=event["sequence"] + 1)
    return [one for _, one in takewhile(lambda pair: _belongs(event, *pair), following)]


def _belongs(event: RecordedEvent, sequence: int, other: RecordedEvent) -> bool:
    same = other["sequence"] == sequence and other["recorded"] == event["recorded"]
    return same and other["stage"] is not None and other["kind"] != EventKind.REVOKED


def _later_event(events: Sequence[RecordedEvent], event: RecordedEvent) -> int | None:
    """The last event that stands besides a registration with its opening moves; None if there is none."""
    gone, own = revoked(events), {event["sequence"], *(one["sequence"] for one in opening_of(events, event))}
    others = [
        one["sequence"]
        for one in events
        if one["sequence"] not in gone | own
        and one["kind"] not in (EventKind.REVOKED, EventKind.COMMENTED, EventKind.CLAIMED)
    ]
    return max(others, default=None)
