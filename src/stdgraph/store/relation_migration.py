"""Gives the relationships of an older catalogue their times: what events tell of them, those that were deleted among them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, TypedDict, TypeVar

from stdgraph.domain.relation_history import LABELS, ToldEvent, ToldRelation, relations_told
from stdgraph.store.migratable import Migratable
from stdgraph.store.plan_cypher import past
from stdgraph.store.transaction import Transaction, native

T = TypeVar("T")
BATCH = 200
"""Standards converted in one transaction."""

IDS = (
    "MATCH (s:Standard) WHERE s.id > $after AND EXISTS { MATCH (s)<-[:CONCERNS]-(e:Event) WHERE e.kind IN "
    "['RELATED', 'UNRELATED', 'REGISTERED', 'CORRECTED'] } RETURN s.id AS id ORDER BY id LIMIT $most"
)
_DONE = "|".join(past(kind) for kind in LABELS)
EVENTS = (
    f"MATCH (s:Standard)<-[:CONCERNS]-(e:Event) WHERE s.id IN $ids AND NOT EXISTS {{ MATCH (s)-[:{_DONE}]->() }} "
    "WITH s.id AS id, e ORDER BY e.sequence RETURN id, e.kind AS kind, toString(e.recordedAt) AS recorded, "
    "e.effectiveOn AS on, e.before AS before, e.after AS after, coalesce(e.leftSubsystem, e.leftCommittee, e.leftProductCategory) AS left"
)
_KEYS = {"Subsystem": "id", "Committee": "code", "ProductCategory": "code", "Standard": "id"}


class IdRow(TypedDict):
    """The id of a standard."""

    id: str


class EventRow(TypedDict):
    """An event of a standard."""

    id: str
    kind: str
    recorded: str
    on: Any
    before: str | None
    after: str | None
    left: str | None


async def give_times(graph: Migratable) -> None:
    """Convert all standards, in batches, each in a transaction; a standard that was converted is passed over."""
    after = ""
    while True:

        async def ids(tx: Transaction, after: str = after) -> list[str]:
            return [row["id"] for row in await tx.rows(IDS, IdRow, after=after, most=BATCH)]

        found = await graph.read(ids)
        if not found:
            return

        async def convert(tx: Transaction, found: Sequence[str] = tuple(found)) -> None:
            await _convert(tx, found)

        await graph.write(convert)
        after = found[-1]


async def _convert(tx: Transaction, ids: Sequence[str]) -> None:
    told: dict[str, list[ToldEvent]] = {}
    for row in await tx.rows(EVENTS, EventRow, ids=list(ids)):
        on: date | None = native(row["on"])
        event = ToldEvent(row["kind"], _instant(row["recorded"]), on, row["before"], row["after"], row["left"])
        told.setdefault(row["id"], []).append(event)
    groups: dict[tuple[str, bool], list[dict[str, Any]]] = {}
    for standard, events in told.items():
        for one in relations_told(events):
            groups.setdefault((one.kind, one.is_open), []).append(_row(standard, one))
    for (kind, is_open), rows in groups.items():
        await tx.run(_text(kind, is_open=is_open), rows=rows)


def _row(standard: str, one: ToldRelation) -> dict[str, Any]:
    details = {
        name: date.fromisoformat(value) if name in ("from", "until") else value for name, value in one.details.items()
    }
    times = {"from": one.since, "until": one.until}
    return {
        "start": standard,
        "end": one.target,
        "alias": f"{LABELS[one.kind]}:{one.target}",
        "since": one.since,
        "properties": {**details, **{name: value for name, value in times.items() if value is not None}},
        "recorded": one.recorded and one.recorded.isoformat(),
        "retracted": one.retracted and one.retracted.isoformat(),
    }


def _text(kind: str, *, is_open: bool) -> str:
    """A relationship that is open gets its times, one that was deleted is made again; its end may have another key by now."""
    label = LABELS[kind]
    key = _KEYS[label]
    numbered = "OPTIONAL MATCH (m:Standard {number: row.end}) " if label == "Standard" else ""
    other = "coalesce(o, m, p)" if label == "Standard" else "coalesce(o, p)"
    ends = (
        f"UNWIND $rows AS row MATCH (a:Standard {{id: row.start}}) OPTIONAL MATCH (o:{label} {{{key}: row.end}}) {numbered}"
        f"OPTIONAL MATCH (:Alias {{id: row.alias}})-[:NAMES]->(p:{label}) WITH row, a, {other} AS b WHERE b IS NOT NULL "
    )
    times = "SET r.recorded = CASE WHEN row.recorded IS NULL THEN null ELSE datetime(row.recorded) END"
    if is_open:
        return f"{ends}MATCH (a)-[r:{kind}]->(b) WHERE r.recorded IS NULL {times}, r.from = coalesce(row.since, r.from)"
    return (
        f"{ends}CREATE (a)-[r:{past(kind)}]->(b) SET r = row.properties {times}, "
        "r.retracted = CASE WHEN row.retracted IS NULL THEN null ELSE datetime(row.retracted) END"
    )


def _instant(text: str) -> datetime:
    read = datetime.fromisoformat(text.replace("Z", "+00:00").partition("[")[0])
    return read if read.tzinfo else read.replace(tzinfo=UTC)
