"""Finding gaps: every kind's Cypher in one statement, then what they unlock and how they rank."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdgraph.gaps import (
    conflicting_claims,
    group_only,
    incomplete_chain,
    review_overdue,
    uncovered_subsystem,
    unitemised,
    unmet_demand,
    unstarted,
)
from stdgraph.gaps.kind import COLUMNS, Kind
from stdgraph.gaps.ranking import Score, score
from stdgraph.graph.door import Transaction
from stdgraph.graph.scopes import scope_parameters
from stdgraph.graph.states import day_parameters
from stdgraph.model.closure import adjacency, reachable
from stdgraph.model.reviews import REVIEW_YEARS
from stdgraph.model.scope import Scope
from stdgraph.model.vocabulary import GapKind, Severity
from stdgraph.progress.cells import by_category, placed_in_subtrees

KINDS: dict[GapKind, Kind] = {
    module.KIND.kind: module.KIND
    for module in (
        unstarted,
        uncovered_subsystem,
        unmet_demand,
        group_only,
        incomplete_chain,
        review_overdue,
        unitemised,
        conflicting_claims,
    )
}
"""Every kind of gap, in the order in which gaps of one score stand."""

ORDER = {kind: place for place, kind in enumerate(KINDS)}
RELATIONS = (
    "RETURN COLLECT { MATCH (a:ProductCategory)-[:DEPENDS_ON]->(b:ProductCategory) RETURN [a.code, b.code] } AS dependencies, "
    "COLLECT { MATCH (c:ProductCategory)-[:KIND_OF]->(p:ProductCategory) RETURN [c.code, p.code] } AS kinds"
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap as computed for a day."""

    id: str
    kind: GapKind
    severity: Severity
    score: Score
    since: date | None
    label: str
    subject: str
    places: tuple[str, ...]
    unlocks: tuple[str, ...]
    facts: Mapping[str, Any]

    @property
    def rank(self) -> tuple[int, int, str]:
        """Gaps stand in this order: highest score first, then by kind, then by id."""
        return -self.score.total, ORDER[self.kind], self.id


async def find_gaps(
    tx: Transaction, scopes: Sequence[Scope], kinds: Collection[GapKind] | None, on: date
) -> list[list[Gap]]:
    """The gaps of each scope on a day, best ranked first; all scopes must be of one shape. No kinds given means every kind.

    At most three statements, however many scopes, kinds or gaps.
    """
    wanted = [kind for kind in KINDS.values() if not kinds or kind.kind in kinds]
    found: list[list[Gap]] = [[] for _ in scopes]
    branches = (
        [f"UNWIND $scopes AS scope {text}" for kind in wanted for text in kind.find(scopes[0].shape)] if scopes else []
    )
    if not branches:
        return found
    rows = await tx.table(
        COLUMNS,
        " UNION ALL ".join(branches),
        scopes=scope_parameters(scopes),
        longAgo=_years_before(on),
        **day_parameters(on),
    )
    relations = await tx.row(RELATIONS) or {"dependencies": [], "kinds": []}
    following = adjacency((a, b) for a, b in relations["dependencies"])
    preceding = adjacency((b, a) for a, b in relations["dependencies"])
    kinds_of = adjacency((parent, child) for child, parent in relations["kinds"])
    for row in await _weigh_chains(tx, rows, following, kinds_of, on):
        found[row["n"]].append(_gap(row, preceding, on))
    return [sorted(group, key=lambda gap: gap.rank) for group in found]


async def _weigh_chains(
    tx: Transaction,
    rows: list[dict[str, Any]],
    following: Mapping[str, Sequence[str]],
    kinds_of: Mapping[str, Sequence[str]],
    on: date,
) -> list[dict[str, Any]]:
    candidates = [row for row in rows if row["kind"] == GapKind.INCOMPLETE_CHAIN]
    if not candidates:
        return rows
    placed = await placed_in_subtrees(tx, sorted({row["facts"]["subsystem"] for row in candidates}), on)
    standing_in = {root: by_category(group, kinds_of) for root, group in placed.items()}
    weighed = (incomplete_chain.weigh(row, following, standing_in[row["facts"]["subsystem"]]) for row in candidates)
    return [row for row in rows if row["kind"] != GapKind.INCOMPLETE_CHAIN] + [
        row for row in weighed if row is not None
    ]


def _gap(row: dict[str, Any], preceding: Mapping[str, Sequence[str]], on: date) -> Gap:
    kind = KINDS[GapKind(row["kind"])]
    categories = row["categories"]
    unlocks = tuple(sorted(reachable(categories, preceding))) if kind.unlocks_dependents else tuple(categories)
    severity = Severity(row["severity"])
    since = row["since"].to_native() if row["since"] is not None else None
    return Gap(
        id=f"{kind.kind}:{row['ident']}",
        kind=kind.kind,
        severity=severity,
        score=score(severity, len(unlocks), since, on),
        since=since,
        label=row["label"],
        subject=row["subject"],
        places=tuple(row["places"]),
        unlocks=unlocks,
        facts=row["facts"],
    )


def _years_before(on: date) -> date:
    """The day before which an overdue review is more than a further review period late."""
    try:
        return on.replace(year=on.year - REVIEW_YEARS)
    except ValueError:  # 29 February
        return on.replace(year=on.year - REVIEW_YEARS, day=28)
