"""Of which standards nobody recorded what they refer to: answers that follow references may be incomplete for their sake."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, TypedDict

from stdgraph.domain.scope import ScopeFilter
from stdgraph.store.plan_cypher import ever
from stdgraph.store.scope_cypher import scope_parameters, standards
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters


class Unrecorded(NamedTuple):
    """How many of the standards listed in a scope have no references recorded: not even one that ended or was taken back."""

    number: int
    listed: int


class UnrecordedRow(TypedDict):
    """The same as it is read."""

    number: int
    listed: int


async def count_unrecorded(tx: Transaction, scope: ScopeFilter, on: date) -> Unrecorded:
    """How many of the standards listed in a scope on a day have no references recorded. One statement."""
    row = await tx.row(
        f"UNWIND $scopes AS scope {standards(scope.shape)} "
        f"WITH CASE WHEN EXISTS {{ (s)-[:{ever('REFERENCES')}]->(:Standard) }} THEN 0 ELSE 1 END AS missing "
        "RETURN coalesce(sum(missing), 0) AS number, count(*) AS listed",
        UnrecordedRow,
        scopes=scope_parameters([scope]),
        **day_parameters(on),
    )
    return Unrecorded(row["number"], row["listed"]) if row else Unrecorded(0, 0)
