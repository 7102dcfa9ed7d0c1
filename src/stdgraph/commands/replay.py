"""Events replayed: what was known of a standard at an instant, and the audit of what standards store against their events."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from stdgraph.commands.stored_state import project
from stdgraph.domain import timeline as timelines
from stdgraph.domain.answers import Answer
from stdgraph.domain.timeline import moves_of, revoked
from stdgraph.domain.vocabulary import Level
from stdgraph.store.session import Transaction, native

STORED_FIELDS = ("timeline", "stage", "status", "stageOn", "dueOn", "reviewDueOn")
"""What follows from the events."""

IDS = "MATCH (s:Standard) RETURN s.id AS id ORDER BY id"
STORED = (
    "MATCH (s:Standard) WHERE s.id IN $ids RETURN s{.id, .level, .publishedOn, .projectDueOn, .timeline, .stage, .status, "
    ".stageOn, .dueOn, .reviewDueOn, events: COLLECT { MATCH (s)<-[:CONCERNS]-(e:Event) "
    "RETURN e{.sequence, .kind, .stage, .effectiveOn, .before, .after, .revokes} AS event ORDER BY e.sequence }} AS standard"
)
BATCH = 2000
"""Standards that are held in memory at a time, with their events."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a standard that is not what its events say."""

    standard: str
    field: str
    stored: Any
    recomputed: Any

    def __str__(self) -> str:
        return (
            f"standard {self.standard}: {self.field} is {_shown(self.stored)}, its events say {_shown(self.recomputed)}"
        )


async def differences(tx: Transaction) -> list[Difference]:
    """Every field of every standard that is not what its events say, by standard; empty when all is well."""
    ids = [row["id"] for row in await tx.rows(IDS)]
    found: list[Difference] = []
    for start in range(0, len(ids), BATCH):
        rows = await tx.rows(STORED, ids=ids[start : start + BATCH])
        for row in sorted((row["standard"] for row in rows), key=lambda one: str(one["id"])):
            found += _compared({name: native(value) for name, value in row.items()})
    return found


def _compared(stored: Mapping[str, Any]) -> list[Difference]:
    told = _recomputed(stored)
    return [
        Difference(stored["id"], name, stored[name], told.get(name))
        for name in STORED_FIELDS
        if (stored[name] or None) != told.get(name)
    ]


def _recomputed(stored: Mapping[str, Any]) -> dict[str, Any]:
    moves = moves_of([{name: native(value) for name, value in event.items()} for event in stored["events"]])
    if not moves:
        return {}
    return project(
        moves,
        level=Level(stored["level"]) if stored["level"] else None,
        published_on=stored["publishedOn"],
        project_due_on=stored["projectDueOn"],
    )


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return "unknown" if value is None else str(value)


RECORDED = (
    "MATCH (s:Standard)<-[:CONCERNS]-(e:Event) WHERE s.id IN $standards AND e.recordedAt <= datetime($at) "
    "WITH s.id AS id, e ORDER BY e.sequence "
    "RETURN id, collect({sequence: e.sequence, kind: e.kind, stage: e.stage, effectiveOn: e.effectiveOn, "
    "before: e.before, after: e.after, revokes: e.revokes}) AS events"
)
KNOWN_FIELDS = ("number", "publishedOn")


async def known(tx: Transaction, standards: Sequence[str], at: datetime, on: date) -> list[Answer | None]:
    """For each standard its state on a day as it was known at an instant; None where nothing was recorded by then. One statement."""
    rows = await tx.rows(RECORDED, standards=list(standards), at=at.isoformat())
    events = {row["id"]: [_native_event(event) for event in row["events"]] for row in rows}
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
        **{name: told.get(name) for name in KNOWN_FIELDS},
    }


def _native_event(event: Mapping[str, Any]) -> dict[str, Any]:
    day = event["effectiveOn"]
    return {**event, "effectiveOn": None if day is None else day.to_native()}
