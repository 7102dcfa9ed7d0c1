"""Telling gaps: what their messages say besides what was found, read for the gaps of a page only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from stdgraph.gaps.gap import Gap
from stdgraph.gaps.kinds import kinds
from stdgraph.graph.door import Transaction
from stdgraph.graph.states import day_parameters

KEYS = {
    "Standard": "id",
    "Subsystem": "id",
    "StandardsSystem": "code",
    "ProductCategory": "code",
    "Committee": "code",
    "Target": "id",
}
"""The key by which a gap names its subject, by label."""

COLUMNS = ("n", "facts")


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
        for row in await tx.table(COLUMNS, " UNION ALL ".join(branches), **parameters, **day_parameters(on)):
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
