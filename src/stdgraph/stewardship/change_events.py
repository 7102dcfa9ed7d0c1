"""The events of a change: one on what was changed, which keeps all that is needed to take it back, and one on each other thing that it
changed with that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from stdgraph.auth.policy import Action
from stdgraph.commands.change_record import Change, ChangeRecord, EdgeChange, Key, ThingChange
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.relate import SEEDED
from stdgraph.domain.text import camel_case
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.things import HIDDEN
from stdgraph.store.plan_cypher import TIMES

if TYPE_CHECKING:
    from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True)
class NewChange:
    """What a command did, for its event: on which thing, and when it takes effect."""

    thing: Thing
    kind: EventKind
    action: Action
    effective_on: date | None = None
    note: str | None = None
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None
    revokes: int | None = None
    """The sequence of the event that this one takes back."""


def change_events(done: NewChange, record: ChangeRecord, place: int) -> Iterator[NewEvent]:
    """The events of a change, the first of which has this place among those of the transaction."""
    yield NewEvent(
        done.thing.key,
        done.kind,
        effective_on=done.effective_on,
        note=done.note,
        before=None if done.before is None else json_of(done.before),
        after=None if done.after is None else json_of(done.after),
        revokes=done.revokes,
        further={"undo": record.text()},
        label=done.thing.label,
    )
    others: dict[Key, list[Change]] = {}
    for change in record.changes:
        if isinstance(change, EdgeChange) and change.edge.start.label == "Standard":
            yield _of_relation(change, done, place)
            continue
        thing = _thing_of(change)
        if thing is not None and thing not in (done.thing.ref, record.subject):
            others.setdefault(thing, []).append(change)
    for thing, changes in others.items():
        yield _of_part(thing, changes, ChangeRecord(record.action, record.subject, tuple(changes)), done, place)


def _thing_of(change: Change) -> Key | None:
    match change:
        case ThingChange(thing):
            return thing
        case EdgeChange(edge):
            return edge.start
    return None


def _of_relation(change: EdgeChange, done: NewChange, place: int) -> NewEvent:
    """What the change of a plan means for a standard, as an event of that."""
    edge = change.edge
    target = _written(edge.end)
    named = {"relation": edge.kind, "target": target}
    sides = (change.before, change.after)
    was, now = (None if side is None else json_of({**named, **_details(side)}) for side in sides)
    away = change.after is None
    return NewEvent(
        edge.start.key,
        EventKind.UNRELATED if away else EventKind.RELATED,
        effective_on=done.effective_on,
        note=done.note,
        before=was,
        after=now,
        further={f"left{edge.end.label}": target} if away else {},
        label="Standard",
        part_of=place,
        revokes=done.revokes,
    )


def _of_part(thing: Key, changes: Sequence[Change], record: ChangeRecord, done: NewChange, place: int) -> NewEvent:
    """What a change means for another thing that changed with it, as an event of that; it cannot be taken back alone."""
    before, after = _sides(changes)
    return NewEvent(
        thing.key,
        EventKind.REVOKED if done.revokes is not None else _kind(changes, after),
        effective_on=done.effective_on,
        note=done.note,
        before=json_of(before) if before else None,
        after=json_of(after) if after else None,
        revokes=done.revokes,
        further={"changed": record.text()},
        label=thing.label,
        part_of=place,
    )


def _sides(changes: Sequence[Change]) -> tuple[dict[str, object], dict[str, object]]:
    """The fields and relations of a thing before and after changes, as events tell them."""
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for change in changes:
        match change:
            case ThingChange(_, was, now):
                before |= {
                    name: value for name, value in (was or {}).items() if name not in HIDDEN and value is not None
                }
                after |= {name: value for name, value in now.items() if name not in HIDDEN}
            case EdgeChange(edge, was, now):
                name = camel_case(edge.kind.lower())
                before |= {} if was is None else {name: _written(edge.end)}
                after |= {} if now is None else {name: _written(edge.end)}
    return before, after


def _kind(changes: Sequence[Change], after: Mapping[str, object]) -> EventKind:
    if any(isinstance(one, ThingChange) and one.before is None for one in changes):
        return EventKind.CREATED
    if after.get("retiredOn") is not None:
        return EventKind.RETIRED
    return EventKind.MOVED if "partOf" in after else EventKind.CHANGED


def _details(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The details of a relation without the loader's mark and its times."""
    return {name: value for name, value in properties.items() if name not in (SEEDED, *TIMES) and value is not None}


def _written(key: Key) -> str:
    """A key as people write it: of what was merged into another one the code that it had, for codes hold no colon."""
    return key.key.partition(":")[0] if key.label == "Committee" else key.key
