"""Tracking gaps over GraphQL: the input as the capability takes it, and what came of it as the API tells it."""

from __future__ import annotations

from typing import Any

import strawberry

from stdgraph.api.telling import told_outcome
from stdgraph.api.types.fields import from_global_id
from stdgraph.api.wishes import GUARD, NOTE, REQUEST
from stdgraph.lifecycle.outcomes import Denied, Invalid, Unknown
from stdgraph.model.answers import Answer, Ref
from stdgraph.model.vocabulary import GapStatus, Priority
from stdgraph.tracking.outcomes import Outcome, Overtaken, Tracked
from stdgraph.tracking.track import Track


def _optional(description: str) -> Any:
    return strawberry.field(default=None, description=description)


@strawberry.input(description="What a committee decides about a gap. What is left out, or null, stays as it is.")
class TrackGapInput:
    """A decision."""

    gap_id: strawberry.ID = strawberry.field(description="The id of the gap, or of its record.")
    status: GapStatus | None = _optional("What the committee says of it; for a new record absent: OPEN.")
    priority: Priority | None = _optional("How urgent it is to the committee.")
    needs_research: bool | None = _optional("Whether research must come first.")
    owner: str | None = _optional("Code of the committee that is to close it; an empty text: nobody.")
    recommendation: str | None = _optional("What the committee recommends; an empty text takes it away.")
    expected_revision: int | None = _optional(f"{GUARD} A record that is to be made has revision 0.")
    note: str | None = _optional(NOTE)
    request_id: str | None = _optional(REQUEST)

    def wish(self) -> Track:
        """As the capability takes it."""
        named = from_global_id(str(self.gap_id))
        return Track(
            gap=named[1] if named and named[0] == "GapRecord" else str(self.gap_id),
            status=None if self.status is None else GapStatus(self.status),
            priority=None if self.priority is None else Priority(self.priority),
            needs_research=self.needs_research,
            owner=None if self.owner is None else self.owner.strip(),
            recommendation=None if self.recommendation is None else self.recommendation.strip(),
            expected_revision=self.expected_revision,
            note=self.note,
            request_id=self.request_id,
        )


def told_tracking(outcome: Outcome) -> Answer:
    """An outcome as an answer; nodes stand in it as ``Ref``, the record with its state right after the decision."""
    match outcome:
        case Tracked():
            return {"__typename": "GapTracked", "record": Ref("GapRecord", outcome.gap, outcome.state)}
        case Overtaken():
            current = None if outcome.gap is None else Ref("GapRecord", outcome.gap)
            return {"__typename": "RevisionConflict", "said": outcome.said, "currentRecord": current}
        case Invalid() | Unknown() | Denied():
            return told_outcome(outcome)
