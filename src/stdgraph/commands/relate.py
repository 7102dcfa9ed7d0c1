"""Relating a standard to something else, and removing a relation: with the same care as any other change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.command import Preload
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.outcomes import Invalid, Message, Outcome, Problem, Unknown, invalid, not_found
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardCommand, StandardUnit
from stdgraph.commands.standard_writing import NewRelation
from stdgraph.domain.relation_history import ENDING
from stdgraph.domain.series import undated_keys
from stdgraph.domain.terms import RELATION_TERMS
from stdgraph.domain.vocabulary import EventKind
from stdgraph.store.plan_cypher import TIMES


class Relation(StrEnum):
    """What a standard can be to something else."""

    REPLACES = "REPLACES"
    AMENDS = "AMENDS"
    ADOPTS = "ADOPTS"
    REFERENCES = "REFERENCES"
    APPLIES_TO = "APPLIES_TO"
    OWNED_BY = "OWNED_BY"
    LISTED_IN = "LISTED_IN"


TARGETS: Mapping[Relation, str] = {
    Relation.REPLACES: "Standard",
    Relation.AMENDS: "Standard",
    Relation.ADOPTS: "Standard",
    Relation.REFERENCES: "Standard",
    Relation.APPLIES_TO: "ProductCategory",
    Relation.OWNED_BY: "Committee",
    Relation.LISTED_IN: "Subsystem",
}
"""The label at the other end."""

DETAILS: Mapping[Relation, Mapping[str, str | None]] = {
    Relation.REPLACES: {"extent": "WHOLE", "from": None, "fromIn": None},
    Relation.AMENDS: {},
    Relation.ADOPTS: {"degree": None},
    Relation.REFERENCES: {"normative": None},
    Relation.APPLIES_TO: {},
    Relation.OWNED_BY: {"role": "OWNER", "basis": "STATED"},
    Relation.LISTED_IN: {"itemNumber": None, "membership": "STATED"},
}
"""The details that a relation can have, with their defaults."""


STATED: Mapping[Relation, Mapping[str, str]] = {
    Relation.OWNED_BY: {"basis": "STATED"},
    Relation.LISTED_IN: {"membership": "STATED"},
}
"""The details that an inferred relation takes when somebody states it."""

ROLES = ("OWNER", "PERFORMING")
SEEDED = "seeded"
"""The loader's mark on relations that it may remove; one that a person changed loses it."""


