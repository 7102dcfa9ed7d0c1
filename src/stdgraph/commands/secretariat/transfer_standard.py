"""Offering a standard to another committee."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.command import Preload
from stdgraph.commands.described import described
from stdgraph.commands.described_standard import DescribedStandardCommand, ahead
from stdgraph.commands.described_transfer import transfer_of
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.commands.standard_writing import NewRelation
from stdgraph.commands.transfers import OFFERED_BY, OFFERED_TO, LinkedCommittee, LoadedTransfer
from stdgraph.domain.vocabulary import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferStandard(DescribedStandardCommand):
    """Offer a standard to another committee (移交归口). It changes hands once that committee's secretariat, or an administrator, accepts it; until
    then the transfer is pending."""

    action: ClassVar[Action] = Action.TRANSFER_STANDARD
    to_committee: str = described("Code of the committee that is to answer for it.", names="Committee")
    from_committee: str | None = described(
        "Code of the committee that gives it up, with its subcommittees; absent: the one that answers for it, where it is one.",
        None,
        names="Committee",
    )
    effective_on: date | None = described("The day in the world of the offer; absent: today.", None)

    def preload(self) -> Preload:
        """The committees."""
        return replace(DescribedStandardCommand.preload(self), transfer=True)

    def policy_subject(self, unit: StandardUnit, standard: LoadedStandard) -> Subject:
        """The committee that gives it up; as long as that is not clear all that answer for it."""
        if self.from_committee is not None:
            return Subject(unit.committee_and_above(self.from_committee))
        highest = transfer_of(unit, standard).highest
        return Subject(highest[0].above if len(highest) == 1 else standard.owners)

    def problems(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Iterator[Problem]:
        """What is wrong with the committees or the day, and that another transfer is pending."""
        yield from ahead("effectiveOn", self.effective_on, today)
        transfer = transfer_of(unit, standard)
        giver = self._giver(transfer)
        if giver is None:
            yield self._no_giver(transfer)
        elif {one.code for one in transfer.given_up(giver)} == {self.to_committee}:
            zh = f"“{self.to_committee}”已是该标准的归口单位"
            en = f"{self.to_committee!r} answers for the standard already"
            yield Problem("toCommittee", Message(zh, en))
        pending = transfer.receiver
        if pending is not None and not self._is_pending(transfer):
            zh = f"该标准已提出移交给“{pending.code}”，请先撤回"
            yield Problem("standard", Message(zh, f"the standard is offered to {pending.code!r}: withdraw that first"))

    def _giver(self, transfer: LoadedTransfer) -> str | None:
        """The code of the committee that gives the standard up; None where there is none, or several might."""
        if self.from_committee is not None:
            return self.from_committee if transfer.given_up(self.from_committee) else None
        return transfer.highest[0].code if len(transfer.highest) == 1 else None

    def _no_giver(self, transfer: LoadedTransfer) -> Problem:
        if not transfer.owners:
            return Problem("standard", Message("该标准没有归口单位", "no committee answers for the standard"))
        names = [one.code for one in transfer.highest]
        if self.from_committee is None:
            zh = f"该标准有多个归口单位，请写明由谁移出：{'、'.join(f'“{name}”' for name in names)}"
            en = f"several committees answer for the standard, say which gives it up: {', '.join(names)}"
            return Problem("fromCommittee", Message(zh, en))
        zh = f"“{self.from_committee}”不是该标准的归口单位：{'、'.join(f'“{name}”' for name in names)}"
        en = f"{self.from_committee!r} does not answer for the standard: expected {' or '.join(names)}"
        return Problem("fromCommittee", Message(zh, en))

    def _is_pending(self, transfer: LoadedTransfer) -> bool:
        """Whether just this transfer is pending already."""
        receiver, giver = transfer.receiver, transfer.giver
        same = receiver is not None and receiver.code == self.to_committee
        return same and giver is not None and giver.code == self._giver(transfer)

    def change(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Offer it."""
        transfer, on = transfer_of(unit, standard), self.effective_on or today
        if self._is_pending(transfer):
            return unit.changed(standard, self.effective_on)
        giver = self._giver(transfer) or ""
        for kind, code in ((OFFERED_TO, self.to_committee), (OFFERED_BY, giver)):
            unit.relate(NewRelation(kind, standard.id, "Committee", code, {"from": on}))
        receiver = LinkedCommittee(self.to_committee, unit.committee_and_above(self.to_committee), on)
        named = self.from_committee is not None
        above = unit.committee_and_above(giver) if named else transfer.highest[0].above
        unit.transfers[standard.id] = replace(transfer, receiver=receiver, giver=LinkedCommittee(giver, above, on))
        standard.change({})
        after = {"offeredTo": self.to_committee, "offeredBy": giver}
        event = NewEvent(standard.id, EventKind.TRANSFER_OFFERED, effective_on=on, note=self.note, after=json_of(after))
        return unit.changed(standard, on, event)


COMMAND = TransferStandard
