"""Impact of a standard: what rests on it."""

from __future__ import annotations

from collections.abc import Sequence

from stdgraph.graph.door import Transaction
from stdgraph.model.answers import Answer
from stdgraph.model.closure import adjacency, reachable

RELATIONS = (
    "RETURN COLLECT { MATCH (a:ProductCategory)-[:DEPENDS_ON]->(b:ProductCategory) RETURN [a.code, b.code] } AS dependencies, "
    "COLLECT { MATCH (a:Standard)-[:REFERENCES|ADOPTS]->(b:Standard) RETURN [a.id, b.id] } AS relations, "
    "COLLECT { UNWIND $standards AS id MATCH (:Standard {id: id})-[:APPLIES_TO]->(:ProductCategory)<-[:KIND_OF*0..]-(c:ProductCategory) "
    "RETURN DISTINCT [id, c.code] } AS applies"
)


async def impacts(tx: Transaction, standards: Sequence[str]) -> list[Answer]:
    """For each standard how many categories it concerns or that depend on these, and how many standards reference or adopt it,
    directly or through others. One statement.
    """
    row = await tx.row(RELATIONS, standards=list(standards))
    relations = row or {"dependencies": [], "relations": [], "applies": []}
    dependents = adjacency((b, a) for a, b in relations["dependencies"])
    users = adjacency((b, a) for a, b in relations["relations"])
    applies = adjacency((standard, category) for standard, category in relations["applies"])
    return [
        {
            "dependentCategories": len(reachable(applies.get(standard, ()), dependents)),
            "transitiveDependents": len(reachable([standard], users)) - 1,
        }
        for standard in standards
    ]