@dataclass(frozen=True, slots=True)
class Relate(StandardCommand):
    """A command to make, change or (``away``) remove a relation of a standard."""

    standard: str
    relation: Relation
    target: str
    details: Mapping[str, object]
    away: bool = False
    effective_on: date | None = None
    effective_in: str | None = None
    """The month or year of which that is the last day, where no more is known."""
    note: str | None = None
    expected_revision: int | None = None
    request_id: str | None = None

    @property
    def action(self) -> Action:
        """The mutation: the steward of a system decides what it lists."""
        if self.relation == Relation.LISTED_IN:
            return Action.UNLIST_STANDARD if self.away else Action.LIST_STANDARD
        return Action.UNRELATE_STANDARD if self.away else Action.RELATE_STANDARD

    def preload(self) -> Preload:
        """Whether the other end exists, and the relation as it is."""
        label = TARGETS[self.relation]
        relations = [(self.relation.value, self.target)]
        if label == "Standard":
            replaced = [self.target] if self.relation == Relation.REPLACES and not self.away else []
            opposite = [(self.relation.value, self.target)] if self.relation == Relation.AMENDS else []
            return Preload(standards=[self.target], relations=relations, relations_to=opposite, replaced=replaced)
        return Preload(nodes=[(label, self.target)], relations=relations)

    def with_codes(self, present: Mapping[tuple[str, str], str]) -> Self:
        """The same relation, to what the target's code stands for now."""
        return replace(self, target=present.get((TARGETS[self.relation], self.target), self.target))

    def policy_subject(self, unit: StandardUnit, standard: LoadedStandard) -> Subject:
        """The standard; for a listing the system."""
        if self.relation == Relation.LISTED_IN:
            return Subject(standard.owners, frozenset({self.target.partition("/")[0]}))
        return Subject(standard.owners, standard.systems)

    def apply(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Make, change or remove the relation, or say why not."""
        label = TARGETS[self.relation]
        other = unit.find(self.target) if label == "Standard" else None
        key = other.id if other is not None else self.target
        if other is None and not unit.has(label, self.target):
            if label == "Standard":
                return Unknown(unit.not_found(self.target))
            return Unknown(not_found(label, self.target), (label, self.target))
        left = None if self.away else unit.has_left(label, key, today)
        if left is not None:
            return Invalid((Problem("target", left),))
        if key == standard.id:
            return invalid("target", "标准不能指向自身", "a standard cannot be related to itself")
        if other is not None and self._is_circle(unit, standard, other):
            return invalid(
                "target",
                f"“{other.name}”已（间接）代替本标准",
                f"{other.name} already replaces this standard, directly or through others",
            )
        return (
            self._wrong_detail()
            or self._wrong_amendment(unit, standard, other)
            or self._change(
                unit, standard, NewRelation(self.relation.value, standard.id, label, key, None), other, today
            )
        )

    def _wrong_detail(self) -> Outcome | None:
        stray = sorted(set(self.details) - set(DETAILS[self.relation]))
        if stray:
            path = "since" if stray[0] in ("from", "fromIn") else stray[0]
            zh = f"该项不适用于“{RELATION_TERMS[self.relation].zh}”关系"
            return invalid(path, zh, f"{path} does not apply to relation {self.relation}")
        role = self.details.get("role", ROLES[0])
        if role not in ROLES:
            zh = f"“{role}”不是有效的角色，应为归口单位或执行单位"
            return invalid("role", zh, f"invalid role {role!r}: expected {' or '.join(ROLES)}")
        return None

    def _wrong_amendment(
        self, unit: StandardUnit, standard: LoadedStandard, other: LoadedStandard | None
    ) -> Outcome | None:
        """Why this cannot be an amendment, or cannot cease to be one; None where it can, and for other relations."""
        if self.relation != Relation.AMENDS or other is None:
            return None
        if unit.relation(self.relation, other.id, standard.id) is not None:
            return invalid(
                "target", f"“{other.name}”是本标准的修改单", f"{other.name} is an amendment of this standard"
            )
        by_number = standard.properties.get("amendsKey")
        if by_number is not None and (self.away or other.properties.get("numberKey") != by_number):
            return invalid(
                "target",
                f"编号“{standard.name}”已表明其修改的标准，如有误请更正编号",
                f"the number {standard.name} says what it amends: correct the number where that is wrong",
            )
        return None

    def _is_circle(self, unit: StandardUnit, standard: LoadedStandard, other: LoadedStandard) -> bool:
        """Whether a standard would replace one that replaces it."""
        replaces = self.relation == Relation.REPLACES and not self.away
        return replaces and unit.lineage.is_circle(standard.id, other.id)

    def _began(self, held: Mapping[str, object] | None) -> Mapping[str, object]:
        """The day since which the relation holds, and its month or year, as far as known; of a replacement these are details."""
        if self.relation == Relation.REPLACES:
            return {}
        return {name: (held or {}).get(name) for name in ("from", "fromIn")}

    def _ended_on(self, today: date) -> date | None:
        """The day on which a relation that is removed ends; None where it never was: a replacement, an error in a document's text."""
        if self.relation == Relation.REPLACES:
            return None
        return self.effective_on or (today if self.relation.value in ENDING else None)

    def _change(
        self,
        unit: StandardUnit,
        standard: LoadedStandard,
        relation: NewRelation,
        other: LoadedStandard | None,
        today: date,
    ) -> Outcome:
        held = unit.relation(relation.kind, relation.start, relation.end)
        before = None if held is None else stated_details(relation.kind, held)
        name = relation.end if other is None else other.name
        if self.away and before is None:
            term = RELATION_TERMS[self.relation]
            return Unknown(Message(f"没有指向“{name}”的“{term.zh}”关系。", f"no relation {self.relation} to {name}"))
        after, ended = None, self._ended_on(today)
        told = {"from": self.effective_on, "fromIn": self.effective_in}
        if not self.away:
            after = {
                **DETAILS[self.relation],
                **self._undated(),
                **(before or {}),
                **STATED.get(self.relation, {}),
                **self.details,
            }
            same = before is not None and known_details(after) == known_details(before)
            if same and (self.effective_on is None or self._began(held) == told):
                return unit.changed(standard, self.effective_on)
            ended = None if same or self.relation == Relation.REPLACES else self.effective_on
        began = told if self.effective_on and self.relation != Relation.REPLACES else self._began(held)
        properties = None if after is None else {**after, **began}
        unit.relate(replace(relation, properties=properties, ended_on=ended))
        standard.change({"amending": None if self.away else True} if self._states_amendment(standard) else {})
        event = relation_event(
            standard,
            self.relation.value,
            name,
            before,
            after,
            effective_on=None if self.effective_in else self.effective_on,
            note=self.note,
        )
        within = {"effectiveIn": self.effective_in} if self.effective_in else {}
        left = {f"left{relation.label}": relation.end} if self.away and other is None else {}
        event = replace(event, further={**within, **left})
        return unit.changed(standard, self.effective_on, event)

    def _undated(self) -> Mapping[str, object]:
        """That a reference or an adoption names no edition (GB/T 1.1: 不注日期的引用文件)."""
        follows = self.relation in (Relation.ADOPTS, Relation.REFERENCES) and undated_keys(self.target)
        return {"undated": True} if follows else {}

    def _states_amendment(self, standard: LoadedStandard) -> bool:
        return self.relation == Relation.AMENDS and standard.properties.get("amendsKey") is None


def relation_event(
    standard: LoadedStandard,
    relation: str,
    target: str,
    before: Mapping[str, object] | None,
    after: Mapping[str, object] | None,
    *,
    effective_on: date | None,
    note: str | None,
) -> NewEvent:
    """The event of a relation that changed: its details before and after, None where there was, or is to be, none."""
    named = {"relation": relation, "target": target}
    was, now = (None if side is None else json_of({**named, **known_details(side)}) for side in (before, after))
    kind = EventKind.UNRELATED if after is None else EventKind.RELATED
    return NewEvent(standard.id, kind, effective_on=effective_on, note=note, before=was, after=now)


def known_details(properties: Mapping[str, object]) -> dict[str, object]:
    """The details of a relation that are known."""
    return {name: value for name, value in properties.items() if value is not None}


def stated_details(kind: str, properties: Mapping[str, object]) -> dict[str, object]:
    """The details of a relation without the loader's mark and its times; of a replacement the day of its effect is a detail."""
    own = {SEEDED, *TIMES} - ({"from", "fromIn"} if kind == Relation.REPLACES else set())
    return {name: value for name, value in properties.items() if name not in own}
