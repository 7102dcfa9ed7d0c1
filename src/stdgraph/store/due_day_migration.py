"""The step of the schema that makes ``dueOn`` the project's due day: earlier versions stored when the stage was due."""

from __future__ import annotations

from typing import Any, TypedDict

from stdgraph.domain.stored_state import due_on
from stdgraph.store.transaction import Transaction, native

BATCH = 1000
"""Standards converted in a transaction."""

MOVED = (
    "MATCH (s:Standard) WHERE s.id > $after AND s.timeline IS NOT NULL WITH s ORDER BY s.id LIMIT $most "
    "RETURN s.id AS id, s{.timeline, .stage, .level, .nature, .projectDueOn, .dueOn} AS stored"
)
CONVERT = "UNWIND $rows AS row MATCH (s:Standard {id: row.id}) SET s.dueOn = row.dueOn"


class MovedRow(TypedDict):
    """A standard with what its due day follows from."""

    id: str
    stored: dict[str, Any]


async def convert_due_days(tx: Transaction, after: str) -> str | None:
    """Compute the due days of the next standards by id; the last of them, None once there are no more."""
    rows = await tx.rows(MOVED, MovedRow, after=after, most=BATCH)
    changed: list[dict[str, object]] = []
    for row in rows:
        stored = {name: native(value) for name, value in row["stored"].items()}
        due = due_on(stored["timeline"], stored["stage"], stored)
        if due != stored["dueOn"]:
            changed.append({"id": row["id"], "dueOn": due})
    if changed:
        await tx.run(CONVERT, rows=changed)
    return rows[-1]["id"] if rows else None
