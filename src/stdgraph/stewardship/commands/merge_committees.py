"""Merging two committees that turn out to be one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.described import DescribedCommand, described
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.datasets.statements import FACTS
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import told
from stdgraph.stewardship.committee_unit import COMMITTEE, CommitteeUnit
from stdgraph.stewardship.things import Thing
from stdgraph.stewardship.vocabulary_command import VocabularyCommand, circle


class MergedCommittees(CommitteeUnit):
    """Committees of which some become part of others."""

    path = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeCommittees(VocabularyCommand):
    """Merge two committees that are one: what was the lost one's on any day is the kept one's, and by the lost one's code the kept one is
    found for ever. Where one committee follows another, `succeedCommittee` says so."""

    action: ClassVar[Action] = Action.MERGE_COMMITTEES
    changes: ClassVar[str | None] = COMMITTEE
    lost: str = described(
        "The code of the committee that becomes part of the other one.", names=COMMITTEE, off_plan=True
    )
    kept: str = described("The code of the committee that stays.", names=COMMITTEE)

    @property
    def unit_of_work(self) -> type[MergedCommittees]:
        """Committees."""
        return MergedCommittees

    @property
    def key(self) -> str:
        """The code of the kept committee."""
        return self.kept

    def preload(self) -> Preload:
        """With all that is either's own."""
        return Preload(nodes=DescribedCommand.preload(self).nodes, listings=True)

    def problems(self, unit: CommitteeUnit, kept: Thing, today: date) -> Iterator[Problem]:
        """That they are one already, or one stands above the other through others."""
        if not unit.has(COMMITTEE, self.lost):
            return
        lost = unit.committee(self.lost)
        if lost.ref == kept.ref:
            zh, en = (
                f"“{self.lost}”与“{self.kept}”已是同一委员会",
                f"{self.lost!r} and {self.kept!r} are one committee already",
            )
            yield Problem("lost", Message(zh, en))
            return
        yield from circle("lost", COMMITTEE, *unit.ways_after(lost, kept, None))

    def change(self, unit: CommitteeUnit, kept: Thing, today: date) -> Outcome:
        """Merge them."""
        lost = unit.committee(self.lost)
        merged = {"code": lost.key, **_facts(lost), **unit.own(lost)}
        before = _facts(kept)
        unit.merge(lost, kept)
        taken = {name: value for name, value in _facts(lost).items() if name not in before}
        unit.state_facts(kept, dict.fromkeys(FACTS[COMMITTEE]) | before | taken)
        parent = unit.parent(kept)
        after = told({**taken, "parent": None if parent is None else parent.end.key})
        done = NewChange(kept, EventKind.MERGED, self.action, None, self.note, {"merged": merged}, after or None)
        return unit.record(kept, done)


def _facts(committee: Thing) -> dict[str, object]:
    """The facts of a committee that are known."""
    return told({name: committee.properties.get(name) for name in FACTS[COMMITTEE]})


COMMAND = MergeCommittees
