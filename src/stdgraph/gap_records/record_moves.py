"""Records that move: of two gaps that are one need the record goes on under the one that stays, with all its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from stdgraph.commands.events import NewEvent, json_of
from stdgraph.domain.vocabulary import EventKind
from stdgraph.gap_records.causes import RecordedChange
from stdgraph.gap_records.record_unit import find_gap
from stdgraph.gap_records.repository import LoadedRecord, load_records, new_record, record_event, write_subjects
from stdgraph.store.session import Transaction

MOVE = (
    "UNWIND $rows AS row MATCH (g:GapRecord {gapId: row.old}) SET g.gapId = row.gap, g.formerGapIds = coalesce(g.formerGapIds, []) + row.old, "
    "g.revision = row.revision, g.kind = row.kind, g.subjectLabel = row.label, g.subjectKey = row.key, g.places = row.places, "
    "g.messageZh = row.messageZh, g.messageEn = row.messageEn, g.found = true, g.updatedAt = datetime($now)"
)
UNLINK = "UNWIND $gaps AS gap MATCH (:GapRecord {gapId: gap})-[r:ABOUT|STANDS_IN]->() DELETE r"


@dataclass(frozen=True, slots=True)
class RecordMove:
    """A record that goes on under another gap."""

    record: LoadedRecord
    after: LoadedRecord
    cause: RecordedChange | None = None


async def find_moves(
    tx: Transaction, records: Sequence[LoadedRecord], merged: Mapping[str, str], on: date
) -> list[RecordMove]:
    """The records among these that move, by the gap of the same need; none where that has a record already, or two would meet."""
    targets = sorted({merged[one.gap] for one in records})
    taken = set(await load_records(tx, targets))
    found = []
    for record in sorted(records, key=lambda one: one.gap):
        target = merged[record.gap]
        gap = None if target in taken else await find_gap(tx, target, on)
        if gap is None:
            continue
        taken.add(target)
        fresh = await new_record(tx, gap, on)
        properties = {**record.properties, **fresh.properties, "revision": record.revision + 1}
        found.append(RecordMove(record, replace(record, gap=target, properties=properties)))  # type: ignore[arg-type]
    return found


async def write_moves(tx: Transaction, moves: Sequence[RecordMove], on: date) -> list[NewEvent]:
    """Write records that move; their events are returned, to be recorded."""
    if not moves:
        return []
    rows = [
        {
            "old": one.record.gap,
            "gap": one.after.gap,
            "revision": one.after.revision,
            "kind": one.after.properties["kind"],
            "label": one.after.properties["subjectLabel"],
            "key": one.after.properties["subjectKey"],
            "places": one.after.properties["places"],
            "messageZh": one.after.properties["messageZh"],
            "messageEn": one.after.properties["messageEn"],
        }
        for one in moves
    ]
    await tx.run(UNLINK, gaps=[one.record.gap for one in moves])
    await tx.run(MOVE, rows=rows, now=tx.now())
    await write_subjects(tx, [one.after for one in moves])
    return [_event(one, on) for one in moves]


def _event(move: RecordMove, on: date) -> NewEvent:
    zh = f"与缺口 {move.after.gap} 同属一项需求，并入该缺口。"
    en = f"It is one need with the gap {move.after.gap} and goes on under it."
    event = record_event(EventKind.MERGED, move.record, move.after, on, zh, en)
    return replace(event, before=json_of({"gapId": move.record.gap}), after=json_of({"gapId": move.after.gap}))
