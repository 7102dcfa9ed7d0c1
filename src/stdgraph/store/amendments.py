"""Amendments that numbers tell: the ``AMENDS`` relationships between a document and what its number says it amends.

They follow from the numbers that there are, so they are brought into line whenever a number comes, goes or changes, on either side and
in whatever order. What people or datasets state has no ``byNumber`` and is left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from stdgraph.store.transaction import Transaction

AMENDED = "(b.numberKey = s.amendsKey OR EXISTS { MATCH (:Alias {numberKey: s.amendsKey})-[:NAMES]->(b) })"
UNLINK = (
    "CALL () { UNWIND $ids AS id MATCH (s:Standard {id: id})-[r:AMENDS {byNumber: true}]->(b:Standard) RETURN s, r, b "
    "UNION UNWIND $ids AS id MATCH (b:Standard {id: id})<-[r:AMENDS {byNumber: true}]-(s:Standard) RETURN s, r, b } "
    f"WITH s, r, b WHERE s.amendsKey IS NULL OR NOT {AMENDED} DELETE r"
)
LINK = (
    "CALL () { UNWIND $ids AS id MATCH (s:Standard {id: id}) MATCH (b:Standard {numberKey: s.amendsKey}) RETURN s, b "
    "UNION UNWIND $ids AS id MATCH (s:Standard {id: id}) MATCH (:Alias {numberKey: s.amendsKey})-[:NAMES]->(b:Standard) RETURN s, b "
    "UNION UNWIND $ids AS id MATCH (b:Standard {id: id}) MATCH (s:Standard {amendsKey: b.numberKey}) RETURN s, b "
    "UNION UNWIND $ids AS id MATCH (b:Standard {id: id})<-[:NAMES]-(a:Alias) MATCH (s:Standard {amendsKey: a.numberKey}) RETURN s, b } "
    "WITH DISTINCT s, b WHERE s.id <> b.id MERGE (s)-[r:AMENDS]->(b) ON CREATE SET r.byNumber = true"
)
BATCH = 1000


async def link_amendments(tx: Transaction, ids: Collection[str]) -> None:
    """Bring the relationships of standards, by id, into line with the numbers; two statements for each thousand, none for none."""
    for batch in _batches(sorted(ids)):
        await tx.run(UNLINK, ids=batch)
        await tx.run(LINK, ids=batch)


def _batches(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
