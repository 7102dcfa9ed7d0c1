"""What was decided about a gap when its record had an earlier revision."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, cast

from stdgraph.gap_records.repository import DECIDED, Decision, LoadedRecord
from stdgraph.store.session import Transaction

EVENTS = (
    "UNWIND $gaps AS gap MATCH (g:GapRecord {gapId: gap})<-[:CONCERNS]-(e:Event) "
    "RETURN gap, e.sequence AS sequence, e.before AS before ORDER BY gap, sequence"
)
NOTHING: Decision = {"status": None, "priority": None, "needsResearch": None, "recommendation": None, "owner": None}


class EventRow(TypedDict):
    """An event of a record, with what it changed as it was before."""

    gap: str
    sequence: int
    before: str | None


async def decisions_at(
    tx: Transaction, asked: Sequence[tuple[LoadedRecord, int]]
) -> dict[tuple[str, int], Decision | None]:
    """The decision of each record at a revision that it had, by gap and revision; None where its history does not tell. One statement."""
    found: dict[tuple[str, int], Decision | None] = {}
    gaps = sorted({record.gap for record, revision in asked if 0 < revision < record.revision})
    events: dict[str, list[str | None]] = {}
    for row in await tx.rows(EVENTS, EventRow, gaps=gaps) if gaps else []:
        events.setdefault(row["gap"], []).append(row["before"])
    for record, revision in asked:
        found[record.gap, revision] = _at(record, revision, events.get(record.gap, []))
    return found


def _at(record: LoadedRecord, revision: int, events: Sequence[str | None]) -> Decision | None:
    """Each revision is one event, which says what it changed; a record that took over the history of another has more of them."""
    if revision == 0:
        return NOTHING
    if revision == record.revision:
        return record.decision
    if revision > record.revision or len(events) != record.revision:
        return None
    decision = record.decision
    for before in reversed(events[revision:]):
        was: Mapping[str, Any] = json.loads(before) if before else {}
        decision = cast("Decision", {**decision, **{name: was[name] for name in DECIDED if name in was}})
    return decision
