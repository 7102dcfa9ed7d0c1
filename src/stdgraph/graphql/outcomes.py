"""From what a command came to, to the row that the API's unions show."""

from __future__ import annotations

from typing import Any

import strawberry

from stdgraph.commands.outcomes import Changed, Conflict, Denied, Invalid, Outcome, Refused, Unknown
from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.vocabulary import GapStatus, Priority
from stdgraph.gap_records.track_gap import Outcome as TrackingOutcome
from stdgraph.gap_records.track_gap import Overtaken, Track, Tracked
from stdgraph.graphql.command_inputs import GUARD, NOTE, REQUEST
from stdgraph.graphql.types.fields import from_global_id


def outcome_row(outcome: Outcome) -> Answer:
    """An outcome as an answer; nodes stand in it as ``Ref``, a changed standard with its state right after the change."""
    match outcome:
        case Changed():
            return {
                "__typename": "StandardAdvanced",
                "standard": Ref("Standard", outcome.standard, outcome.state),
                "change": None if outcome.sequence is None else Ref("Change", outcome.sequence),
            }
        case Conflict():
            return {
                "__typename": "RevisionConflict",
                "said": outcome.said,
                "current": Ref("Standard", outcome.standard),
            }
        case Refused():
            return {
                "__typename": "TransitionRefused",
                "said": outcome.said,
                "from": {"code": outcome.from_stage} if outcome.from_stage else None,
                "allowed": [{"code": code} for code in outcome.allowed],
                "missing": list(outcome.missing),
            }
        case Invalid():
            problems = [{"path": problem.path, "said": problem.said} for problem in outcome.problems]
            return {"__typename": "InvalidInput", "said": outcome.said, "problems": problems}
        case Denied():
            return {"__typename": "NotPermitted", "said": outcome.said, "required": outcome.required}
        case _:
            return {"__typename": "NotFound", "said": outcome.said}


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

    def command(self) -> Track:
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


def tracking_row(outcome: TrackingOutcome) -> Answer:
    """An outcome as an answer; nodes stand in it as ``Ref``, the record with its state right after the decision."""
    match outcome:
        case Tracked():
            return {"__typename": "GapTracked", "record": Ref("GapRecord", outcome.gap, outcome.state)}
        case Overtaken():
            current = None if outcome.gap is None else Ref("GapRecord", outcome.gap)
            return {"__typename": "RevisionConflict", "said": outcome.said, "currentRecord": current}
        case Invalid() | Unknown() | Denied():
            return outcome_row(outcome)
