"""Withdrawing a claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import told
from stdgraph.stewardship.claim_unit import CLAIM, ClaimCommand, ClaimUnit
from stdgraph.stewardship.system_command import DatedCommand
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawClaim(ClaimCommand, DatedCommand):
    """Withdraw a claim from a day on: its source does not say so, or no longer does. The value that the catalogue follows stays."""

    action: ClassVar[Action] = Action.WITHDRAW_CLAIM
    claim: str = described("Its id.", names=CLAIM)

    @property
    def key(self) -> str:
        """Its id."""
        return self.claim

    def policy_subject(self, unit: ClaimUnit, claim: Thing) -> Subject:
        """Nobody's own."""
        return Subject()

    def problems(self, unit: ClaimUnit, claim: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the day."""
        yield from self.ahead(today)
        since = claim.properties.get("createdOn")
        if since is not None and self.on(today) < since:
            zh = f"该说法自 {since} 起才有，不能早于该日撤回"
            yield Problem(
                "effectiveOn", Message(zh, f"the claim stands only since {since}: it cannot be withdrawn before")
            )

    def change(self, unit: ClaimUnit, claim: Thing, today: date) -> Outcome:
        """Withdraw it."""
        on = self.on(today)
        about, cited = unit.subject_of(claim), unit.cited(claim)
        held = {name: claim.properties.get(name) for name in ("field", "value", "chosen")}
        before = told({"about": about.label, "subject": about.key, **held, "source": cited and cited.end.key})
        unit.retire(claim, on)
        done = NewChange(claim, EventKind.RETIRED, self.action, on, self.note, before, {"retiredOn": on})
        return unit.record(claim, done)


COMMAND = WithdrawClaim
