"""Events: what happened to standards, numbered without a gap, and the catalogue's revision that grows with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from stdgraph.domain.vocabulary import EventKind
from stdgraph.errors import Unavailable
from stdgraph.store.catalogue_node import CATALOGUE
from stdgraph.store.session import Transaction


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event that is about to be recorded. ``before`` and ``after`` are JSON text of the fields that changed."""

    standard: str
    kind: EventKind
    stage: str | None = None
    from_stage: str | None = None
    effective_on: date | None = None
    note: str | None = None
    before: str | None = None
    after: str | None = None
    revokes: int | None = None
    """The sequence of the event that this one takes back."""
    further: Mapping[str, Any] = field(default_factory=dict)
    """Properties beyond those that every event has."""

    def properties(self) -> dict[str, Any]:
        """The event's own properties, as they stand in the graph."""
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
    """What a change became: the catalogue's new revision, and the sequence of its first event."""

    revision: int
    first_sequence: int


async def record(
    transaction: Transaction,
    events: Sequence[NewEvent],
    *,
    actor: str,
    request_id: str | None = None,
    subject: str = "Standard {id: event.standard}",
) -> Recorded:
    """Record that the catalogue changed, and the events of it, of standards (or other subjects of one label) that exist.

    To be called once a transaction, after ``acquire_write_lock``.
    """
    row = await transaction.row(
        "MATCH (c:Catalogue {id: $catalogue}) "
        "SET c.revision = c.revision + 1, c.visibleSequence = c.sequence, c.sequence = c.sequence + $count "
        "RETURN c.revision AS revision, c.sequence AS sequence",
        catalogue=CATALOGUE,
        count=len(events),
    )
    if row is None:
        raise Unavailable("the graph has no Catalogue: its schema was not made by stdgraph")
    first = row["sequence"] - len(events) + 1
    common = {"actor": actor, "requestId": request_id}
    if events:
        await transaction.run(
            f"UNWIND $events AS event MATCH (s:{subject}) CREATE (e:Event)-[:CONCERNS]->(s) "
            "SET e = event.properties, e.recordedAt = datetime($now)",
            events=[
                {
                    "standard": event.standard,
                    "properties": {"id": str(uuid4()), "sequence": sequence, **common, **event.properties()},
                }
                for sequence, event in enumerate(events, start=first)
            ],
            now=datetime.now(UTC).isoformat(timespec="milliseconds"),
        )
    return Recorded(int(row["revision"]), first)
