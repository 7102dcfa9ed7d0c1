"""Putting the small catalogue back as it was before a test: quicker by far than loading it anew."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from stdgraph.store.session import Graph, Transaction

CHANGED = ("Standard", "Claim", "Source", "Event", "Request", "Alias", "Dataset", "Load", "LoadPart", "AccessToken")
"""Labels of which nodes come or change when standards are changed."""

Links = dict[tuple[str, str, str, str], dict[str, Any]]
"""By type, standard, label and key of the other end: what is said of the relationship."""


@dataclass(frozen=True)
class Kept:
    """What was there."""

    nodes: dict[str, list[dict[str, Any]]]
    links: Links
    catalogue: dict[str, Any]
    statements: list[dict[str, Any]]
    """What datasets state: the properties, with the label and id of the node."""


async def keep(graph: Graph) -> Kept:
    async def work(tx: Transaction) -> Kept:
        nodes = {
            label: await tx.rows(f"MATCH (n:{label}) RETURN n.id AS id, properties(n) AS row") for label in CHANGED
        }
        (catalogue,) = await tx.rows("MATCH (c:Catalogue) RETURN properties(c) AS row")
        statements = await tx.rows(
            "MATCH (a:Statement)-[:STATES]->(n) RETURN properties(a) AS row, labels(n)[0] AS label, n.id AS node"
        )
        return Kept(nodes, await _links(tx), catalogue["row"], statements)

    return await graph.read(work)


async def restore(graph: Graph, kept: Kept) -> None:
    async def work(tx: Transaction) -> None:
        await tx.run("MATCH (n) WHERE n.retiredOn IS NOT NULL REMOVE n.retiredOn")
        for label, rows in kept.nodes.items():
            ids = [row["id"] for row in rows]
            await tx.run(f"MATCH (n:{label}) WHERE NOT n.id IN $ids DETACH DELETE n", ids=ids)
        for label in ("Standard", "Claim"):
            rows = kept.nodes[label]
            await tx.run(f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET n = row.row", rows=rows)
        await _relink(tx, kept.links)
        await _restate(tx, kept.statements)
        await tx.run("MATCH (c:Catalogue) SET c = $row", row=kept.catalogue)

    await graph.write(work)


async def _restate(tx: Transaction, statements: list[dict[str, Any]]) -> None:
    await tx.run("MATCH (a:Statement) DETACH DELETE a")
    for label in {row["label"] for row in statements}:
        await tx.run(
            f"UNWIND $rows AS row MATCH (n:{label} {{id: row.node}}) CREATE (a:Statement)-[:STATES]->(n) SET a = row.row",
            rows=[row for row in statements if row["label"] == label],
        )


async def _links(tx: Transaction) -> Links:
    rows = await tx.rows(
        "MATCH (s:Standard)-[r]->(t) RETURN type(r) AS kind, s.id AS start, head(labels(t)) AS label, "
        "coalesce(t.id, t.code) AS far, properties(r) AS said"
    )
    return {(row["kind"], row["start"], row["label"], row["far"]): row["said"] for row in rows}


async def _relink(tx: Transaction, wanted: Links) -> None:
    there = await _links(tx)
    differing: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for link in wanted.keys() | there.keys():
        if wanted.get(link) != there.get(link):
            kind, start, label, far = link
            differing[kind, label].append({"start": start, "far": far, "said": wanted.get(link)})
    for (kind, label), rows in differing.items():
        key = "code" if label in ("Committee", "ProductCategory") else "id"
        ends = f"UNWIND $rows AS row MATCH (s:Standard {{id: row.start}}) MATCH (t:{label} {{{key}: row.far}})"
        await tx.run(f"{ends} MATCH (s)-[r:{kind}]->(t) DELETE r", rows=rows)
        again = [row for row in rows if row["said"] is not None]
        await tx.run(f"{ends} CREATE (s)-[r:{kind}]->(t) SET r = row.said", rows=again)
