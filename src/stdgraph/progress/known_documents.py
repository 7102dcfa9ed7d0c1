"""Documents as they were known at an instant: what events recorded by then tell of their moves, dates and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from stdgraph.domain.stored_state import DATED, StandardProperties, kept_properties, project, series_properties
from stdgraph.domain.timeline import fields, moves_of, own_events, revoked
from stdgraph.store.session import Transaction, native

LATER = "EXISTS { MATCH (s)<-[:CONCERNS]-(late:Event) WHERE late.recordedAt > datetime($at) }"
"""Condition: something was recorded of ``s`` after the instant."""
EARLIER = "EXISTS { MATCH (s)<-[:CONCERNS]-(early:Event) WHERE early.recordedAt <= datetime($at) }"
"""Condition: something was recorded of ``s`` by the instant."""

EVENT = ("sequence", "kind", "stage", "effectiveOn", "effectiveIn", "before", "after", "revokes", "mergedFrom")
"""The properties of an event that its effect on a document depends on."""
_STORED = ("number", "level", "statedOn", *(name for pair in DATED.items() for name in pair))
_TOLD = ("number", "level", *DATED)
"""The fields of events that tell what is ``_STORED``."""
CHANGED = (
    f"UNWIND $ids AS id MATCH (s:Standard {{id: id}}) WHERE {LATER} "
    "MATCH (s)<-[:CONCERNS]-(e:Event) WITH s, e ORDER BY e.sequence "
    f"WITH s, collect([e.recordedAt <= datetime($at), {', '.join(f'e.{name}' for name in EVENT)}]) AS events "
    f"RETURN s.id AS id, [{', '.join(f's.{name}' for name in _STORED)}] AS stored, events"
)


class ChangedRow(TypedDict):
    """A standard that changed later: what is stored of it now, and its events, each with whether it was recorded by the instant."""

    id: str
    stored: list[object]
    events: list[list[object]]


async def documents_known(tx: Transaction, ids: Iterable[str], at: datetime) -> dict[str, StandardProperties]:
    """What was known at an instant of those of the standards of which more was recorded later. One statement.

    Each with its number, what that tells of its series, and the properties that follow from its moves.
    """
    rows = await tx.table(ChangedRow, CHANGED, ids=sorted(set(ids)), at=at.isoformat())
    return {row["id"]: _known(row) for row in rows}


def _known(row: ChangedRow) -> StandardProperties:
    standard = {name: native(value) for name, value in zip(_STORED, row["stored"], strict=True)}
    events = [_event(values) for was_known, *values in row["events"] if was_known]
    later = [_event(values) for was_known, *values in row["events"] if not was_known]
    standard |= kept_properties(_told(events, later))
    number = standard.get("number")
    moves = moves_of(events)
    return {
        "number": number if isinstance(number, str) else None,
        **series_properties(number if isinstance(number, str) else None),
        **(project(moves, standard) if moves else {}),
    }


def _told(events: Sequence[Mapping[str, Any]], later: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    """The fields that events tell; one that only later events mention is what the first of these found."""
    told: dict[str, object] = {}
    for event in reversed(later):
        before, after = fields(event["before"]), fields(event["after"])
        told |= {name: before.get(name) for name in _TOLD if name in before or name in after}
    gone = revoked(events)
    for event in own_events(events):
        if event["sequence"] not in gone:
            told |= {name: value for name, value in fields(event["after"]).items() if name in _TOLD}
    return told


def _event(values: Sequence[object]) -> dict[str, Any]:
    return {name: native(value) for name, value in zip(EVENT, values, strict=True)}
