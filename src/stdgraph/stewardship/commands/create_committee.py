"""Adding a committee."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Outcome, Problem
from stdgraph.domain.vocabulary import CommitteeLevel, EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import no_title, stripped, taken_code, told, unfit_code
from stdgraph.stewardship.committee_command import CommitteeCommand, unfit_facts
from stdgraph.stewardship.committee_unit import COMMITTEE, CommitteeUnit
from stdgraph.stewardship.things import Thing
from stdgraph.stewardship.vocabulary_unit import NewCode


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCommittee(CommitteeCommand):
    """Add a committee, or another body that answers for standards."""

    action: ClassVar[Action] = Action.CREATE_COMMITTEE
    code: str = described("Its code, such as SAC/TC90: no other committee has, or had, it.")
    title_zh: str | None = described("Its Chinese name.", None)
    title_en: str | None = described("Its English name.", None)
    level: CommitteeLevel | None = described("What kind of body it is.", None)
    parent: str | None = described("The code of the committee it is part of; absent: of none.", None, names=COMMITTEE)
    secretariat: str | None = described("Who keeps its secretariat.", None)
    members: int | None = described("How many members it has.", None)

    @property
    def key(self) -> str:
        """Its code."""
        return NewCode(self.code)

    def preload(self) -> Preload:
        """Whether something has its code, and what it is part of."""
        return Preload(nodes=[(COMMITTEE, code) for code in (self.code, self.parent) if code is not None])

    def problems(self, unit: CommitteeUnit, committee: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the code, the facts or the day."""
        yield from unfit_code("code", COMMITTEE, self.code)
        yield from taken_code(unit, "code", COMMITTEE, self.code, self.code)
        yield from no_title(self.title_zh, self.title_en)
        yield from unfit_facts(self.title_zh, self.title_en, self.secretariat, self.members)
        yield from self.ahead(today)

    def change(self, unit: CommitteeUnit, committee: Thing, today: date) -> Outcome:
        """Add it."""
        on = self.on(today)
        given = {
            "titleZh": stripped(self.title_zh),
            "titleEn": stripped(self.title_en),
            "level": None if self.level is None else self.level.value,
            "secretariat": stripped(self.secretariat),
            "members": self.members,
            "note": stripped(self.note),
        }
        made = unit.create(COMMITTEE, self.code, {"code": self.code, **given})
        parent = None if self.parent is None else unit.committee(self.parent)
        unit.place(made, parent, on)
        after = told({"code": self.code, **given, "parent": None if parent is None else parent.key})
        return unit.record(made, NewChange(made, EventKind.CREATED, self.action, on, self.note, after=after))


COMMAND = CreateCommittee
