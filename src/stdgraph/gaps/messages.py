"""What messages and evidence of gaps need beyond what detection found, loaded for the gaps of a page only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypedDict

from stdgraph.domain.answers import Answer, Ref
from stdgraph.gaps.gap import DetectedGap, Facts
from stdgraph.gaps.kind import Cites
from stdgraph.gaps.kinds import kinds
from stdgraph.store.plan_cypher import claimed, demanded
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters
from stdgraph.store.versions_cypher import said, version

SUBJECT_KEYS = {
    "Standard": "id",
    "Subsystem": "id",
    "StandardsSystem": "code",
    "ProductCategory": "code",
    "Committee": "code",
    "Target": "id",
    "Source": "id",
}
"""The property by which a gap identifies its subject, by label."""

_Items = dict[str, list[dict[str, object]]]
"""Parameters of a statement: groups of gaps to look up alike."""


class FactsRow(TypedDict):
    """The facts of the gap at position ``n``."""

    n: int
    facts: dict[str, object]


async def load_gap_facts(tx: Transaction, gaps: Sequence[DetectedGap], on: date) -> list[Facts]:
    """For each gap all facts that its message may mention. One statement, or none for no gaps."""
    by_text: _Items = {}
    for n, gap in enumerate(gaps):
        text = kinds()[gap.kind].details or _titles_of(gap.label)
        by_text.setdefault(text, []).append({"n": n, "subject": gap.subject, **gap.facts})
    facts: list[dict[str, object]] = [
        {"subject": gap.subject, "since": gap.since.isoformat() if gap.since else None, **gap.facts} for gap in gaps
    ]
    if by_text:
        parameters = {f"items{n}": items for n, items in enumerate(by_text.values())}
        texts = [f"UNWIND $items{n} AS item {text}" for n, text in enumerate(by_text)]
        for row in await tx.table(FactsRow, " UNION ALL ".join(texts), **parameters, **day_parameters(on)):
            facts[row["n"]].update(row["facts"])
    return list(facts)


_TITLES = {
    "Target": (said("x", "w", "statement"), "null"),
    "Source": ("coalesce(x.title, x.url, x.id)", "null"),
}
"""Where the titles of what has no ``titleZh`` and ``titleEn`` stand."""


def _titles_of(label: str) -> str:
    """Cypher for the titles of a subject, with the number of a standard or the code of anything else."""
    number = "coalesce(x.number, x.planNumber)" if label == "Standard" else "null"
    code = "null" if label in ("Standard", "Target", "Source") else "x.code"
    title = _TITLES.get(label, ("x.titleZh", "x.titleEn"))
    on_day = version("x", "w") if label == "Target" else ""
    return (
        f"MATCH (x:{label} {{{SUBJECT_KEYS[label]}: item.subject}}) {on_day} RETURN item.n AS n, "
        f"{{zh: {title[0]}, en: {title[1]}, number: {number}, code: {code}}} AS facts"
    )


class EvidenceRow(TypedDict):
    """A source that supports the gap at position ``n``, with the demand or claim that it states."""

    n: int
    source: str | None
    locator: str | None
    statement: str | None
    value: str | None


_CITED = "RETURN item.n AS n, o.id AS source, r.locator AS locator"


def _by_evidence(gaps: Sequence[DetectedGap]) -> _Items:
    groups: _Items = {}
    for n, gap in enumerate(gaps):
        item: dict[str, object] = {"n": n, "key": gap.subject}
        match kinds()[gap.kind].cites:
            case Cites.CLAIMS:
                groups.setdefault(f"claims{gap.label}", []).append({**item, "field": gap.facts["field"]})
            case Cites.DEMANDS:
                groups.setdefault("demands", []).append({**item, "subsystem": gap.facts["subsystem"]})
            case Cites.SUBJECT:
                groups.setdefault(gap.label, []).append(item)
    return groups


def _evidence_query(group: str) -> str:
    columns = "d.id AS statement, null AS value"
    if group == "demands":
        match = (
            "MATCH (:Subsystem {id: item.subsystem})<-[:MET_IN]-(d:Demand)-[:DEMANDS_FOR]->(:ProductCategory {code: item.key}) "
            f"WHERE {demanded('d')} MATCH (d)-[r:SOURCED_FROM]->(o:Source)"
        )
    elif group.startswith("claims"):
        label = group.removeprefix("claims")
        match = (
            f"MATCH (:{label} {{{SUBJECT_KEYS[label]}: item.key}})<-[:ABOUT]-(k:Claim {{field: item.field}}) WHERE {claimed('k')} "
            "OPTIONAL MATCH (k)-[r:STATED_BY]->(o:Source)"
        )
        columns = "k.id AS statement, k.value AS value"
    else:
        match = f"MATCH (:{group} {{{SUBJECT_KEYS[group]}: item.key}})-[r:SOURCED_FROM]->(o:Source)"
        columns = "null AS statement, null AS value"
    return f"UNWIND ${group} AS item {match} {_CITED}, {columns}"


async def load_gap_evidence(
    tx: Transaction, gaps: Sequence[DetectedGap], facts: Sequence[Facts], on: date
) -> list[list[Answer]]:
    """For each gap of a day, given its facts, one piece of evidence a source; a single one without source where none is known. One statement."""
    groups = _by_evidence(gaps)
    found: list[list[tuple[EvidenceRow, Answer]]] = [[] for _ in gaps]
    if groups:
        text = " UNION ALL ".join(_evidence_query(group) for group in groups)
        for row in await tx.table(EvidenceRow, text, on=on, **groups):
            fact, value = kinds()[gaps[row["n"]].kind].fact(facts[row["n"]])
            source = None if row["source"] is None else Ref("Source", row["source"], {"locator": row["locator"]})
            shown = {"fact": fact, "value": row["value"] or value or row["statement"], "source": source}
            found[row["n"]].append((row, shown))
    return [
        [shown for _, shown in sorted(entries, key=lambda entry: _order(entry[0]))] or [_unsourced(gap, known)]
        for entries, gap, known in zip(found, gaps, facts, strict=True)
    ]


def _order(row: EvidenceRow) -> tuple[str, str, str]:
    return row["statement"] or "", row["source"] or "", row["locator"] or ""


def _unsourced(gap: DetectedGap, facts: Mapping[str, object]) -> Answer:
    fact, value = kinds()[gap.kind].fact(facts)
    return {"fact": fact, "value": value or gap.subject, "source": None}
