"""Readiness: is the chain behind a product complete, and what would complete it soonest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from stdgraph.graph.door import Transaction
from stdgraph.model.answers import Answer, Ref
from stdgraph.model.cells import best
from stdgraph.model.closure import shortest_paths
from stdgraph.model.vocabulary import CellState
from stdgraph.progress.categories import network
from stdgraph.progress.cells import by_category, placed_in_subtrees
from stdgraph.progress.filling import Details, details_of, shown
from stdgraph.progress.steps import steps

KNOWN = "MATCH (x:Subsystem {id: $subsystem}) RETURN x.id AS id"
UNDERWAY = (CellState.UPCOMING, CellState.DRAFTING, CellState.PLANNED)


async def readiness(
    tx: Transaction, products: Sequence[str], subsystem: tuple[str, str], max_depth: int, on: date, *, told: bool
) -> list[Answer | None]:
    """The readiness of each product for a subsystem on a day; None where the subsystem is unknown.

    ``told`` looks up what the steps that are next say of themselves: names, and standards in order.
    """
    identifier = "/".join(subsystem)
    if await tx.row(KNOWN, subsystem=identifier) is None:
        return [None for _ in products]
    categories = await network(tx)
    following = categories.following
    placed = await placed_in_subtrees(tx, [identifier], on)
    standing_in = by_category(placed[identifier], categories.kinds)
    chains = [chain(product, following, standing_in, max_depth) for product in products]
    ordered = [steps({m["category"].key: m["state"] for m in one["members"]}, following) for one in chains]
    details = await details_of(tx, ordered, standing_in, on) if told else Details({}, {})
    return [{**one, "next": shown(group, details, standing_in)} for one, group in zip(chains, ordered, strict=True)]


def chain(
    product: str,
    following: Mapping[str, Sequence[str]],
    standing_in: Mapping[str, Mapping[str, CellState]],
    max_depth: int | None,
) -> Answer:
    """The chain behind one product: its members nearest first, and their states."""
    paths = shortest_paths(product, following, max_depth)
    members = [
        {
            "category": Ref("ProductCategory", code),
            "depth": len(path) - 1,
            "state": best(standing_in.get(code, {}).values(), demanded=True),
            "path": [Ref("ProductCategory", step) for step in path],
            "standards": [Ref("Standard", standard) for standard in sorted(standing_in.get(code, {}))],
        }
        for code, path in sorted(paths.items(), key=lambda item: (len(item[1]), item[0]))
    ]
    states = [member["state"] for member in members]
    in_force = states.count(CellState.IN_FORCE)
    return {
        "total": len(members),
        "inForce": in_force,
        "underway": sum(state in UNDERWAY for state in states),
        "groupOnly": states.count(CellState.GROUP_ONLY),
        "missing": states.count(CellState.MISSING),
        "ratio": in_force / len(members) if members else None,
        "complete": in_force == len(members),
        "members": members,
    }
