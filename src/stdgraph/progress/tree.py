"""The tree of a system with progress rolled up at every level, each standard once, in one pass whatever the depth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from stdgraph.graph.door import Transaction
from stdgraph.graph.states import day_parameters, status
from stdgraph.model.answers import Answer, Ref
from stdgraph.progress.tally import completion

FIGURES = ("listed", "planned", "drafting", "published", "withdrawn")
_COUNTS = ", ".join(f"sum(CASE WHEN status = '{name.upper()}' THEN 1 ELSE 0 END) AS {name}" for name in FIGURES[1:])

COLUMNS = ("code", "id", "place", "parent", "groups")
TREE = (
    "UNWIND $systems AS code MATCH (u:Subsystem {system: code}) RETURN code, u.id AS id, u.order AS place, "
    "COLLECT { MATCH (u)-[:PART_OF]->(p:Subsystem) RETURN p.code LIMIT 1 }[0] AS parent, "
    "COLLECT { MATCH (u)<-[:PART_OF*0..]-(x:Subsystem)<-[:LISTED_IN]-(s:Standard) "
    f"WITH s, max(CASE WHEN x = u THEN 1 ELSE 0 END) AS own WITH own, {status('s')} AS status "
    f"WITH own, count(*) AS listed, {_COUNTS} RETURN [own, {', '.join(FIGURES)}] }} AS groups"
)
"""Each subsystem with its figures in two groups: what it lists itself, and what only stands below it."""


async def trees(tx: Transaction, systems: Sequence[str], on: date) -> list[list[Answer]]:
    """For each system its subsystems in order, depth first, with their own figures and those of their subtree. One statement."""
    nodes = await tx.table(COLUMNS, TREE, systems=list(systems), **day_parameters(on))
    answer: dict[str, list[Answer]] = {code: [] for code in systems}
    for node in sorted(nodes, key=lambda node: node["place"]):
        total = _sum([figures for _, *figures in node["groups"]])
        answer[node["code"]].append(
            {
                "subsystem": Ref("Subsystem", node["id"]),
                "parentCode": node["parent"],
                "own": _sum([figures for own, *figures in node["groups"] if own]),
                "total": {**total, "completion": completion(total["published"], None, total["listed"])},
            }
        )
    return [answer[code] for code in systems]


def _sum(groups: list[list[int]]) -> dict[str, int]:
    return {name: sum(figures[place] for figures in groups) for place, name in enumerate(FIGURES)}
