"""The audit: what every standard says of itself, held against what its events say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stdgraph.graph.door import Transaction
from stdgraph.lifecycle.moves import project
from stdgraph.model.moves import moves_of
from stdgraph.model.vocabulary import Level

FIELDS = ("timeline", "stage", "status", "stageOn", "dueOn", "reviewDueOn")
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
            found += _compared({name: _native(value) for name, value in row.items()})
    return found


def _compared(stored: Mapping[str, Any]) -> list[Difference]:
    told = _recomputed(stored)
    return [
        Difference(stored["id"], name, stored[name], told.get(name))
        for name in FIELDS
        if (stored[name] or None) != told.get(name)
    ]


def _recomputed(stored: Mapping[str, Any]) -> dict[str, Any]:
    moves = moves_of([{name: _native(value) for name, value in event.items()} for event in stored["events"]])
    if not moves:
        return {}
    return project(
        moves,
        level=Level(stored["level"]) if stored["level"] else None,
        published_on=stored["publishedOn"],
        project_due_on=stored["projectDueOn"],
    )


def _native(value: Any) -> Any:
    return value.to_native() if hasattr(value, "to_native") else value


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return "unknown" if value is None else str(value)
