"""Depth and order of subsystems: they follow from the parents and from the places in the files, whoever states them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from stdgraph.datasets.stored import batches
from stdgraph.store.session import Transaction

TREE = (
    "MATCH (n:Subsystem {system: $system}) "
    "RETURN n.id AS id, COLLECT { MATCH (n)-[:PART_OF]->(p:Subsystem) RETURN p.id ORDER BY p.id LIMIT 1 }[0] AS parent, "
    "n.position AS position, n.code AS code, n.depth AS depth, n.order AS place, n.retiredOn IS NOT NULL AS retired"
)
PLACE = "UNWIND $rows AS row MATCH (n:Subsystem {id: row.id}) SET n.depth = row.depth, n.order = row.order"


class TreeRow(TypedDict):
    """A subsystem and where it stands."""

    id: str
    parent: str | None
    position: int | None
    code: str
    depth: int | None
    place: int | None
    retired: bool


async def place_subsystems(tx: Transaction, systems: Iterable[str]) -> None:
    """Write the depth and the order of the subsystems of systems, where they are other ones."""
    for system in sorted(systems):
        rows = await tx.rows(TREE, TreeRow, system=system)
        held = {row["id"]: (row["depth"], row["place"]) for row in rows}
        places = preorder(rows)
        differing = [
            {"id": key, "depth": depth, "order": order}
            for key, (depth, order) in places.items()
            if held[key] != (depth, order)
        ]
        for batch in batches(differing):
            await tx.run(PLACE, rows=batch)


def preorder(rows: Sequence[TreeRow]) -> Mapping[str, tuple[int, int]]:
    """Depth, from 1, and order, from 0, of each subsystem: siblings by their place in the file, each followed by its subtree.

    Those that are retired have no place; what stands below one stands below the nearest that is not.
    """
    below: defaultdict[str | None, list[TreeRow]] = defaultdict(list)
    parents = {row["id"]: row["parent"] for row in rows}
    retired = {row["id"] for row in rows if row["retired"]}
    for row in rows:
        parent = row["parent"]
        while parent in retired:
            parent = parents[parent]
        if not row["retired"]:
            below[parent].append(row)
    places: dict[str, tuple[int, int]] = {}
    waiting = [(row, 1) for row in _from_last(below[None])]
    while waiting:
        row, depth = waiting.pop()
        places[row["id"]] = depth, len(places)
        waiting += [(child, depth + 1) for child in _from_last(below[row["id"]])]
    return places


def _from_last(rows: Iterable[TreeRow]) -> list[TreeRow]:
    def place(row: TreeRow) -> tuple[int, str]:
        position = (
            row["place"] if row["position"] is None else row["position"]
        )  # of one loaded before positions were kept
        return position or 0, row["code"]

    return sorted(rows, key=place, reverse=True)
