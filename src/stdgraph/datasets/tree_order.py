"""Depth and order of subsystems: they follow from the parents and from the places in the files, whoever states them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from stdgraph.datasets.stored import batches
from stdgraph.domain.tree import depth_first
from stdgraph.store.session import Transaction

TREE = (
    "MATCH (n:Subsystem {system: $system}) "
    "RETURN n.id AS id, COLLECT { MATCH (n)-[:PART_OF]->(p:Subsystem) RETURN p.id ORDER BY p.id LIMIT 1 }[0] AS parent, "
    "n.position AS position, n.code AS code, n.depth AS depth, n.order AS order, n.retiredOn IS NOT NULL AS retired, "
    "COLLECT { MATCH (n)-[r:PART_OF]->() RETURN r.place LIMIT 1 }[0] AS place"
)
PLACE = (
    "UNWIND $rows AS row MATCH (n:Subsystem {id: row.id}) SET n.depth = row.depth, n.order = row.order "
    "WITH n, row MATCH (n)-[r:PART_OF]->() SET r.place = row.place"
)
"""The place among siblings stands on the relationship: what is moved keeps the one that it had, for the days before."""


class TreeRow(TypedDict):
    """A subsystem and where it stands."""

    id: str
    parent: str | None
    position: int | None
    code: str
    depth: int | None
    order: int | None
    retired: bool
    place: int | None
    """Its place among its siblings as it was written last."""


async def place_subsystems(tx: Transaction, systems: Iterable[str]) -> None:
    """Write the depth, the order and the place among their siblings of the subsystems of systems, where they are other ones."""
    for system in sorted(systems):
        rows = await tx.rows(TREE, TreeRow, system=system)
        held = {row["id"]: (row["depth"], row["order"], row["place"]) for row in rows}
        places = {row["id"]: _place(row) for row in rows}
        differing = [
            {"id": key, "depth": depth, "order": order, "place": places[key]}
            for key, (depth, order) in preorder(rows).items()
            if held[key] != (depth, order, places[key])
        ]
        for batch in batches(differing):
            await tx.run(PLACE, rows=batch)


def preorder(rows: Sequence[TreeRow]) -> Mapping[str, tuple[int, int]]:
    """Depth, from 1, and order, from 0, of each subsystem: siblings by their place in the file, each followed by its subtree.

    Those that are retired have no place; what stands below one stands below the nearest that is not.
    """
    by_id = {row["id"]: row for row in rows}
    parents: dict[str, str | None] = {}
    for row in rows:
        parent = row["parent"]
        while parent is not None and by_id[parent]["retired"]:
            parent = by_id[parent]["parent"]
        if not row["retired"]:
            parents[row["id"]] = parent

    depths = depth_first(parents, lambda key: (_place(by_id[key]), "", by_id[key]["code"]))
    return {key: (depth, order) for order, (key, depth) in enumerate(depths.items())}


def _place(row: TreeRow) -> int:
    """The place of a subsystem in its file; of one that was loaded before these were kept, that in the tree."""
    return (row["order"] if row["position"] is None else row["position"]) or 0
