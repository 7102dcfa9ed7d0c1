"""What documents report of the progress of a system: claims of the field ``reportedProgress``, which are no counts of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypedDict

from stdgraph.domain.answers import Answer, Ref
from stdgraph.store.plan_cypher import on_plan, today_parameters
from stdgraph.store.session import Transaction, native

REPORTED_PROGRESS = "reportedProgress"
"""The field of such claims."""

REPORTED = (
    "UNWIND $systems AS code MATCH (y:StandardsSystem {code: code})<-[:ABOUT]-(k:Claim {field: $field}) "
    f"WHERE {on_plan('k', '$today')} "
    "RETURN code, k.value AS statement, k.on AS day, k.onIn AS within, k.confidence AS confidence, "
    "COLLECT { MATCH (k)-[r:STATED_BY]->(o:Source) RETURN [o.id, r.locator] ORDER BY o.id LIMIT 1 }[0] AS source ORDER BY code, k.id"
)


class ReportedRow(TypedDict):
    """A claim about the progress of a system."""

    code: str
    statement: str
    day: date | None
    within: str | None
    confidence: str | None
    source: tuple[str, str | None] | None


async def reported_progress(tx: Transaction, systems: Sequence[str]) -> dict[str, list[Answer]]:
    """For each system what is reported of its progress, with source and day; nothing for one of which nothing is. One statement."""
    found: dict[str, list[Answer]] = {code: [] for code in systems}
    if not systems:
        return found
    for row in await tx.rows(
        REPORTED, ReportedRow, systems=sorted(set(systems)), field=REPORTED_PROGRESS, **today_parameters()
    ):
        source = row["source"]
        found[row["code"]].append(
            {
                "statement": row["statement"],
                "on": None if row["within"] else native(row["day"]),
                "onIn": row["within"],
                "confidence": row["confidence"],
                "source": None if source is None else Ref("Source", source[0], {"locator": source[1]}),
            }
        )
    return found
