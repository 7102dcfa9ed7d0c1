"""The share of adoption (采标率): how many of the national standards in force adopt an international document."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from stdgraph.domain.answers import Answer
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Degree
from stdgraph.store.plan_cypher import ever, holds
from stdgraph.store.scope_cypher import scope_parameters, standards
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, in_force

_NATIONAL = "s.level = 'NATIONAL'"
ADOPTING = (Degree.IDT, Degree.MOD, Degree.EQV)
"""Degrees of adoption, the closest first; correspondence (NEQ) is none (GB/T 1.2)."""


class DegreesRow(TypedDict):
    """How many standards have adoptions of these degrees; an empty text for a degree that is not stated."""

    degrees: list[str]
    count: int


async def compute_adoption_share(tx: Transaction, scope: ScopeFilter, on: date) -> Answer:
    """Of the national standards of a scope that are in force on a day: how many there are, how many adopt a document, by the closest degree
    of each, and the ratio, None where there are none. One statement.
    """
    text = (
        f"UNWIND $scopes AS scope {standards(scope.shape, where=_NATIONAL)} "
        f"WITH s WHERE {in_force('s')} WITH COLLECT {{ MATCH (s)-[r:{ever('ADOPTS')}]->(:Standard) WHERE {holds('r')} "
        "RETURN DISTINCT coalesce(r.degree, '') AS degree ORDER BY degree } AS degrees RETURN degrees, count(*) AS count"
    )
    rows = await tx.table(DegreesRow, text, scopes=scope_parameters([scope]), **day_parameters(on))
    counts: dict[Degree | None, int] = {}
    for row in rows:
        stated = [degree for degree in ADOPTING if degree in row["degrees"]]
        if stated or "" in row["degrees"]:
            closest = stated[0] if stated else None
            counts[closest] = counts.get(closest, 0) + row["count"]
    every, adopting = sum(row["count"] for row in rows), sum(counts.values())
    return {
        "asOf": on,
        "standards": every,
        "adopting": adopting,
        "ratio": adopting / every if every else None,
        "byDegree": [{"degree": degree, "count": counts[degree]} for degree in (*ADOPTING, None) if degree in counts],
    }
