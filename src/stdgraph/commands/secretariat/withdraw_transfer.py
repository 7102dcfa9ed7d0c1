"""Withdrawing the offer of a standard to another committee."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.described_transfer import TransferCommand, offer_ended
from stdgraph.commands.outcomes import Outcome
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.commands.transfers import LoadedTransfer
from stdgraph.domain.vocabulary import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawTransfer(TransferCommand):
    """Withdraw the offer of a standard to another committee, as long as that has not accepted it. Once the committee that made the offer does
    not answer for the standard any more, whoever does may withdraw it."""

    action: ClassVar[Action] = Action.WITHDRAW_TRANSFER

    def deciding(self, transfer: LoadedTransfer) -> frozenset[str]:
        """The committee that made the offer, or whoever answers for the standard now."""
        giver = frozenset[str]() if transfer.giver is None else transfer.giver.above
        return transfer.answering or giver if transfer.is_void else giver

    def change(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Let the offer come to nothing."""
        return offer_ended(unit, standard, EventKind.TRANSFER_WITHDRAWN, today, self.note)


COMMAND = WithdrawTransfer
