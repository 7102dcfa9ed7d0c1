"""Pages of records: of a status, of an owner, of a scope; the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from stdgraph.catalogue.entities import READER
from stdgraph.catalogue.pages import build_connection
from stdgraph.catalogue.reader import Selection
from stdgraph.domain.answers import Answer
from stdgraph.domain.scope import ScopeFilter
from stdgraph.store.keyset import Page, SortKey, clauses, encode
from stdgraph.store.plan_cypher import today_parameters
from stdgraph.store.scope_cypher import record_within, scope_parameters
from stdgraph.store.session import Transaction

KEYS = (
    SortKey("PRIORITY", "CASE n.priority WHEN 'HIGH' THEN 1 WHEN 'MEDIUM' THEN 2 WHEN 'LOW' THEN 3 ELSE null END"),
    SortKey("GAP", "n.gapId"),
)
"""By priority, the undecided last, then by the gap's id."""


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which records; all conditions hold."""

    status: Sequence[str] = ()
    """Any of these; none given means every status."""
    owner: str | None = None
    """Code of the committee that is to close the gap."""
    scope: ScopeFilter = field(default_factory=ScopeFilter)

    @property
    def start(self) -> str:
        """Clauses that bind the records as ``n``; a condition may follow with its AND."""
        tests = [
            *(["n.status IN $status"] if self.status else []),
            *(["EXISTS { (n)-[:ASSIGNED_TO]->(:Committee {code: $owner}) }"] if self.owner is not None else []),
        ]
        within = record_within(self.scope.shape, "n")
        return f"UNWIND $scopes AS scope MATCH (n:GapRecord) WHERE {' AND '.join(tests) or 'true'}{within}"

    @property
    def parameters(self) -> dict[str, object]:
        """The values in these clauses."""
        return {"scopes": scope_parameters([self.scope]), "status": list(self.status), "owner": self.owner}


class RecordPageRow(TypedDict):
    """The sort values and the selected fields of a record."""

    at: list[object]
    row: Answer


class RecordTotalRow(TypedDict):
    """A number of records."""

    total: int


async def page(tx: Transaction, filters: RecordFilter, size: Page, selection: Selection) -> Answer:
    """One page as ``edges`` (cursor, node) and ``pageInfo``. Raises BadInput for an invalid cursor."""
    beyond, order, cursor = clauses(KEYS, size)
    values = ", ".join(key.expression for key in KEYS)
    rows = await tx.rows(
        f"{filters.start}{' AND ' + beyond if beyond else ''} WITH n, [{values}] AS at ORDER BY {order} LIMIT $size "
        f"RETURN at, {READER.project('GapRecord', selection)} AS row",
        RecordPageRow,
        size=size.size + 1,
        **filters.parameters,
        **cursor,
        **today_parameters(),
    )
    return build_connection([(encode(KEYS, row["at"]), row["row"]) for row in rows], size)


async def total(tx: Transaction, filters: RecordFilter) -> int:
    """The number of records that match."""
    row = await tx.row(f"{filters.start} RETURN count(n) AS total", RecordTotalRow, **filters.parameters)
    return row["total"] if row else 0
