"""Dissolving a committee that another one follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.described import DescribedCommand, described
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import told
from stdgraph.stewardship.committee_command import CommitteeCommand
from stdgraph.stewardship.committee_unit import COMMITTEE, CommitteeUnit
from stdgraph.stewardship.things import Thing
from stdgraph.stewardship.vocabulary_command import circle


@dataclass(frozen=True, slots=True, kw_only=True)
class SucceedCommittee(CommitteeCommand):
    """Dissolve a committee on a day: from then on its standards, its subcommittees, pending transfers and the records assigned to it are its
    successor's. Before that day they were its own. Tokens stay as they are."""

    action: ClassVar[Action] = Action.SUCCEED_COMMITTEE
    code: str = described("Its code.", names=COMMITTEE)
    successor: str = described("The code of the committee that follows it.", names=COMMITTEE)

    @property
    def key(self) -> str:
        """The code of the committee that is dissolved."""
        return self.code

    def preload(self) -> Preload:
        """With all that is either's own."""
        return Preload(nodes=DescribedCommand.preload(self).nodes, listings=True)

    def problems(self, unit: CommitteeUnit, committee: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the successor or the day."""
        yield from self.ahead(today)
        if not unit.has(COMMITTEE, self.successor):
            return
        successor = unit.committee(self.successor)
        if successor.ref == committee.ref:
            zh = f"“{self.successor}”就是该委员会"
            yield Problem("successor", Message(zh, f"{self.successor!r} is the committee itself"))
            return
        yield from circle("successor", COMMITTEE, *unit.ways_after(committee, successor, self.on(today)))

    def change(self, unit: CommitteeUnit, committee: Thing, today: date) -> Outcome:
        """Dissolve it."""
        on, own = self.on(today), unit.own(committee)
        successor = unit.committee(self.successor)
        unit.succeed(committee, successor, on)
        after = told({"retiredOn": on, "successor": successor.key})
        done = NewChange(committee, EventKind.RETIRED, self.action, on, self.note, own or None, after)
        return unit.record(committee, done)


COMMAND = SucceedCommittee
