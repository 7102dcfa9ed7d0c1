"""Evidence: the fact behind each gap, with the sources that state it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stdgraph.gaps.finding import KINDS, Gap
from stdgraph.graph.door import Transaction
from stdgraph.model.answers import Answer, Ref
from stdgraph.model.vocabulary import GapKind

_CITED = "RETURN item.n AS n, o.id AS source, r.locator AS locator"
COLUMNS = ("n", "source", "locator", "demand", "value")
_OF_LABEL = {
    "Standard": "id",
    "Subsystem": "id",
    "StandardsSystem": "code",
    "ProductCategory": "code",
    "Committee": "code",
}
_PAIRS = (GapKind.UNMET_DEMAND, GapKind.GROUP_ONLY, GapKind.INCOMPLETE_CHAIN)


def _groups(gaps: Sequence[Gap]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for n, gap in enumerate(gaps):
        item = {"n": n, "key": gap.subject}
        if gap.kind is GapKind.CONFLICTING_CLAIMS:
            groups.setdefault(f"claims{gap.label}", []).append({**item, "field": gap.facts["field"]})
        elif gap.kind in _PAIRS:
            groups.setdefault("pairs", []).append({**item, "subsystem": gap.facts["subsystem"]})
        else:
            groups.setdefault(gap.label, []).append(item)
    return groups


def _branch(group: str) -> str:
    columns = "d.id AS demand, null AS value"
    if group == "pairs":
        match = (
            "MATCH (:Subsystem {id: item.subsystem})<-[:MET_IN]-(d:Demand)-[:DEMANDS_FOR]->(:ProductCategory {code: item.key}) "
            "MATCH (d)-[r:SOURCED_FROM]->(o:Source)"
        )
    elif group.startswith("claims"):
        label = group.removeprefix("claims")
        match = (
            f"MATCH (:{label} {{{_OF_LABEL[label]}: item.key}})<-[:ABOUT]-(k:Claim {{field: item.field}}) "
            "OPTIONAL MATCH (k)-[r:STATED_BY]->(o:Source)"
        )
        columns = "k.id AS demand, k.value AS value"
    else:
        match = f"MATCH (:{group} {{{_OF_LABEL[group]}: item.key}})-[r:SOURCED_FROM]->(o:Source)"
        columns = "null AS demand, null AS value"
    return f"UNWIND ${group} AS item {match} {_CITED}, {columns}"


async def evidence(tx: Transaction, gaps: Sequence[Gap]) -> list[list[Answer]]:
    """For each gap its evidence: one entry a source; without any source one entry that names none. One statement."""
    groups = _groups(gaps)
    found: list[list[tuple[str, str, str | None, Answer]]] = [[] for _ in gaps]
    if groups:
        for row in await tx.table(COLUMNS, " UNION ALL ".join(_branch(group) for group in groups), **groups):
            fact, value = KINDS[gaps[row["n"]].kind].fact(gaps[row["n"]].facts)
            source = None if row["source"] is None else Ref("Source", row["source"], {"locator": row["locator"]})
            shown = {"fact": fact, "value": row["value"] or value or row["demand"], "source": source}
            found[row["n"]].append((row["demand"] or "", row["source"] or "", row["locator"], shown))
    return [_ordered(entries) or [_unsourced(gap)] for entries, gap in zip(found, gaps, strict=True)]


def _ordered(entries: list[tuple[str, str, str | None, Answer]]) -> list[Answer]:
    return [entry[3] for entry in sorted(entries, key=lambda entry: (entry[0], entry[1], entry[2] or ""))]


def _unsourced(gap: Gap) -> Answer:
    fact, value = KINDS[gap.kind].fact(gap.facts)
    return {"fact": fact, "value": value or gap.subject, "source": None}
