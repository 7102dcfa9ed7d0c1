"""Relating a standard to something else, and taking a relation away again: with the same care as any other change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.advance import json_of
from stdgraph.commands.command import CommandContext, Preload, about
from stdgraph.commands.events import NewEvent
from stdgraph.commands.outcomes import Changed, Message, Outcome, Unknown, invalid
from stdgraph.commands.unit_of_work import Link, LoadedStandard, UnitOfWork
from stdgraph.domain.vocabulary import EventKind


class Relation(StrEnum):
    """What a standard can be to something else."""

    REPLACES = "REPLACES"
    ADOPTS = "ADOPTS"
    REFERENCES = "REFERENCES"
    APPLIES_TO = "APPLIES_TO"
    OWNED_BY = "OWNED_BY"
    LISTED_IN = "LISTED_IN"


TARGETS: Mapping[Relation, str] = {
    Relation.REPLACES: "Standard",
    Relation.ADOPTS: "Standard",
    Relation.REFERENCES: "Standard",
    Relation.APPLIES_TO: "ProductCategory",
    Relation.OWNED_BY: "Committee",
    Relation.LISTED_IN: "Subsystem",
}
"""What stands at the other end."""

DETAILS: Mapping[Relation, Mapping[str, Any]] = {
    Relation.REPLACES: {"extent": "WHOLE", "from": None},
    Relation.ADOPTS: {"degree": None},
    Relation.REFERENCES: {"normative": None},
    Relation.APPLIES_TO: {},
    Relation.OWNED_BY: {"role": "OWNER", "basis": "STATED"},
    Relation.LISTED_IN: {"itemNumber": None, "membership": "STATED"},
}
"""What can be said of a relation, and what it is where nothing is said."""


STATED: Mapping[Relation, Mapping[str, Any]] = {
    Relation.OWNED_BY: {"basis": "STATED"},
    Relation.LISTED_IN: {"membership": "STATED"},
}
"""What becomes of a relation that was inferred when somebody states it."""

ROLES = ("OWNER", "PERFORMING")
OURS = "seeded"
"""The loader's mark on relationships that it may take back; one that a person changed is not its any more."""


@dataclass(frozen=True, slots=True)
class Relate:
    """A command to make, change or (``away``) take away a relation of a standard."""

    standard: str
    relation: Relation
    target: str
    details: Mapping[str, Any]
    away: bool = False
    effective_on: date | None = None
    note: str | None = None
    expected_revision: int | None = None
    request_id: str | None = None

    @property
    def action(self) -> Action:
        """The mutation: what a system lists is its steward's business."""
        if self.relation is Relation.LISTED_IN:
            return Action.UNLIST_STANDARD if self.away else Action.LIST_STANDARD
        return Action.UNRELATE_STANDARD if self.away else Action.RELATE_STANDARD

    def needs(self) -> Preload:
        """The other end must exist."""
        label = TARGETS[self.relation]
        relations = [(self.relation.value, self.target)]
        if label == "Standard":
            replaced = [self.target] if self.relation is Relation.REPLACES and not self.away else []
            return Preload(standards=[self.target], relations=relations, replaced=replaced)
        return Preload(nodes=[(label, self.target)], relations=relations)

    def subject(self, unit: UnitOfWork, held: LoadedStandard) -> Subject:
        """The standard; for a listing the system."""
        return (
            Subject(held.owners, frozenset({self.target.partition("/")[0]}))
            if self.relation is Relation.LISTED_IN
            else about(held)
        )

    def apply(self, unit: UnitOfWork, held: LoadedStandard, asked: CommandContext) -> Outcome:
        """Make, change or take away the relation, or say why not."""
        label = TARGETS[self.relation]
        other = unit.find(self.target) if label == "Standard" else None
        key = other.id if other is not None else self.target
        if other is None and not unit.has(label, self.target):
            return Unknown(Message(f"没有 {self.target!r}。", f"there is no {self.target!r}"))
        if key == held.id:
            return invalid("target", "不能指向自身", "is the standard itself")
        if other is not None and self._is_circle(unit, held, other):
            return invalid(
                "target",
                f"{name_of(other)} 已（间接）代替本标准",
                f"is replaced by {name_of(other)} itself, directly or through others",
            )
        stray = sorted(set(self.details) - set(DETAILS[self.relation]))
        if stray:
            path = "since" if stray[0] == "from" else stray[0]
            return invalid(path, "与该关系无关", f"says nothing about {self.relation}")
        if self.details.get("role", ROLES[0]) not in ROLES:
            return invalid("role", "应为 OWNER 或 PERFORMING", f"is none of {', '.join(ROLES)}")
        return self._change(unit, held, Link(self.relation.value, held.id, label, key, None), other, asked)

    def _is_circle(self, unit: UnitOfWork, held: LoadedStandard, other: LoadedStandard) -> bool:
        """Whether this would have a standard replace one that replaces it."""
        replaces = self.relation is Relation.REPLACES and not self.away
        return replaces and unit.lineage.is_circle(held.id, other.id)

    def _change(
        self, unit: UnitOfWork, held: LoadedStandard, link: Link, other: LoadedStandard | None, asked: CommandContext
    ) -> Outcome:
        is_now = unit.related(link.kind, link.start, link.end)
        was = None if is_now is None else {name: value for name, value in is_now.items() if name != OURS}
        if self.away and was is None:
            name = link.end if other is None else name_of(other)
            return Unknown(
                Message(f"没有指向 {name} 的 {self.relation} 关系。", f"it has no relation {self.relation} to {name}")
            )
        becomes = None
        if not self.away:
            becomes = {**DETAILS[self.relation], **(was or {}), **STATED.get(self.relation, {}), **self.details}
            if was is not None and known_details(becomes) == known_details(was):
                return Changed(held.id, self.effective_on, asked.actor, state=held.state())
        unit.link(replace(link, properties=becomes))
        held.change()
        event = related(
            held,
            self.relation.value,
            link.end if other is None else name_of(other),
            was,
            becomes,
            effective_on=self.effective_on,
            note=self.note,
        )
        if self.away and other is None:
            event = replace(event, further={f"left{link.label}": link.end})
        return Changed(held.id, self.effective_on, asked.actor, unit.tell(event), state=held.state())


def related(
    held: LoadedStandard,
    relation: str,
    target: str,
    was: Mapping[str, Any] | None,
    becomes: Mapping[str, Any] | None,
    *,
    effective_on: date | None,
    note: str | None,
) -> NewEvent:
    """The event that tells of a relation what it was and what it becomes: None where there was, or is to be, none."""
    named = {"relation": relation, "target": target}
    before, after = (None if side is None else json_of({**named, **known_details(side)}) for side in (was, becomes))
    kind = EventKind.UNRELATED if becomes is None else EventKind.RELATED
    return NewEvent(held.id, kind, effective_on=effective_on, note=note, before=before, after=after)


def known_details(properties: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a relation, without what nothing is said of."""
    return {name: value for name, value in properties.items() if value is not None}


def name_of(standard: LoadedStandard) -> str:
    """What people call a standard: its number or, while it has none, its id."""
    number: str | None = standard.properties.get("number")
    return number or standard.id
