"""What a secretariat or a steward says of another's standard: a claim, which is not followed until whoever answers for it does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from stdgraph.auth.policy import Action
from stdgraph.commands.correctable import present_value, same_value, stated_value, told_value
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.outcomes import Invalid, Outcome, invalid
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardCommand, StandardUnit
from stdgraph.commands.standard_writing import NewClaim
from stdgraph.domain.vocabulary import EventKind


@dataclass(frozen=True, slots=True)
class StateClaim(StandardCommand):
    """A command to record what a source states of a field of a standard, without following it."""

    standard: str
    field: str
    value: str | None
    source: str
    reason: str
    expected_revision: int | None = None
    request_id: str | None = None

    @property
    def action(self) -> Action:
        """What the policy decides about."""
        return Action.STATE_CLAIM

    def apply(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Record the claim, or say why not; one that is recorded already changes nothing."""
        value = stated_value(unit, self)
        if isinstance(value, Invalid):
            return value
        if value is None:
            return invalid("value", "来源说法须给出值", "a claim states a value")
        if value == present_value(standard, self.field):
            return same_value(self.field)
        told = told_value(value)
        held = unit.claims.get((standard.id, self.field, told, self.source))
        if held is not None:
            return replace(unit.changed(standard, None), claim=held)
        claim = NewClaim(standard.id, self.field, told, source=self.source, note=self.reason, by=unit.actor)
        unit.claim(claim)
        standard.change({})
        after = {"claim": claim.id, "field": self.field, "value": told, "source": self.source}
        event = NewEvent(standard.id, EventKind.CLAIMED, note=self.reason, after=json_of(after))
        return replace(unit.changed(standard, None, event), claim=claim.id)
