"""Events replayed: what was known of a standard at an instant, and the audit of what standards store against their events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from stdgraph.commands.preload import EventProperties
from stdgraph.domain import calendar
from stdgraph.domain import timeline as timelines
from stdgraph.domain.answers import Answer
from stdgraph.domain.dates import partial_date
from stdgraph.domain.numbers import year_of
from stdgraph.domain.stored_state import DATED, DERIVED, StandardProperties, project
from stdgraph.domain.timeline import fields, moves_of, own_events, revoked
from stdgraph.store.session import Transaction, native
from stdgraph.store.stored_states import wrong_states

IDS = "MATCH (s:Standard) RETURN s.id AS id ORDER BY id"
STORED = (
    "MATCH (s:Standard) WHERE s.id IN $ids RETURN s{.id, .number, .level, .nature, .amendsKey, .amending, .statedOn, .projectDueOn, "
    f"{', '.join(f'.{name}' for pair in DATED.items() for name in pair)}, {', '.join(f'.{name}' for name in DERIVED)}, "
    "events: COLLECT { MATCH (s)<-[:CONCERNS]-(e:Event) "
    "RETURN e{.sequence, .kind, .stage, .effectiveOn, .effectiveIn, .before, .after, .revokes, "
    ".mergedFrom} AS event ORDER BY e.sequence }} AS standard"
)
BATCH = 2000
"""Standards compared at a time, with their events."""


class StandardIdRow(TypedDict):
    """The id of a standard."""

    id: str


class StoredStandard(StandardProperties):
    """A standard as it is stored, with its events."""

    events: list[EventProperties]


class StoredStandardRow(TypedDict):
    """A row of ``STORED``."""

    standard: StoredStandard


@dataclass(frozen=True, slots=True)
class StateDifference:
    """A field of a standard that differs from what its events say."""

    standard: str
    field: str
    stored: object
    recomputed: object

    def __str__(self) -> str:
        return (
            f"standard {self.standard}: {self.field} is {_shown(self.stored)}, its events say {_shown(self.recomputed)}"
        )


async def differences(tx: Transaction) -> list[StateDifference]:
    """Every derived field of every standard that differs from what its events say, by standard; empty when all agree."""
    ids = [row["id"] for row in await tx.rows(IDS, StandardIdRow)]
    found: list[StateDifference] = []
    for start in range(0, len(ids), BATCH):
        rows = await tx.rows(STORED, StoredStandardRow, ids=ids[start : start + BATCH])
        for standard in sorted((row["standard"] for row in rows), key=lambda one: one["id"]):
            found += _compared(standard)
        wrong = await wrong_states(tx, ids[start : start + BATCH], calendar.today())
        found += [StateDifference(*one) for one in wrong]
    return found


def _compared(standard: StoredStandard) -> list[StateDifference]:
    stored = {name: native(value) for name, value in standard.items()}
    moves = moves_of([_native_event(event) for event in standard["events"]])
    recomputed: Mapping[str, object] = {}
    if moves:
        recomputed = project(moves, stored)
    return [
        StateDifference(standard["id"], name, stored[name], recomputed.get(name))
        for name in DERIVED
        if (stored[name] or None) != recomputed.get(name)
    ]


def _shown(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return "unknown" if value is None else str(value)


RECORDED = (
    "MATCH (s:Standard)<-[:CONCERNS]-(e:Event) WHERE s.id IN $standards AND e.recordedAt <= datetime($at) "
    "WITH s.id AS id, s.number AS number, s.statedOn AS statedOn, e ORDER BY e.sequence "
    "RETURN id, number, statedOn, collect({sequence: e.sequence, kind: e.kind, stage: e.stage, effectiveOn: e.effectiveOn, "
    "effectiveIn: e.effectiveIn, before: e.before, after: e.after, revokes: e.revokes, mergedFrom: e.mergedFrom}) AS events"
)


class RecordedEventsRow(TypedDict):
    """The events of a standard, in order."""

    id: str
    number: str | None
    statedOn: date | None
    events: list[EventProperties]


async def known(tx: Transaction, standards: Sequence[str], at: datetime, on: date) -> list[Answer | None]:
    """For each standard its state on a day as it was known at an instant; None where nothing was recorded by then. One statement."""
    rows = await tx.rows(RECORDED, RecordedEventsRow, standards=list(standards), at=at.isoformat())
    found = {row["id"]: row for row in rows}
    return [_state(found[standard], on) if standard in found else None for standard in standards]


def _state(row: RecordedEventsRow, on: date) -> Answer:
    events = [_native_event(event) for event in row["events"]]
    year = year_of(row["number"]) if row["number"] else None
    timeline = timelines.fold(moves_of(events), year, native(row["statedOn"]))
    stage = timelines.stage_on(timeline, on)
    latest: dict[str, object] = {}
    gone = revoked(events)
    for event in own_events(events):
        if event["sequence"] not in gone:
            latest.update(fields(event["after"]))
    published = partial_date(latest.get("publishedOn"))
    return {
        "status": timelines.status_on(timeline, on),
        "stage": {"code": stage, "enteredOn": timelines.entered_on(timeline, on)} if stage else None,
        "number": latest.get("number"),
        "publishedOn": None if published is None else published.day,
    }


def _native_event(event: EventProperties) -> EventProperties:
    return {**event, "effectiveOn": native(event["effectiveOn"])}
