"""The step of the schema that lets numbers tell series and amendments: what earlier versions stored is brought to it in batches."""

from __future__ import annotations

from typing import TypedDict

from stdgraph.domain.stored_state import series_properties
from stdgraph.store.amendments import link_amendments
from stdgraph.store.transaction import Transaction

BATCH = 1000
"""Standards converted in a transaction."""

NUMBERED = "MATCH (s:Standard) WHERE s.id > $after AND s.number IS NOT NULL RETURN s.id AS id, s.number AS number ORDER BY s.id LIMIT $most"
CONVERT = (
    "UNWIND $rows AS row MATCH (s:Standard {id: row.id}) SET s += row.properties "
    "SET s.reviewDueOn = CASE WHEN s.amendsKey IS NULL THEN s.reviewDueOn ELSE null END"
)


class NumberedRow(TypedDict):
    """A standard with its number."""

    id: str
    number: str


async def convert_batch(tx: Transaction, after: str) -> str | None:
    """Convert the next standards by id; the last of them, None once there are no more."""
    rows = await tx.rows(NUMBERED, NumberedRow, after=after, most=BATCH)
    if not rows:
        return None
    await tx.run(CONVERT, rows=[{"id": row["id"], "properties": series_properties(row["number"])} for row in rows])
    await link_amendments(tx, [row["id"] for row in rows])
    return rows[-1]["id"]
