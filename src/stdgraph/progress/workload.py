"""A committee's workload: its open items by stage, how long they have been there, and what is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median
from typing import TypedDict

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.timeline import entry_day, entry_stage, is_exact
from stdgraph.progress.number_pages import NumberPlace, number_place, page_by_number
from stdgraph.store.keyset import Page
from stdgraph.store.scope_cypher import scope_parameters, standards
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, entry, with_state

ITEMS = "items"
"""The key under which the load of a stage carries its items: the place of each, and whether it is overdue."""


class OpenItemRow(TypedDict):
    """An open item in the scope ``n``."""

    n: int
    id: str
    number: str | None
    sort: str | None
    """What its number is ordered by."""
    due: str | None
    entry: str | None
    """The timeline entry of its stage."""


def _open(shape: frozenset[str]) -> str:
    return (
        f"UNWIND $scopes AS scope {standards(shape)} {with_state('s', 'scope')} WITH scope, s, status "
        f"WHERE status IN ['PLANNED', 'DRAFTING'] RETURN scope.n AS n, s.id AS id, s.number AS number, s.numberSort AS sort, "
        f"toString(s.dueOn) AS due, {entry('s')} AS entry"
    )


async def compute_workloads(tx: Transaction, scopes: Sequence[ScopeFilter], on: date) -> list[list[Answer]]:
    """For each scope its open items by stage: their number, how many are overdue, and the median of the days they have been there.

    The median is None where no day of entry is known; the stage is None for items without any event.
    """
    groups: list[dict[str, list[OpenItemRow]]] = [{} for _ in scopes]
    for row in await _open_items(tx, scopes, on):
        groups[row["n"]].setdefault(entry_stage(row["entry"] or ""), []).append(row)
    return [[_stage_load(stage, rows, on) for stage, rows in sorted(group.items())] for group in groups]


def _stage_load(stage: str, rows: list[OpenItemRow], on: date) -> Answer:
    entries = [row["entry"] for row in rows if row["entry"] and is_exact(row["entry"])]
    days = [(on - entry_day(entry)).days for entry in entries]
    return {
        "stage": {"code": stage} if stage else None,
        "count": len(rows),
        "overdue": sum(_is_overdue(row, on) for row in rows),
        ITEMS: [(number_place(row["sort"], row["id"]), _is_overdue(row, on)) for row in rows],
        "medianDaysInStage": median(days) if days else None,
    }


def _is_overdue(row: OpenItemRow, on: date) -> bool:
    return row["due"] is not None and row["due"] < on.isoformat()


def page_workload(items: Sequence[tuple[NumberPlace, bool]], wanted: Page, *, overdue: bool) -> Answer:
    """A page of the items of a stage, all or those overdue, by number. Raises BadInput for an invalid cursor."""
    return page_by_number((place for place, late in items if late or not overdue), wanted)


async def list_due_items(
    tx: Transaction, scopes: Sequence[ScopeFilter], within: timedelta, on: date
) -> list[list[Answer]]:
    """For each scope its open items that are due by the end of an interval, those past due first; ``daysLeft`` is then negative."""
    until = on + within
    found: list[list[Answer]] = [[] for _ in scopes]
    items = [(date.fromisoformat(row["due"]), row) for row in await _open_items(tx, scopes, on) if row["due"]]
    for day, row in sorted(items, key=lambda item: (item[0], item[1]["number"] or "", item[1]["id"])):
        if day > until:
            break
        found[row["n"]].append(
            {
                "standard": Ref("Standard", row["id"]),
                "stage": {"code": entry_stage(row["entry"])} if row["entry"] else None,
                "dueOn": day,
                "daysLeft": (day - on).days,
            }
        )
    return found


async def _open_items(tx: Transaction, scopes: Sequence[ScopeFilter], on: date) -> list[OpenItemRow]:
    if not scopes:
        return []
    return await tx.table(OpenItemRow, _open(scopes[0].shape), scopes=scope_parameters(scopes), **day_parameters(on))
