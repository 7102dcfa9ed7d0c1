"""A workspace at which tests track gaps, and look at what became of the records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from stdgraph.gap_records.reconciliation import Reconciliation, reconcile_records
from stdgraph.store.session import Transaction
from tests.calendar_day import TODAY
from tests.contract.operations import document
from tests.graphql.actor import Actor

TRACK = document("12-track-gap")
RECORD = """
query ($gap: ID!) { node(id: $gap) { ... on GapRecord {
  gapId kind status priority needsResearch recommendation revision found updatedAt
  message messageEn: message(language: EN) owner { code } gap { id message }
  subject { __typename ... on Standard { id } ... on Subsystem { code } ... on ProductCategory { code } ... on StandardsSystem { code } }
  history { sequence kind status at recordedAt actor note noteEn: note(language: EN) requestId before after
    cause { sequence kind subject { ... on Standard { id } } } }
} } }
"""


@dataclass(frozen=True)
class Tracker(Actor):
    """Somebody who tracks gaps."""

    async def track(self, gap: str, **given: Any) -> dict[str, Any]:
        """The outcome of the consumers' operation."""
        outcome: dict[str, Any] = (await self.data(TRACK, input={"gapId": gap, **given}))["trackGap"]
        return outcome

    async def tracked(self, gap: str, **given: Any) -> dict[str, Any]:
        """The record after a decision that is recorded."""
        outcome = await self.track(gap, **given)
        assert outcome["__typename"] == "GapTracked", outcome
        record: dict[str, Any] = outcome["record"]
        return record

    async def record(self, gap: str) -> dict[str, Any] | None:
        """All there is to a record."""
        from stdgraph.graphql.types.fields import global_id

        found: dict[str, Any] | None = (await self.data(RECORD, gap=global_id("GapRecord", gap)))["node"]
        return found

    async def settled(self, today: date = TODAY) -> Reconciliation:
        return await reconcile_records(self.graph, today)

    async def counters(self) -> dict[str, Any]:
        """Everything that a change of any kind would move."""

        async def work(tx: Transaction) -> dict[str, Any]:
            (row,) = await tx.rows("MATCH (c:Catalogue) RETURN properties(c) AS row")
            counts = await tx.rows("MATCH (n) UNWIND labels(n) AS label RETURN label, count(*) AS n ORDER BY label")
            return {**row["row"], **{one["label"]: one["n"] for one in counts}}

        return await self.graph.read(work)
