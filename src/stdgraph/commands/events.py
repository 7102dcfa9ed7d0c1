"""Events: what happened to standards, records of gaps and other things, in gapless sequence, and the catalogue's revision that grows with them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict
from uuid import uuid4

from stdgraph.domain import calendar, zone
from stdgraph.domain.current_request import current_request
from stdgraph.domain.vocabulary import EventKind
from stdgraph.errors import Unavailable
from stdgraph.store.session import Transaction, native
from stdgraph.store.transaction import CATALOGUE

NODE_KEYS: Mapping[str, str] = {
    "ProductCategory": "code",
    "Committee": "code",
    "StandardsSystem": "code",
    "GapRecord": "gapId",
    "Dataset": "name",
}
"""The key property of labels that have another one than ``id``."""

BATCH = 1000
"""Events written at a time: the embedded engine refuses messages over 16 MiB."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event that is about to be recorded. ``before`` and ``after`` are JSON text of the fields that changed."""

    subject: str
    """The key of what it happened to."""
    kind: EventKind
    stage: str | None = None
    from_stage: str | None = None
    effective_on: date | None = None
    note: str | None = None
    before: str | None = None
    after: str | None = None
    revokes: int | None = None
    """The sequence of the event that this one takes back."""
    further: Mapping[str, object] = field(default_factory=dict)
    """Properties beyond those that every event has."""
    label: str | None = None
    """The label of what it happened to, where that is another one than the others' of its transaction."""
    part_of: int | None = None
    """The place, among the events of its transaction, of the one of which this is a part."""

    def properties(self) -> dict[str, object]:
        """The event's own properties, as the graph holds them."""
        return {
            "kind": self.kind.value,
            "stage": self.stage,
            "fromStage": self.from_stage,
            "effectiveOn": self.effective_on,
            "note": self.note,
            "before": self.before,
            "after": self.after,
            "revokes": self.revokes,
            **self.further,
        }


@dataclass(frozen=True, slots=True)
class Recorded:
    """The catalogue's new revision, and the sequence of the first of the recorded events."""

    revision: int
    first_sequence: int


class CounterRow(TypedDict):
    """The catalogue's counters, the day to which it has turned, and the instant of this change."""

    revision: int
    sequence: int
    day: date
    recordedAt: str


ADVANCE_COUNTERS = (
    "MATCH (c:Catalogue {id: $catalogue}) "
    "SET c.revision = c.revision + 1, c.visibleSequence = c.sequence, c.sequence = c.sequence + $count, "
    "c.day = CASE WHEN c.day >= $today THEN c.day ELSE $today END, "
    # states are stored as they are today: where the others are still those of another day, they are to be turned again
    "c.turnedTo = CASE WHEN c.turnedTo = $today THEN c.turnedTo ELSE null END, "
    "c.recordedAt = CASE WHEN c.recordedAt >= $now THEN c.recordedAt ELSE $now END "
    "RETURN c.revision AS revision, c.sequence AS sequence, c.day AS day, c.recordedAt AS recordedAt"
)


async def record(
    transaction: Transaction,
    events: Sequence[NewEvent],
    *,
    actor: str,
    request_id: str | None = None,
    label: str = "Standard",
) -> Recorded:
    """Record that the catalogue changed, with the events of that change, in their order: of existing subjects of a label, or of the
    one that an event names itself.

    Call it once per transaction, after ``acquire_write_lock``. Raises Unavailable where the graph has no catalogue.
    """
    clock = {"today": calendar.today(), "now": transaction.now()}
    row = await transaction.row(ADVANCE_COUNTERS, CounterRow, catalogue=CATALOGUE, count=len(events), **clock)
    if row is None:
        raise Unavailable("the graph has no Catalogue: its schema was not made by stdgraph")
    first = row["sequence"] - len(events) + 1
    common = {"actor": actor, "requestId": request_id or current_request()}
    rows: dict[str, list[dict[str, object]]] = {}
    for sequence, event in enumerate(events, start=first):
        part_of = None if event.part_of is None else first + event.part_of
        properties = {"id": str(uuid4()), "sequence": sequence, "partOfChange": part_of, **common, **event.properties()}
        rows.setdefault(event.label or label, []).append({"subject": event.subject, "properties": properties})
    zone.meet(native(row["day"]))
    now = row["recordedAt"]
    for name, several in rows.items():
        text = (
            f"UNWIND $events AS event MATCH (s:{name} {{{NODE_KEYS.get(name, 'id')}: event.subject}}) "
            "CREATE (e:Event)-[:CONCERNS]->(s) SET e = event.properties, e.recordedAt = datetime($now)"
        )
        for start in range(0, len(several), BATCH):
            await transaction.run(text, events=several[start : start + BATCH], now=now)
    return Recorded(int(row["revision"]), first)


def json_of(values: Mapping[str, object]) -> str:
    """Fields as the events keep them."""
    return json.dumps(values, ensure_ascii=False, default=str, sort_keys=True)
