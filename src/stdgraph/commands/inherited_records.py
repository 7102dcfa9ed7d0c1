"""Records of gaps of a standard that is merged into another: each goes along, under the id that its gap has from then on.

Where both have a record of one gap, the one stays on which a committee decided last, one that the system has closed only beside
another such; the history of the other joins its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from stdgraph.store.session import Transaction

RECORDS = (
    "MATCH (g:GapRecord {subjectLabel: 'Standard'}) WHERE g.subjectKey IN [$lost, $kept] OR g.gapId ENDS WITH $other "
    "RETURN g.gapId AS gap, g.kind AS kind, g.subjectKey AS subject, g.sequence AS sequence, "
    "coalesce(g.closedBySystem, false) AS closed, COLLECT { MATCH (g)<-[:CONCERNS]-(e:Event {kind: 'TRACKED'}) "
    "RETURN e.sequence AS decided ORDER BY decided DESC LIMIT 1 } AS decided ORDER BY gap"
)
JOIN = (
    "UNWIND $rows AS row MATCH (g:GapRecord {gapId: row.stays}) MATCH (:GapRecord {gapId: row.goes})<-[r:CONCERNS]-(e:Event) "
    "CREATE (e)-[:CONCERNS]->(g) DELETE r"
)
DROP = "UNWIND $rows AS row MATCH (g:GapRecord {gapId: row.goes}) DETACH DELETE g"
RENAME = (
    "UNWIND $rows AS row MATCH (g:GapRecord {gapId: row.gap}) MATCH (s:Standard {id: row.subject}) "
    "SET g.gapId = row.becomes, g.subjectKey = row.subject, g.sequence = row.sequence, g.revision = g.revision + 1, "
    "g.updatedAt = datetime($now) WITH g, s OPTIONAL MATCH (g)-[r:ABOUT]->(:Standard) DELETE r WITH DISTINCT g, s CREATE (g)-[:ABOUT]->(s)"
)


class InheritedRecord(TypedDict):
    """A record of a gap about a standard."""

    gap: str
    kind: str
    subject: str
    sequence: int
    closed: bool
    """Whether the system closed it: what a committee decided before counts no more."""
    decided: list[int]
    """The sequence of the committee's last decision."""


async def inherit_records(tx: Transaction, lost: str, kept: str) -> None:
    """Let the records that mention the standard ``lost`` be of ``kept``, both by id."""
    rows = await tx.rows(RECORDS, InheritedRecord, lost=lost, kept=kept, other=f":{lost}")
    groups: dict[str, list[InheritedRecord]] = {}
    for row in rows:
        groups.setdefault(_becomes(row, lost, kept), []).append(row)
    joined, renamed = [], []
    for becomes, records in groups.items():
        stays = _staying(records, becomes)
        joined += [{"stays": stays["gap"], "goes": one["gap"]} for one in records if one is not stays]
        if len(records) > 1 or stays["gap"] != becomes:
            subject = kept if stays["subject"] == lost else stays["subject"]
            first = min(one["sequence"] for one in records)
            renamed.append({"gap": stays["gap"], "becomes": becomes, "subject": subject, "sequence": first})
    if joined:
        await tx.run(JOIN, rows=joined)
        await tx.run(DROP, rows=joined)
    if renamed:
        await tx.run(RENAME, rows=renamed, now=tx.now())


def _becomes(record: InheritedRecord, lost: str, kept: str) -> str:
    """The id of the gap once the standards are one: its kind, a label where it names one, its subject, and what stands beside it."""
    kind, key = record["kind"], record["gap"].removeprefix(f"{record['kind']}:")
    label = "Standard:" if key.startswith("Standard:") else ""
    beside = key.removeprefix(label).removeprefix(record["subject"])
    subject = kept if record["subject"] == lost else record["subject"]
    return f"{kind}:{label}{subject}{f':{kept}' if beside == f':{lost}' else beside}"


def _staying(records: Sequence[InheritedRecord], becomes: str) -> InheritedRecord:
    return min(
        records, key=lambda one: (one["closed"], [-decided for decided in one["decided"]], one["gap"] != becomes)
    )
