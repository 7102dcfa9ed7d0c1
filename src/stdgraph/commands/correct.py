"""Correcting a fact: the new value with its source and the reason; the old value is kept as a claim."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.correctable import stated_value
from stdgraph.commands.correction import FieldCorrection, needed
from stdgraph.commands.outcomes import Invalid, Outcome
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardCommand, StandardUnit
from stdgraph.commands.state_claim import StateClaim


@dataclass(frozen=True, slots=True)
class Correct(StandardCommand):
    """A command to correct one field of a standard; without a value it becomes unknown."""

    standard: str
    field: str
    value: str | None
    source: str
    reason: str
    expected_revision: int | None = None
    request_id: str | None = None

    @property
    def action(self) -> Action:
        """The mutation."""
        return Action.CORRECT_STANDARD

    def otherwise(self) -> StateClaim:
        """What whoever may not correct the standard does instead: what is said of another's standard is a claim."""
        return StateClaim(
            self.standard, self.field, self.value, self.source, self.reason, self.expected_revision, self.request_id
        )

    def preload(self) -> Preload:
        """Whether the source exists and a number is free; the events where the publication moves among all moves; and the claims."""
        return replace(needed(self.field, self.value), nodes=[("Source", self.source)], claims=self.field)

    def apply(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Correct the field, or say why not."""
        value = stated_value(unit, self)
        if isinstance(value, Invalid):
            return value
        return FieldCorrection(self.field, value, self.source, self.reason).apply(unit, standard)
