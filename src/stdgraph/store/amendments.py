"""Amendments that numbers tell: the ``AMENDS`` relationships between a document and what its number says it amends.

They follow from the numbers that there are, so they are brought into line whenever a number comes, goes or changes, on either side and
in whatever order. What people or datasets state has no ``byNumber`` and is left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypedDict, TypeVar

from stdgraph.store.transaction import Transaction

T = TypeVar("T")

AMENDED = "(b.numberKey = s.amendsKey OR EXISTS { MATCH (:Alias {numberKey: s.amendsKey})-[:NAMES]->(b) })"
UNLINK = (
    "CALL () { UNWIND $ids AS id MATCH (s:Standard {id: id})-[r:AMENDS {byNumber: true}]->(b:Standard) RETURN s, r, b "
    "UNION UNWIND $ids AS id MATCH (b:Standard {id: id})<-[r:AMENDS {byNumber: true}]-(s:Standard) RETURN s, r, b } "
    f"WITH s, r, b WHERE s.amendsKey IS NULL OR NOT {AMENDED} DELETE r"
)
KEYS = (
    "UNWIND $ids AS id MATCH (s:Standard {id: id}) "
    "RETURN s.id AS id, s.amendsKey AS amends, s.numberKey AS number, "
    "COLLECT { MATCH (s)<-[:NAMES]-(a:Alias) WHERE a.numberKey IS NOT NULL RETURN a.numberKey } AS former"
)
LINK = (
    "CALL () { UNWIND $amending AS one MATCH (s:Standard {id: one.id}) MATCH (b:Standard {numberKey: one.key}) RETURN s, b "
    "UNION UNWIND $amending AS one MATCH (s:Standard {id: one.id}) MATCH (:Alias {numberKey: one.key})-[:NAMES]->(b:Standard) RETURN s, b "
    "UNION UNWIND $numbered AS one MATCH (b:Standard {id: one.id}) MATCH (s:Standard {amendsKey: one.key}) RETURN s, b } "
    "WITH DISTINCT s, b WHERE s.id <> b.id MERGE (s)-[r:AMENDS]->(b) ON CREATE SET r.byNumber = true"
)
"""The keys are parameters: the embedded engine finds nothing by index that it compares with a property."""
BATCH = 1000


class KeysRow(TypedDict):
    """A standard with the number that its own says it amends, its number, and those that it had before, in comparison form."""

    id: str
    amends: str | None
    number: str | None
    former: list[str]


async def link_amendments(tx: Transaction, ids: Collection[str]) -> None:
    """Bring the relationships of standards, by id, into line with the numbers; three statements for each thousand, none for none."""
    for batch in _batches(sorted(ids)):
        await tx.run(UNLINK, ids=batch)
        rows = await tx.table(KeysRow, KEYS, ids=batch)
        amending = [{"id": row["id"], "key": row["amends"]} for row in rows if row["amends"]]
        numbered = [{"id": row["id"], "key": key} for row in rows for key in (row["number"], *row["former"]) if key]
        if amending or numbered:
            await tx.run(LINK, amending=amending, numbered=numbered)


async def link_new(tx: Transaction, standards: Sequence[Mapping[str, Any]]) -> None:
    """The relationships of standards that were just created with these properties; one statement for each thousand."""
    for batch in _batches(standards):
        amending = [{"id": one["id"], "key": key} for one in batch if (key := one.get("amendsKey"))]
        numbered = [{"id": one["id"], "key": key} for one in batch if (key := one.get("numberKey"))]
        if amending or numbered:
            await tx.run(LINK, amending=amending, numbered=numbered)


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
