"""Accepting a standard that another committee offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.described import described
from stdgraph.commands.described_standard import ahead
from stdgraph.commands.described_transfer import TransferCommand, end_offer, transfer_of
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.commands.standard_writing import NewRelation
from stdgraph.commands.transfers import LinkedCommittee, LoadedTransfer
from stdgraph.domain.vocabulary import EventKind

OWNER = {"role": "OWNER", "basis": "STATED"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptTransfer(TransferCommand):
    """Accept a standard that another committee offers: from that day on the committee to which it was offered answers for it, and the one that
    offered it does not any more."""

    action: ClassVar[Action] = Action.ACCEPT_TRANSFER
    effective_on: date | None = described("The day in the world on which it changes hands; absent: today.", None)

    def problems(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Iterator[Problem]:
        """That nothing is pending, or what is wrong with the day."""
        yield from TransferCommand.problems(self, unit, standard, today)
        yield from ahead("effectiveOn", self.effective_on, today)
        transfer, on = transfer_of(unit, standard), self.effective_on or today
        if transfer.receiver is None or transfer.giver is None:
            return
        if transfer.is_void:
            yield _void(transfer.giver)
            return
        yield from _off_plan(transfer.receiver, today)
        if transfer.receiver.since is not None and on < transfer.receiver.since:
            zh = f"{on} 早于提出移交的日期（{transfer.receiver.since}）"
            yield Problem(
                "effectiveOn", Message(zh, f"effectiveOn {on} precedes the offer of {transfer.receiver.since}")
            )
            return
        late = [one for one in transfer.given_up(transfer.giver.code) if one.since is not None and on <= one.since]
        for one in late:
            zh = f"“{one.code}”自 {one.since} 起才归口该标准，移交须晚于该日"
            en = f"{one.code!r} answers for the standard only since {one.since}: it changes hands later than that"
            yield Problem("effectiveOn", Message(zh, en))

    def change(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Let it change hands."""
        transfer, on = transfer_of(unit, standard), self.effective_on or today
        receiver, giver = transfer.receiver, transfer.giver
        if receiver is None or giver is None:
            return unit.changed(standard, None)
        ended = [one for one in transfer.given_up(giver.code) if one.code != receiver.code]
        told = end_offer(unit, standard, transfer)
        for one in ended:
            unit.relate(NewRelation("OWNED_BY", standard.id, "Committee", one.code, None, ended_on=on))
        held = transfer.owners.get(receiver.code)
        if held is None or held.role != OWNER["role"]:
            made = {**OWNER, "from": on}
            unit.relate(NewRelation("OWNED_BY", standard.id, "Committee", receiver.code, made, ended_on=on))
        _hand_over(unit, standard, transfer, ended, LinkedCommittee(receiver.code, receiver.above, on, OWNER["role"]))
        standard.change({})
        event = NewEvent(
            standard.id,
            EventKind.TRANSFERRED,
            effective_on=on,
            note=self.note,
            before=json_of({**told, "committees": [one.code for one in ended]}),
            after=json_of({"committees": [receiver.code]}),
            further={"leftCommittee": giver.code},
        )
        return unit.changed(standard, on, event)


def _void(giver: LinkedCommittee) -> Problem:
    """That the committee that offers the standard has it no more."""
    zh = f"“{giver.code}”已不再归口该标准，其提出的移交已失效：请拒绝，或由现归口单位撤回"
    en = f"{giver.code!r} does not answer for the standard any more, its offer is void: decline it, or let whoever answers now withdraw it"
    return Problem("standard", Message(zh, en))


def _off_plan(receiver: LinkedCommittee, today: date) -> Iterator[Problem]:
    """That the committee that is to answer for it has left the plan."""
    since = receiver.retired_on
    if since is not None and since <= today:
        zh = f"“{receiver.code}”自 {since} 起已退出体系，不能再归口标准：请拒绝该移交"
        en = f"{receiver.code!r} is off the plan since {since} and can answer for no standard any more: decline the offer"
        yield Problem("standard", Message(zh, en))


def _hand_over(
    unit: StandardUnit,
    standard: LoadedStandard,
    transfer: LoadedTransfer,
    ended: list[LinkedCommittee],
    receiver: LinkedCommittee,
) -> None:
    """Who answers for the standard from then on, for what follows in the transaction."""
    gone = {one.code for one in ended}
    owners = {code: one for code, one in transfer.owners.items() if code not in gone} | {receiver.code: receiver}
    unit.transfers[standard.id] = LoadedTransfer(owners)
    standard.owners = unit.transfers[standard.id].answering


COMMAND = AcceptTransfer
