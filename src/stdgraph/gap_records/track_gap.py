"""Tracking a gap: a committee's decision about it.

Only what is given changes. The first decision needs the gap to exist; an existing record can always be changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.command import Preload
from stdgraph.commands.outcomes import Invalid, Outcome, Problem, not_found
from stdgraph.domain.vocabulary import EventKind, GapStatus, Priority
from stdgraph.gap_records.record_unit import RecordUnit
from stdgraph.gap_records.repository import Decision, LoadedRecord, record_event


@dataclass(frozen=True, slots=True)
class Track:
    """A command to record a decision about a gap. None leaves a field as it is; an empty text clears owner or recommendation."""

    gap: str
    status: GapStatus | None = None
    priority: Priority | None = None
    needs_research: bool | None = None
    owner: str | None = None
    recommendation: str | None = None
    expected_revision: int | None = None
    note: str | None = None
    request_id: str | None = None

    @property
    def unit_of_work(self) -> type[RecordUnit]:
        """Gap records."""
        return RecordUnit

    @property
    def action(self) -> Action:
        """The mutation, for the policy."""
        return Action.TRACK_GAP

    @property
    def key(self) -> str:
        """The id of the gap."""
        return self.gap

    def preload(self) -> Preload:
        """Whether the committee exists to which the gap is assigned."""
        return Preload(nodes=[("Committee", self.owner)] if self.owner else [])

    def with_codes(self, present: Mapping[tuple[str, str], str]) -> Self:
        """The same decision, for the committee that the owner's code stands for now."""
        return replace(self, owner=present.get(("Committee", self.owner or ""), self.owner))

    def policy_subject(self, unit: RecordUnit, record: LoadedRecord) -> Subject:
        """Who answers for the gap."""
        return unit.responsible_for(record)

    def apply(self, unit: RecordUnit, record: LoadedRecord, today: date) -> Outcome:
        """Record the decision, or say why not."""
        if self.owner and not unit.has_committee(self.owner):
            return Invalid((Problem("owner", not_found("Committee", self.owner), ("Committee", self.owner)),))
        decision = self._decision(record)
        closed_by_system = record.properties.get("closedBySystem")
        # a status that the committee states is its own decision, which the system does not undo
        kept = closed_by_system if self.status is None else None
        if record.exists and decision == record.decision and kept == closed_by_system and not self.note:
            return unit.changed(record, None)
        after = record.decide(decision, closed_by_system=kept)
        unit.replace(after)
        return unit.changed(after, today, record_event(EventKind.TRACKED, record, after, today, self.note))

    def _decision(self, record: LoadedRecord) -> Decision:
        """The decision as it will be; a new record is open unless the command says otherwise."""
        decision = record.decision
        decision["status"] = self.status.value if self.status else decision["status"] or GapStatus.OPEN.value
        if self.priority is not None:
            decision["priority"] = self.priority.value
        if self.needs_research is not None:
            decision["needsResearch"] = self.needs_research
        if self.recommendation is not None:
            decision["recommendation"] = self.recommendation or None
        if self.owner is not None:
            decision["owner"] = self.owner or None
        return decision
