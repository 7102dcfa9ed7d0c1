"""Clauses over demanded pairs of subsystem and product category, which several kinds of gap start from."""

from __future__ import annotations

from stdgraph.gaps.kind import name_of, of_category
from stdgraph.graph.scopes import subsystems

SCOPES = frozenset({"system", "subsystem", "product_category"})
"""A pair has no owner: it is in no committee's scope."""

PRIORITY = "max(CASE d.priority WHEN 'HIGH' THEN 3 WHEN 'LOW' THEN 1 ELSE 2 END) AS priority"
PAIR = "u.id + ':' + c.code"


def pairs(shape: frozenset[str]) -> str:
    """Clauses that bind every demanded pair in the scope once, as ``scope, u, c, priority, since``."""
    where = f" WHERE {of_category('c')}" if "product_category" in shape else ""
    return (
        f"{subsystems(shape, 'u')} MATCH (u)<-[:MET_IN]-(d:Demand)-[:DEMANDS_FOR]->(c:ProductCategory){where} "
        f"WITH scope, u, c, {PRIORITY}, min(d.on) AS since"
    )


def pair_facts() -> dict[str, str]:
    """Facts that let a message name a pair."""
    return {
        **name_of("c"),
        "subsystemZh": "u.titleZh",
        "subsystemEn": "u.titleEn",
        "subsystem": "u.id",
        "category": "c.code",
    }
