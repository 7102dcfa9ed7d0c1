"""Stays: how long standards were in a stage before they went on to the next, and how long those still there have been.

A stay begins with the first entry into a two-digit stage and ends with the first entry into another one, or with abandonment; a
draft that is sent back stays twice. Stages passed on one day leave no stay: of one day the last move stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from stdgraph.graph.door import Transaction
from stdgraph.graph.scopes import scope_parameters, standards
from stdgraph.graph.states import day_parameters
from stdgraph.model.pools import ABANDONED
from stdgraph.model.scope import Scope
from stdgraph.model.timeline import UNKNOWN_DAY

COLUMNS = ("n", "level", "stage", "next", "days", "count")
_MAIN = "CASE WHEN right({0}, 3) = '.98' THEN '98' ELSE substring({0}, 11, 2) END"
STAYS = (
    "WITH scope.n AS n, s.level AS level, [e IN coalesce(s.timeline, []) WHERE e <= $onKey] AS entries "
    "WITH n, level, entries, [i IN range(0, size(entries) - 1) WHERE i = 0 OR right(entries[i], 3) = '.98' "
    "OR substring(entries[i], 11, 2) <> substring(entries[i - 1], 11, 2)] AS starts "
    "UNWIND range(0, size(starts) - 1) AS j WITH n, level, entries[starts[j]] AS entered, entries[starts[j + 1]] AS gone "
    f"WITH n, level, {_MAIN.format('entered')} AS stage, CASE WHEN gone IS NULL THEN null ELSE {_MAIN.format('gone')} END AS next, "
    f"CASE WHEN entered STARTS WITH '{UNKNOWN_DAY}' THEN null WHEN gone IS NULL "
    "THEN duration.inDays(date(substring(entered, 0, 10)), $on).days "
    "ELSE duration.inDays(date(substring(entered, 0, 10)), date(substring(gone, 0, 10))).days END AS days "
    "WITH n, level, stage, next, days, count(*) AS count RETURN n, level, stage, next, days, count"
)


@dataclass(frozen=True, slots=True, order=True)
class Stay:
    """So many standards of one level that were or are in a stage for so many days."""

    stage: str
    """Two digits."""
    next: str
    """The stage after it, ``98`` where the item was abandoned, empty where it is still there."""
    days: int
    """From entry to leaving, or to the day asked about; -1 where the day of entry is unknown."""
    level: str
    """Empty where it is not decided."""
    count: int


async def stays(tx: Transaction, scopes: Sequence[Scope], on: date) -> list[list[Stay]]:
    """The stays in each scope by a day, in one order whatever the engine; all scopes must be of one shape. One statement."""
    found: list[list[Stay]] = [[] for _ in scopes]
    if scopes:
        text = f"UNWIND $scopes AS scope {standards(scopes[0].shape)} {STAYS}"
        for row in await tx.table(COLUMNS, text, scopes=scope_parameters(scopes), **day_parameters(on)):
            days = -1 if row["days"] is None else row["days"]
            stay = Stay(row["stage"], row["next"] or "", days, row["level"] or "", row["count"])
            if stay.stage != ABANDONED:
                found[row["n"]].append(stay)
    return [sorted(group) for group in found]
