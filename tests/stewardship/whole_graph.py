"""The whole graph, kept before a test and put back after it; two states of it are compared by what they hold."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from stdgraph.store.session import Graph, Transaction, native

Ends = tuple[str, str, str, str, str]
"""Of a relationship the type, and the labels and keys at its start and its end."""


@dataclass(frozen=True)
class Kept:
    """All nodes by label and key, and all relationships by their ends."""

    nodes: dict[tuple[str, str], dict[str, Any]]
    links: dict[Ends, list[dict[str, Any]]]


KEY = "coalesce({0}.gapId, {0}.id, {0}.code, {0}.name, toString({0}.version))"


async def keep(graph: Graph) -> Kept:
    async def work(tx: Transaction) -> Kept:
        nodes = await tx.rows(f"MATCH (n) RETURN labels(n)[0] AS label, {KEY.format('n')} AS key, properties(n) AS row")
        found = {(one["label"], one["key"]): _native(one["row"]) for one in nodes}
        return Kept(found, await _links(tx))

    return await graph.read(work)


def _native(row: dict[str, Any]) -> dict[str, Any]:
    return {name: native(value) for name, value in row.items()}


async def is_as_kept(graph: Graph, kept: Kept) -> bool:
    """Whether no command has changed anything since: each moves the revision of the catalogue."""
    (found,) = await graph.read(lambda tx: tx.rows("MATCH (c:Catalogue) RETURN c.revision AS revision"))
    return bool(found["revision"] == kept.nodes["Catalogue", "catalogue"]["revision"])


async def restore(graph: Graph, kept: Kept) -> None:
    """Put everything back: what came is deleted, what changed is as before."""
    now = await keep(graph)
    if now == kept:
        return

    async def work(tx: Transaction) -> None:
        for label, key in now.nodes.keys() - kept.nodes.keys():
            await tx.run(f"MATCH (n:{label}) WHERE {KEY.format('n')} = $key DETACH DELETE n", key=key)
        for label, key in kept.nodes.keys() - now.nodes.keys():
            await tx.run(f"CREATE (n:{label}) SET n = $row", row=kept.nodes[label, key])
        for (label, key), row in kept.nodes.items():
            if now.nodes.get((label, key)) not in (None, row):
                await tx.run(f"MATCH (n:{label}) WHERE {KEY.format('n')} = $key SET n = $row", key=key, row=row)
        await _relink(tx, kept.links, now.links)
        # revisions are counted anew from here: nothing that was remembered under one of them may answer
        await tx.run("MATCH (c:Catalogue) SET c.instance = $new, c.structureVersion = $new", new=str(uuid4()))

    await graph.write(work)
    graph.memory.clear()


async def _relink(
    tx: Transaction, wanted: dict[Ends, list[dict[str, Any]]], there: dict[Ends, list[dict[str, Any]]]
) -> None:
    """Make the relationships those that are wanted, of those that were there before nodes were deleted and made."""
    for ends in wanted.keys() | there.keys():
        if wanted.get(ends) != there.get(ends):
            kind, start, a, end, b = ends
            both = f"MATCH (a:{start}) WHERE {KEY.format('a')} = $a MATCH (b:{end}) WHERE {KEY.format('b')} = $b"
            await tx.run(f"{both} MATCH (a)-[r:{kind}]->(b) DELETE r", a=a, b=b)
            for row in wanted.get(ends, []):
                await tx.run(f"{both} CREATE (a)-[r:{kind}]->(b) SET r = $row", a=a, b=b, row=row)


async def _links(tx: Transaction) -> dict[Ends, list[dict[str, Any]]]:
    rows = await tx.rows(
        f"MATCH (a)-[r]->(b) RETURN type(r) AS kind, labels(a)[0] AS start, {KEY.format('a')} AS a, "
        f"labels(b)[0] AS end, {KEY.format('b')} AS b, properties(r) AS row"
    )
    found: defaultdict[Ends, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["kind"], row["start"], row["a"], row["end"], row["b"]].append(_native(row["row"]))
    return {
        ends: sorted(several, key=lambda one: repr(sorted(one.items(), key=repr))) for ends, several in found.items()
    }
