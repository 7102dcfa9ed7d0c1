"""The network of product categories, as it stands in the graph: read once, and again when a seed changed it.

It is small beside the standards and changes only when a seed is loaded, which gives ``Catalogue.structure`` another value. So a
question about a part of the catalogue costs what that part holds, however large the network is.
"""

from __future__ import annotations

from stdgraph.graph.door import Transaction
from stdgraph.model.network import Network

STRUCTURE = "MATCH (c:Catalogue {id: 'catalogue'}) RETURN c.structure AS structure"
NETWORK = (
    "RETURN COLLECT { MATCH (c:ProductCategory) RETURN c.code } AS codes, "
    "COLLECT { MATCH (a:ProductCategory)-[:DEPENDS_ON]->(b:ProductCategory) RETURN [a.code, b.code] } AS dependencies, "
    "COLLECT { MATCH (c:ProductCategory)-[:KIND_OF]->(p:ProductCategory) RETURN [c.code, p.code] } AS kinds"
)


async def network(tx: Transaction) -> Network:
    """All categories with their dependencies and kinds. One statement; two where they changed lately."""
    row = await tx.row(STRUCTURE)

    async def read() -> Network:
        found = await tx.row(NETWORK) or {"codes": [], "dependencies": [], "kinds": []}
        return Network(found["codes"], found["dependencies"], found["kinds"])

    return await tx.memory.recall("structure", "categories", row["structure"] if row else None, read)
