"""Changing a committee: its names, its code, what it is part of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.described import DescribedCommand, described
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.domain.vocabulary import CommitteeLevel, EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import changed_text, new_code, no_title, sides
from stdgraph.stewardship.committee_command import CommitteeCommand, unfit_facts
from stdgraph.stewardship.committee_unit import COMMITTEE, CommitteeUnit
from stdgraph.stewardship.things import Thing
from stdgraph.stewardship.vocabulary_command import circle, not_before


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCommittee(CommitteeCommand):
    """Change a committee. What it is part of changes from a day on, its names and its code for all days; it is found by its former code,
    and tokens that name it follow."""

    action: ClassVar[Action] = Action.CHANGE_COMMITTEE
    code: str = described("Its code.", names=COMMITTEE)
    new_code: str | None = described("The code that it is to have; absent: as it is.", None)
    title_zh: str | None = described("Its Chinese name; absent: as it is, empty: it has none.", None)
    title_en: str | None = described("Its English name; absent: as it is, empty: it has none.", None)
    level: CommitteeLevel | None = described("What kind of body it is; absent: as it is.", None)
    secretariat: str | None = described("Who keeps its secretariat; absent: as it is, empty: unknown.", None)
    members: int | None = described("How many members it has; absent: as it is.", None)
    remark: str | None = described("A remark on it; absent: as it is, empty: none.", None)
    parent: str | None = described(
        "The code of the committee it is part of from that day on; absent: as it is.", None, names=COMMITTEE
    )
    independent: bool = described("Whether it is part of no other committee from that day on.", False)

    @property
    def key(self) -> str:
        """Its code."""
        return self.code

    def preload(self) -> Preload:
        """What it is to be part of, and whether something has the new code."""
        named = DescribedCommand.preload(self).nodes
        return Preload(nodes=[*named, *([(COMMITTEE, self.new_code)] if self.new_code else [])])

    def problems(self, unit: CommitteeUnit, committee: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the new code, the facts, the place or the day."""
        yield from new_code(unit, COMMITTEE, committee, self.new_code)
        values = self._values(committee)
        yield from no_title(values["titleZh"], values["titleEn"])
        yield from unfit_facts(self.title_zh, self.title_en, self.secretariat, self.members)
        yield from self.ahead(today)
        if self.parent is not None and self.independent:
            zh, en = "不能同时指定上级和独立", "give either a parent or independent, not both"
            yield Problem("independent", Message(zh, en))
        yield from self._misplaced(unit, committee, today)

    def _misplaced(self, unit: CommitteeUnit, committee: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the place that it is to have."""
        held = unit.parent(committee)
        if not self._moves(unit, committee):
            return
        if held is not None:
            since = (unit.edges.get(held) or {}).get("from")
            yield from not_before("effectiveOn", self.on(today), since, committee.name, held.end.key)
        yield from self._placed_later(unit, committee, today)
        if self.parent is not None and unit.has(COMMITTEE, self.parent):
            here = () if held is None else (committee.key, held.end.key)
            ways = set(unit.ways_up(self.on(today))) - {here}
            yield from circle("parent", COMMITTEE, ways, [(committee.key, unit.committee(self.parent).key)])

    def _placed_later(self, unit: CommitteeUnit, committee: Thing, today: date) -> Iterator[Problem]:
        """That it was part of something on a later day: it is part of one committee at a time."""
        for one in unit.ended:
            if one.edge.start == committee.ref and one.until > self.on(today):
                zh = f"“{committee.name}”至 {one.until} 前属于“{one.edge.end.key}”，请给出不早于该日的日期"
                en = f"{committee.name!r} was part of {one.edge.end.key!r} until {one.until}: expected no earlier day"
                yield Problem("effectiveOn", Message(zh, en))

    def _moves(self, unit: CommitteeUnit, committee: Thing) -> bool:
        """Whether it is to be part of something else than it is."""
        held = unit.parent(committee)
        if self.parent is None or not unit.has(COMMITTEE, self.parent):
            return self.independent and held is not None
        return held is None or held.end != unit.committee(self.parent).ref

    def change(self, unit: CommitteeUnit, committee: Thing, today: date) -> Outcome:
        """Change it."""
        differing = unit.change(committee, self._values(committee))
        if self._moves(unit, committee):
            held = unit.parent(committee)
            parent = None if self.parent is None else unit.committee(self.parent)
            differing["parent"] = (held and held.end.key, parent and parent.key)
            unit.place(committee, parent, self.on(today))
        renamed = self.new_code is not None and self.new_code != committee.key
        if not differing and not renamed:
            return unit.unchanged(committee, self.effective_on)
        if renamed and self.new_code is not None:
            differing["code"] = (committee.key, self.new_code)
            unit.rename(committee, self.new_code)
        before, after = sides(differing)
        kind = EventKind.RENAMED if renamed else EventKind.CHANGED
        done = NewChange(committee, kind, self.action, self.on(today), self.note, before or None, after or None)
        return unit.record(committee, done)

    def _values(self, committee: Thing) -> dict[str, Any]:
        """The facts as they are to be."""
        held = committee.properties
        return {
            "titleZh": changed_text(committee, "titleZh", self.title_zh),
            "titleEn": changed_text(committee, "titleEn", self.title_en),
            "level": held.get("level") if self.level is None else self.level.value,
            "secretariat": changed_text(committee, "secretariat", self.secretariat),
            "members": held.get("members") if self.members is None else self.members,
            "note": changed_text(committee, "note", self.remark),
        }


COMMAND = ChangeCommittee
