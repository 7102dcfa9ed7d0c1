"""Evidence: the fact behind each gap, with the sources that state it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stdgraph.gaps.gap import Gap
from stdgraph.gaps.kind import Cites, Facts
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.telling import KEYS
from stdgraph.graph.door import Transaction
from stdgraph.model.answers import Answer, Ref

_CITED = "RETURN item.n AS n, o.id AS source, r.locator AS locator"
COLUMNS = ("n", "source", "locator", "demand", "value")


def _groups(gaps: Sequence[Gap]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for n, gap in enumerate(gaps):
        item = {"n": n, "key": gap.subject}
        match kinds()[gap.kind].cites:
            case Cites.CLAIMS:
                groups.setdefault(f"claims{gap.label}", []).append({**item, "field": gap.facts["field"]})
            case Cites.DEMANDS:
                groups.setdefault("demands", []).append({**item, "subsystem": gap.facts["subsystem"]})
            case Cites.SUBJECT:
                groups.setdefault(gap.label, []).append(item)
    return groups


def _branch(group: str) -> str:
    columns = "d.id AS demand, null AS value"
    if group == "demands":
        match = (
            "MATCH (:Subsystem {id: item.subsystem})<-[:MET_IN]-(d:Demand)-[:DEMANDS_FOR]->(:ProductCategory {code: item.key}) "
            "MATCH (d)-[r:SOURCED_FROM]->(o:Source)"
        )
    elif group.startswith("claims"):
        label = group.removeprefix("claims")
        match = (
            f"MATCH (:{label} {{{KEYS[label]}: item.key}})<-[:ABOUT]-(k:Claim {{field: item.field}}) "
            "OPTIONAL MATCH (k)-[r:STATED_BY]->(o:Source)"
        )
        columns = "k.id AS demand, k.value AS value"
    else:
        match = f"MATCH (:{group} {{{KEYS[group]}: item.key}})-[r:SOURCED_FROM]->(o:Source)"
        columns = "null AS demand, null AS value"
    return f"UNWIND ${group} AS item {match} {_CITED}, {columns}"


async def evidence(tx: Transaction, gaps: Sequence[Gap], told: Sequence[Facts]) -> list[list[Answer]]:
    """For each gap, with what is told of it, its evidence: one entry a source; without any source one that names none. One statement."""
    groups = _groups(gaps)
    found: list[list[tuple[str, str, str | None, Answer]]] = [[] for _ in gaps]
    if groups:
        for row in await tx.table(COLUMNS, " UNION ALL ".join(_branch(group) for group in groups), **groups):
            fact, value = kinds()[gaps[row["n"]].kind].fact(told[row["n"]])
            source = None if row["source"] is None else Ref("Source", row["source"], {"locator": row["locator"]})
            shown = {"fact": fact, "value": row["value"] or value or row["demand"], "source": source}
            found[row["n"]].append((row["demand"] or "", row["source"] or "", row["locator"], shown))
    return [
        _ordered(entries) or [_unsourced(gap, facts)] for entries, gap, facts in zip(found, gaps, told, strict=True)
    ]


def _ordered(entries: list[tuple[str, str, str | None, Answer]]) -> list[Answer]:
    return [entry[3] for entry in sorted(entries, key=lambda entry: (entry[0], entry[1], entry[2] or ""))]


def _unsourced(gap: Gap, facts: Facts) -> Answer:
    fact, value = kinds()[gap.kind].fact(facts)
    return {"fact": fact, "value": value or gap.subject, "source": None}
