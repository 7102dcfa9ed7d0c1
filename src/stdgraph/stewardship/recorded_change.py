"""Changes as their events keep them, of things by the keys that they have today: the subjects of commands that take them back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypedDict

from stdgraph.commands.change_record import (
    CarryChange,
    Change,
    ChangeRecord,
    EdgeChange,
    FollowChange,
    Key,
    KeyChange,
    MergeChange,
    PastChange,
    PlaceChange,
    ThingChange,
)
from stdgraph.commands.preload import LoadedStandard
from stdgraph.stewardship.plan_unit import FormerRow
from stdgraph.stewardship.things import Thing
from stdgraph.store.session import Transaction
from stdgraph.store.standard_names import alias_id

EVENTS = (
    "UNWIND $sequences AS sequence MATCH (e:Event {sequence: sequence})-[:CONCERNS]->(n) "
    "RETURN sequence, labels(n)[0] AS label, coalesce(n.id, n.code) AS key, n.formerCode AS merged, e.kind AS kind, e.undo AS undo, "
    "e.partOfChange AS partOf, COLLECT { MATCH (w:Event {sequence: e.partOfChange}) RETURN w.undo }[0] AS whole, "
    "e.before AS before, e.after AS after, toString(e.recordedAt) AS recorded, "
    "COLLECT { MATCH (r:Event {revokes: sequence})-[:CONCERNS]->(n) RETURN r.sequence }[0] AS revoked"
)
FORMER = "UNWIND $rows AS row MATCH (:Alias {id: row.alias})-[:NAMES]->(n) RETURN row.label AS label, row.key AS former, n.id AS key"


class EventRow(TypedDict):
    """An event with what it concerns, and the event that revoked it."""

    sequence: int
    label: str
    key: str
    merged: str | None
    kind: str
    undo: str | None
    partOf: int | None
    whole: str | None
    before: str | None
    after: str | None
    recorded: str
    revoked: int | None


@dataclass(slots=True)
class RecordedChange:
    """A change that is to be taken back, as the subject of the command that does it."""

    sequence: int
    thing: Key
    kind: str
    record: ChangeRecord | None
    """What it changed; None for an event that no command of this kind made."""
    recorded: str
    revoked: int | None
    before: str | None
    after: str | None
    part_of: int | None = None
    """The sequence of the change of which it is a part, and with which alone it can be taken back."""
    whole: ChangeRecord | None = None
    """What that change changed."""
    merged: str | None = None
    """The code that the thing had before it was merged into another one."""
    guard: Thing | LoadedStandard | None = None
    """The subject whose revision guards it: of an event of a standard that."""

    @property
    def key(self) -> str:
        """The key of the subject that guards it."""
        return self.guard.key if self.guard is not None else self.thing.key

    @property
    def revision(self) -> int:
        """The revision of that subject."""
        return self.guard.revision if self.guard is not None else 0

    @property
    def rights(self) -> ChangeRecord | None:
        """The record that says who may take it back: of a part that of the whole change; None where nobody can."""
        return self.record or self.whole

    @property
    def of_standard(self) -> bool:
        """Whether a command on a standard made it."""
        return self.thing.label == "Standard" and self.record is None

    @property
    def exists(self) -> bool:
        """It happened."""
        return True

    def state(self) -> Mapping[str, object]:
        """Nothing of it is shown."""
        return {}


async def load_changes(tx: Transaction, sequences: Sequence[int]) -> list[RecordedChange]:
    """The changes of these sequences, of things by the keys that they have today."""
    rows = await tx.rows(EVENTS, EventRow, sequences=sequences) if sequences else []
    former = await _former(tx, {key for row in rows for key in keys_of(_recorded(row))})
    return [_with_keys(_recorded(row), former) for row in rows]


def _recorded(row: EventRow) -> RecordedChange:
    record = None if row["undo"] is None else ChangeRecord.read(row["undo"])
    return RecordedChange(
        row["sequence"],
        Key(row["label"], row["key"]),
        row["kind"],
        record,
        row["recorded"],
        row["revoked"],
        row["before"],
        row["after"],
        row["partOf"],
        None if row["whole"] is None else ChangeRecord.read(row["whole"]),
        row["merged"],
    )


async def _former(tx: Transaction, keys: Collection[Key]) -> dict[Key, Key]:
    """The keys of today of things that were called otherwise when they were changed."""
    rows = [{"label": key.label, "key": key.key, "alias": alias_id(*key)} for key in sorted(keys)]
    found = await tx.rows(FORMER, FormerRow, rows=rows) if rows else []
    return {Key(row["label"], row["former"]): Key(row["label"], row["key"]) for row in found}


def _with_keys(change: RecordedChange, former: Mapping[Key, Key]) -> RecordedChange:
    """A change of things by the keys that they have today."""
    if change.record is not None:
        change.record = as_called_now(change.record, former)
    if change.whole is not None:
        change.whole = as_called_now(change.whole, former)
    return change


def as_called_now(record: ChangeRecord, former: Mapping[Key, Key]) -> ChangeRecord:
    """The same record of things by the keys of today, given those of what was called otherwise: a subsystem follows its system."""
    named = record.with_keys(former)
    return replace(named, changes=tuple(_called_now(one, former) for one in named.changes))


def _within(properties: Mapping[str, Any], system: str) -> Mapping[str, Any]:
    """The properties of a subsystem that is one of this system."""
    return {**properties, "system": system} if "system" in properties else properties


def _called_now(change: Change, former: Mapping[Key, Key]) -> Change:
    match change:
        case ThingChange(Key("Subsystem", key), before, after):
            system = key.partition("/")[0]
            return ThingChange(
                change.thing, None if before is None else _within(before, system), _within(after, system)
            )
        case KeyChange(Key("Subsystem", was), key):
            system_now, _, code = former.get(Key("Subsystem", key), Key("Subsystem", key)).key.partition("/")
            if code == key.partition("/")[2]:  # else it has got another code since
                return KeyChange(Key("Subsystem", f"{system_now}/{was.partition('/')[2]}"), f"{system_now}/{code}")
    return change


def systems_of(change: RecordedChange) -> Iterator[str]:
    """The systems of which a change needs the plan."""
    for key in keys_of(change):
        if key.label == "StandardsSystem":
            yield key.key
        elif key.label == "Subsystem":
            yield key.key.partition("/")[0]


def keys_of(change: RecordedChange) -> Iterator[Key]:
    """All that a change is about."""
    yield change.thing
    if change.whole is not None:
        yield change.whole.subject
    if change.record is None:
        return
    yield change.record.subject
    for one in change.record.changes:
        match one:
            case ThingChange(thing):
                yield thing
            case EdgeChange(edge):
                yield from (edge.start, edge.end)
            case KeyChange(_, key):
                yield Key(change.thing.label, key)
            case PastChange(former, heir) | CarryChange(former, heir) | FollowChange(former, heir):
                yield from (former, heir)
            case PlaceChange(part, whole, siblings):
                yield from (part, whole, *siblings)
            case MergeChange(lost, aside, kept, back=back):
                yield from (lost if back else Key(lost.label, aside), kept)
