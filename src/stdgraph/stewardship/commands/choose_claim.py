"""Following a claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.correctable import present_value, told_value
from stdgraph.commands.correction import FieldCorrection
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Changed, Invalid, Message, Outcome, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.domain.terms import ENTERED_TERMS
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.claim_unit import CLAIM, ClaimCommand, ClaimUnit, correction, corrects
from stdgraph.stewardship.claimed_fields import ELSEWHERE, READERS, claimed_values
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseClaim(ClaimCommand):
    """Follow a claim: the field that it is about takes its value, for all days, and no claim of another value is followed any more. A
    standard is corrected by that, as `correctStandard` does, and whoever may do that may choose."""

    action: ClassVar[Action] = Action.CHOOSE_CLAIM
    claim: str = described("Its id.", names=CLAIM)

    @property
    def key(self) -> str:
        """Its id."""
        return self.claim

    def action_on(self, unit: ClaimUnit, claim: Thing) -> Action:
        """To follow a claim about a standard is to correct that."""
        return self.action if unit.standard_of(claim) is None else Action.CORRECT_STANDARD

    def policy_subject(self, unit: ClaimUnit, claim: Thing) -> Subject:
        """The standard that it is about; else nobody's own."""
        standard = unit.standard_of(claim)
        return Subject() if standard is None else Subject(standard.owners, standard.systems)

    def problems(self, unit: ClaimUnit, claim: Thing, today: date) -> Iterator[Problem]:
        """That its value is none of the field, or the field is changed elsewhere, or what it is about is off the plan."""
        about, name = unit.subject_of(claim), str(claim.properties["field"])
        standard = unit.standard_of(claim)
        left = unit.has_left(*about, today) if standard is None else _off_plan(unit, standard, today)
        if left is not None:
            yield Problem("claim", left)
        if about.label == "Standard" and name in ELSEWHERE:
            zh = f"“{name}”不能凭来源说法更改，请用 {ELSEWHERE[name]}"
            yield Problem("claim", Message(zh, f"{name!r} does not follow a claim: use {ELSEWHERE[name]}"))
            return
        try:
            claimed_values(about.label, name, str(claim.properties["value"]))
        except ValueError:
            expected = READERS[about.label][name].expected
            term = ENTERED_TERMS.get(name)
            zh, en = (name, name) if term is None else term
            value = claim.properties["value"]
            yield Problem(
                "claim", Message(f"“{value}”不是有效的{zh}{expected[0]}", f"invalid {en} {value!r}{expected[1]}")
            )

    def change(self, unit: ClaimUnit, claim: Thing, today: date) -> Outcome:
        """Follow it."""
        standard = unit.standard_of(claim)
        made = correction(claim, self.note) if standard is not None and corrects(claim) else None
        if standard is not None and made is not None and made.value != present_value(standard, made.field):
            return self._correct(unit, claim, standard, made)
        subject = unit.things.get(unit.subject_of(claim))
        name = str(claim.properties["field"])
        values = {} if subject is None else claimed_values(subject.label, name, str(claim.properties["value"]))
        differing = {} if subject is None else unit.change(subject, values)
        followed = [one for one in self._others(unit, claim) if one.properties.get("chosen")]
        if not differing and not followed and claim.properties.get("chosen"):
            return unit.unchanged(claim, None)
        if differing and subject is not None:
            unit.touch(subject)
        for other in followed:
            unit.change(other, {"chosen": False})
        unit.change(claim, {"chosen": True})
        before: dict[str, Any] = {"followed": sorted({str(one.properties["value"]) for one in followed})}
        after: Mapping[str, Any] = {"followed": [claim.properties["value"]]}
        return unit.record(
            claim, NewChange(claim, EventKind.CHANGED, self.action_on(unit, claim), None, self.note, before, after)
        )

    def _others(self, unit: ClaimUnit, claim: Thing) -> list[Thing]:
        """The claims of other values of the field."""
        several = unit.claims_about(unit.subject_of(claim), str(claim.properties["field"]))
        return [one for one in several if one.properties.get("value") != claim.properties["value"]]

    def _correct(self, unit: ClaimUnit, claim: Thing, standard: LoadedStandard, made: FieldCorrection) -> Outcome:
        """Correct the standard by the claim; its event is that of the correction."""
        unit.standard_unit.events = unit.events
        outcome = made.apply(unit.standard_unit, standard)
        if isinstance(outcome, Invalid):
            return Invalid(tuple(Problem("claim", one.message) for one in outcome.problems))
        if not isinstance(outcome, Changed):
            return outcome
        unit.corrected = True
        told = None if made.value is None else told_value(made.value)
        for one in unit.claims_about(unit.subject_of(claim), made.field):
            one.properties["chosen"] = one is claim or one.properties.get("value") == told
        unit.touch(claim)
        return Changed(CLAIM, claim.key, None, outcome.place, state=claim.state())


def _off_plan(unit: ClaimUnit, standard: LoadedStandard, today: date) -> Message | None:
    refused = unit.standard_unit.refuse(standard, today)
    return None if refused is None else refused.message


COMMAND = ChooseClaim
