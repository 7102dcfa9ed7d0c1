"""What was known: a standard's state from the events that were recorded by an instant, and from no others."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from stdgraph.graph.door import Transaction
from stdgraph.model import timeline as timelines
from stdgraph.model.answers import Answer
from stdgraph.model.moves import moves_of, revoked

RECORDED = (
    "MATCH (s:Standard)<-[:CONCERNS]-(e:Event) WHERE s.id IN $standards AND e.recordedAt <= datetime($at) "
    "WITH s.id AS id, e ORDER BY e.sequence "
    "RETURN id, collect({sequence: e.sequence, kind: e.kind, stage: e.stage, effectiveOn: e.effectiveOn, "
    "before: e.before, after: e.after, revokes: e.revokes}) AS events"
)
FIELDS = ("number", "publishedOn")


async def known(tx: Transaction, standards: Sequence[str], at: datetime, on: date) -> list[Answer | None]:
    """For each standard its state on a day as it was known at an instant; None where nothing was recorded by then. One statement."""
    rows = await tx.rows(RECORDED, standards=list(standards), at=at.isoformat())
    events = {row["id"]: [_native(event) for event in row["events"]] for row in rows}
    return [_state(events[standard], on) if standard in events else None for standard in standards]


def _state(events: Sequence[Mapping[str, Any]], on: date) -> Answer:
    timeline = timelines.fold((move.on, move.stage) for move in moves_of(events))
    stage = timelines.stage_on(timeline, on)
    told: dict[str, Any] = {}
    gone = revoked(events)
    for event in events:
        if event["sequence"] not in gone and event["after"]:
            told.update(json.loads(event["after"]))
    return {
        "status": timelines.status_on(timeline, on),
        "stage": {"code": stage, "enteredOn": timelines.entered_on(timeline, on)} if stage else None,
        **{name: told.get(name) for name in FIELDS},
    }


def _native(event: Mapping[str, Any]) -> dict[str, Any]:
    day = event["effectiveOn"]
    return {**event, "effectiveOn": None if day is None else day.to_native()}
