"""Conversion of catalogues of earlier versions: what follows from the dates of standards is computed anew, as spans."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from stdgraph.domain.stored_state import DATED, project
from stdgraph.domain.timeline import moves_of, unfold
from stdgraph.store.migratable import Migratable
from stdgraph.store.transaction import Transaction, native

BATCH = 1000
"""Standards converted in one transaction."""

_DAYS = ", ".join(f".{name}" for pair in DATED.items() for name in pair)
PAGE = (
    "MATCH (s:Standard) WHERE s.id > $after WITH s ORDER BY s.id LIMIT $size "
    "RETURN s{.id, .number, .level, .amendsKey, .amending, .projectDueOn, .statedOn, "
    f".timeline, {_DAYS}}} AS standard, COLLECT {{ MATCH (s)<-[:STATES]-(a:Statement) MATCH (d:Dataset {{name: a.dataset}}) "
    "WHERE d.statedOn IS NOT NULL RETURN d.statedOn ORDER BY d.rank, d.name LIMIT 1 } AS stated, COLLECT { MATCH (s)<-[:CONCERNS]-(e:Event) "
    "RETURN e{.sequence, .kind, .stage, .effectiveOn, .effectiveIn, .before, .after, .revokes, .mergedFrom, "
    "recordedOn: toString(date(e.recordedAt))} AS event ORDER BY e.sequence } AS events"
)
WRITE = "UNWIND $rows AS row MATCH (s:Standard {id: row.id}) SET s += row.properties"


class ConvertedRow(TypedDict):
    """A standard with the day as of which its datasets speak, and its events."""

    standard: dict[str, Any]
    stated: list[Any]
    events: list[dict[str, Any]]


async def convert_dates(graph: Migratable) -> None:
    """Compute the spans and timelines of all standards, batch by batch; doing it again changes nothing."""
    after = ""
    while True:

        async def work(tx: Transaction, after: str = after) -> str | None:
            rows = await tx.rows(PAGE, ConvertedRow, after=after, size=BATCH)
            converted = [one for row in rows if (one := _converted(row)) is not None]
            if converted:
                await tx.run(WRITE, rows=converted)
            return str(rows[-1]["standard"]["id"]) if rows else None

        last = await graph.write(work)
        if last is None:
            return
        after = last


def _converted(row: ConvertedRow) -> dict[str, object] | None:
    standard = {name: native(value) for name, value in row["standard"].items()}
    events = [{**event, "effectiveOn": native(event["effectiveOn"])} for event in row["events"]]
    moves = moves_of(events) or list(unfold(standard["timeline"] or []))
    if not moves:
        return None
    given: dict[str, object] = {}
    if any(move.stated is None for move in moves) and standard["statedOn"] is None:
        given["statedOn"] = _stated_on(row["stated"], events)
    projected: Mapping[str, object] = project(moves, {**standard, **given})
    return {"id": standard["id"], "properties": {**given, **projected}}


def _stated_on(stated: list[Any], events: list[dict[str, Any]]) -> date | None:
    """The day as of which its dataset speaks, else the day on which it was first recorded: by then everything undated had happened."""
    day = native(stated[0]) if stated else events[0]["recordedOn"] if events else None
    return None if day is None else date.fromisoformat(str(day))
