"""How much the catalogue holds, by label."""

from __future__ import annotations

from stdgraph.graph.door import Graph, Transaction

NODES = "MATCH (n) UNWIND labels(n) AS label WITH label, count(*) AS nodes RETURN label, nodes ORDER BY label"


async def census(graph: Graph) -> dict[str, int]:
    """How many nodes each label has; labels without a node are absent."""

    async def work(transaction: Transaction) -> dict[str, int]:
        return {str(row["label"]): int(row["nodes"]) for row in await transaction.rows(NODES)}

    return await graph.read(work)
