"""What gaps say: the facts that their messages tell, and the evidence behind them, read for the gaps of a page only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from stdgraph.domain.answers import Answer, Ref
from stdgraph.gaps.gap import Gap
from stdgraph.gaps.kind import Cites, Facts
from stdgraph.gaps.kinds import kinds
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters

KEYS = {
    "Standard": "id",
    "Subsystem": "id",
    "StandardsSystem": "code",
    "ProductCategory": "code",
    "Committee": "code",
    "Target": "id",
}
"""The key by which a gap names its subject, by label."""

FACT_COLUMNS = ("n", "facts")


async def told(tx: Transaction, gaps: Sequence[Gap], on: date) -> list[Mapping[str, Any]]:
    """For each gap all facts that its message may say. One statement."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for n, gap in enumerate(gaps):
        text = kinds()[gap.kind].details or _titles(gap.label)
        groups.setdefault(text, []).append({"n": n, "subject": gap.subject, **gap.facts})
    facts: list[dict[str, Any]] = [
        {"subject": gap.subject, "since": gap.since.isoformat() if gap.since else None, **gap.facts} for gap in gaps
    ]
    if groups:
        parameters = {f"items{n}": items for n, items in enumerate(groups.values())}
        branches = [f"UNWIND $items{n} AS item {text}" for n, text in enumerate(groups)]
        for row in await tx.table(FACT_COLUMNS, " UNION ALL ".join(branches), **parameters, **day_parameters(on)):
            facts[row["n"]].update(row["facts"])
    return list(facts)


def _titles(label: str) -> str:
    """The titles of the subject, with the number of a standard, the code of anything else."""
    number = "coalesce(x.number, x.planNumber)" if label == "Standard" else "null"
    code = "null" if label in ("Standard", "Target") else "x.code"
    title = ("x.statement", "null") if label == "Target" else ("x.titleZh", "x.titleEn")
    return (
        f"MATCH (x:{label} {{{KEYS[label]}: item.subject}}) RETURN item.n AS n, "
        f"{{zh: {title[0]}, en: {title[1]}, number: {number}, code: {code}}} AS facts"
    )


_CITED = "RETURN item.n AS n, o.id AS source, r.locator AS locator"
EVIDENCE_COLUMNS = ("n", "source", "locator", "demand", "value")


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
        for row in await tx.table(EVIDENCE_COLUMNS, " UNION ALL ".join(_branch(group) for group in groups), **groups):
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
