"""A secretariat's desk: what is on it, how long it has lain there, and what is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median
from typing import Any

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.timeline import UNKNOWN_DAY
from stdgraph.store.scope_cypher import scope_parameters, standards
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, entry, with_state

COLUMNS = ("n", "id", "number", "due", "entry")


def _open(shape: frozenset[str]) -> str:
    return (
        f"UNWIND $scopes AS scope {standards(shape)} {with_state('s', 'scope')} WITH scope, s, status "
        f"WHERE status IN ['PLANNED', 'DRAFTING'] RETURN scope.n AS n, s.id AS id, s.number AS number, s.dueOn AS due, {entry('s')} AS entry"
    )


async def workloads(tx: Transaction, scopes: Sequence[ScopeFilter], on: date) -> list[list[Answer]]:
    """For each scope its open items by stage: how many, how many past due, and the median of the days they have been there.

    The median is None where no day of entry is known; the stage is None for items of which nothing is recorded.
    """
    groups: list[dict[str, list[dict[str, Any]]]] = [{} for _ in scopes]
    for row in await _open_items(tx, scopes, on):
        groups[row["n"]].setdefault((row["entry"] or "")[11:], []).append(row)
    return [[_stage_load(stage, rows, on) for stage, rows in sorted(group.items())] for group in groups]


def _stage_load(stage: str, rows: list[dict[str, Any]], on: date) -> Answer:
    entries = [row["entry"][:10] for row in rows if row["entry"] and not row["entry"].startswith(UNKNOWN_DAY)]
    days = [(on - date.fromisoformat(day)).days for day in entries]
    return {
        "stage": {"code": stage} if stage else None,
        "count": len(rows),
        "overdue": sum(row["due"] is not None and row["due"] < on for row in rows),
        "medianDaysInStage": median(days) if days else None,
    }


async def due(tx: Transaction, scopes: Sequence[ScopeFilter], within: timedelta, on: date) -> list[list[Answer]]:
    """For each scope its open items that are due by the end of an interval, those past due first; ``daysLeft`` is then negative."""
    until = on + within
    found: list[list[Answer]] = [[] for _ in scopes]
    rows = [row for row in await _open_items(tx, scopes, on) if row["due"] is not None and row["due"] <= until]
    for row in sorted(rows, key=lambda row: (row["due"], row["number"] or "", row["id"])):
        day = row["due"].to_native()
        found[row["n"]].append(
            {
                "standard": Ref("Standard", row["id"]),
                "stage": {"code": row["entry"][11:]} if row["entry"] else None,
                "dueOn": day,
                "daysLeft": (day - on).days,
            }
        )
    return found


async def _open_items(tx: Transaction, scopes: Sequence[ScopeFilter], on: date) -> list[dict[str, Any]]:
    if not scopes:
        return []
    return await tx.table(COLUMNS, _open(scopes[0].shape), scopes=scope_parameters(scopes), **day_parameters(on))
