"""Declining a standard that another committee offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.described_transfer import TransferCommand, offer_ended
from stdgraph.commands.outcomes import Outcome
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.domain.vocabulary import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineTransfer(TransferCommand):
    """Decline a standard that another committee offers: it stays with that."""

    action: ClassVar[Action] = Action.DECLINE_TRANSFER

    def change(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Let the offer come to nothing."""
        return offer_ended(unit, standard, EventKind.TRANSFER_DECLINED, today, self.note)


COMMAND = DeclineTransfer
