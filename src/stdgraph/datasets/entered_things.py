"""What people entered of a thing other than a standard, by the changes that its events keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from stdgraph.commands.change_record import ChangeRecord, EdgeChange, Key, ThingChange
from stdgraph.datasets.entered import NOTHING, Entered
from stdgraph.datasets.statements import FACTS

RETIRED_ON = "retiredOn"


class ThingEvent(TypedDict):
    """An event of a thing; the change is the text of its record."""

    sequence: int
    revokes: int | None
    partOf: int | None
    change: str | None


def entered_of_thing(label: str, key: str, events: Sequence[ThingEvent], present: Mapping[Key, Key]) -> Entered:
    """What people entered of a thing and nobody took back, by its events in the order of their sequence. ``present``: the keys of
    today of what was called otherwise then."""
    facts: set[str] = set()
    relations: dict[tuple[str, str], bool] = {}
    created = retired = touched = False
    own = Key(label, key)
    for event in _standing(events):
        for change in ChangeRecord.read(event["change"] or "").with_keys(present).changes:
            match change:
                case ThingChange(thing, before, after) if thing == own:
                    facts |= after.keys() & set(FACTS[label])
                    created = created or before is None
                    retired = after[RETIRED_ON] is not None if RETIRED_ON in after else retired
                    touched = True
                case EdgeChange(edge, _, after) if edge.start == own:
                    relations[edge.kind, edge.end.key] = after is not None
                    touched = True
    if not touched:
        return NOTHING
    removed = frozenset(name for name, there in relations.items() if not there)
    return Entered(registered=created, touched=True, facts=frozenset(facts), removed=removed, retired=retired)


def keys_named(events: Sequence[ThingEvent]) -> set[Key]:
    """The things that the changes of events are about, by the keys that they had."""
    found: set[Key] = set()
    for event in events:
        for change in ChangeRecord.read(event["change"]).changes if event["change"] else ():
            match change:
                case ThingChange(thing):
                    found.add(thing)
                case EdgeChange(edge):
                    found |= {edge.start, edge.end}
    return found


def _standing(events: Sequence[ThingEvent]) -> list[ThingEvent]:
    """The changes that people made and that are not taken back; what takes back says nothing of its own."""
    gone: set[int] = set()
    for event in reversed(events):
        own = {event["sequence"], event["partOf"]}
        if event["revokes"] is not None and not own & gone:
            gone.add(event["revokes"])
    return [
        event
        for event in events
        if event["change"] is not None and event["revokes"] is None and not {event["sequence"], event["partOf"]} & gone
    ]
