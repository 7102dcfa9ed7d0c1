"""What commands on the pending transfer of a standard share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stdgraph.auth.policy import Subject
from stdgraph.commands.command import Preload
from stdgraph.commands.described_standard import DescribedStandardCommand
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.commands.standard_writing import NewRelation
from stdgraph.commands.transfers import NOBODY, OFFERED_BY, OFFERED_TO, LoadedTransfer
from stdgraph.domain.vocabulary import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCommand(DescribedStandardCommand):
    """A command on the transfer of a standard that is pending."""

    def preload(self) -> Preload:
        """Who answers for it, and to whom it is offered."""
        return Preload(transfer=True)

    def policy_subject(self, unit: StandardUnit, standard: LoadedStandard) -> Subject:
        """The committee that decides; where nothing is pending any secretariat is told so."""
        transfer = transfer_of(unit, standard)
        if transfer.receiver is None:
            return Subject(standard.owners, nothing_to_do=True)
        return Subject(self.deciding(transfer))

    def deciding(self, transfer: LoadedTransfer) -> frozenset[str]:
        """The committee whose secretariat decides about a pending transfer, and all above it: the receiver."""
        return frozenset() if transfer.receiver is None else transfer.receiver.above

    def problems(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Iterator[Problem]:
        """That nothing is pending."""
        if transfer_of(unit, standard).receiver is None:
            zh = "该标准没有待接收的移交"
            yield Problem("standard", Message(zh, "no transfer of the standard is pending"))


def transfer_of(unit: StandardUnit, standard: LoadedStandard) -> LoadedTransfer:
    """The committees of a standard, as this transaction has changed them so far."""
    return unit.transfers.get(standard.id, NOBODY)


def end_offer(unit: StandardUnit, standard: LoadedStandard, transfer: LoadedTransfer) -> dict[str, object]:
    """Let an offer be pending no longer; what the event tells of it."""
    told: dict[str, object] = {}
    ends = ((OFFERED_TO, "offeredTo", transfer.receiver), (OFFERED_BY, "offeredBy", transfer.giver))
    for kind, name, committee in ends:
        if committee is not None:
            unit.relate(NewRelation(kind, standard.id, "Committee", committee.code, None))
            told[name] = committee.code
    unit.transfers[standard.id] = LoadedTransfer(transfer.owners)
    return told


def offer_ended(unit: StandardUnit, standard: LoadedStandard, kind: EventKind, on: date, note: str | None) -> Outcome:
    """The outcome of an offer that comes to nothing."""
    told = end_offer(unit, standard, transfer_of(unit, standard))
    standard.change({})
    event = NewEvent(standard.id, kind, effective_on=on, note=note, before=json_of(told))
    return unit.changed(standard, on, event)
