"""Progress of a scope: how many of its standards have come how far, each counted once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from stdgraph.graph.door import Transaction
from stdgraph.graph.scopes import scope_parameters, standards
from stdgraph.graph.states import day_parameters, entry, undated, with_state
from stdgraph.model.answers import Answer
from stdgraph.model.scope import Scope
from stdgraph.model.vocabulary import Level, Standing, Status

COLUMNS = ("n", "level", "stage", "status", "standing", "undated", "count")
DECLARED = "MATCH (y:StandardsSystem) WHERE y.declared IS NOT NULL RETURN y.code AS code, y.declared AS declared"


async def progress(tx: Transaction, scopes: Sequence[Scope], on: date) -> list[Answer]:
    """The progress of each scope on a day, in two statements however many there are; all scopes must be of one shape.

    An unknown code gives a progress in which nothing is listed.
    """
    if not scopes:
        return []
    text = (
        f"UNWIND $scopes AS scope {standards(scopes[0].shape)} {with_state('s', 'scope')} "
        f"WITH scope.n AS n, s.level AS level, [x IN [{entry('s')}] WHERE x IS NOT NULL | substring(x, 11)][0] AS stage, "
        f"status, standing, {undated('s')} AS undated "
        f"RETURN {', '.join(COLUMNS[:-1])}, count(*) AS count"
    )
    rows = await tx.table(COLUMNS, text, scopes=scope_parameters(scopes), **day_parameters(on))
    declared = await declarations(tx)
    by_scope: list[list[dict[str, Any]]] = [[] for _ in scopes]
    for row in rows:
        by_scope[row["n"]].append(row)
    return [tally(group, on, declared.get(scope)) for group, scope in zip(by_scope, scopes, strict=True)]


async def declarations(tx: Transaction) -> dict[Scope, int]:
    """What issuing documents say they list, by scope: only a whole system declares anything."""
    rows = await tx.table(("code", "declared"), DECLARED)
    return {Scope(system=row["code"]): row["declared"] for row in rows}


def tally(rows: Iterable[dict[str, Any]], on: date, declared: int | None) -> Answer:
    """Fold rows of (level, stage, status, standing, undated, count) into one progress."""
    groups = list(rows)

    def count(**wanted: Any) -> int:
        return sum(row["count"] for row in groups if all(row[name] == value for name, value in wanted.items()))

    listed, published = count(), count(status=Status.PUBLISHED)
    return {
        "asOf": on,
        "declared": declared,
        "listed": listed,
        "unitemised": None if declared is None else max(declared - listed, 0),
        "planned": count(status=Status.PLANNED),
        "drafting": count(status=Status.DRAFTING),
        "published": published,
        "inForce": count(standing=Standing.IN_FORCE),
        "upcoming": count(standing=Standing.UPCOMING),
        "superseded": count(standing=Standing.SUPERSEDED),
        "withdrawn": count(status=Status.WITHDRAWN),
        "abandoned": count(status=Status.ABANDONED),
        "undated": count(undated=True),
        "completion": completion(published, declared, listed),
        "byLevel": [
            {
                "level": level,
                "planned": count(level=level, status=Status.PLANNED),
                "drafting": count(level=level, status=Status.DRAFTING),
                "published": count(level=level, status=Status.PUBLISHED),
                "withdrawn": count(level=level, status=Status.WITHDRAWN),
            }
            for level in (*Level, None)
            if count(level=level)
        ],
        "byStage": [
            {"stage": None if stage is None else {"code": stage}, "count": count(stage=stage)}
            for stage in sorted({row["stage"] for row in groups}, key=lambda code: code or "")
        ],
    }


def completion(published: int, declared: int | None, listed: int) -> float | None:
    """The share published of what the document declares or, if more, of what is listed; None where both are nothing."""
    whole = max(declared or 0, listed)
    return published / whole if whole else None
