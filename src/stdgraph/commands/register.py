"""Registering a planned item: it enters the plan with what is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.advance import json_of
from stdgraph.commands.command import CommandContext, Preload
from stdgraph.commands.events import NewEvent
from stdgraph.commands.numbering import free, readable, take
from stdgraph.commands.outcomes import Changed, Invalid, Message, Outcome, Problem
from stdgraph.commands.unit_of_work import Link, LoadedStandard, UnitOfWork
from stdgraph.domain.numbers import read_number
from stdgraph.domain.stages import parse_stage, status_of
from stdgraph.domain.text import is_one_line
from stdgraph.domain.timeline import Move
from stdgraph.domain.transitions import Project, missing
from stdgraph.domain.vocabulary import EventKind, Level, Nature, Status


@dataclass(frozen=True, slots=True)
class Register:
    """A command to put an item on the plan."""

    title_zh: str | None = None
    title_en: str | None = None
    level: Level | None = None
    nature: Nature | None = None
    plan_number: str | None = None
    stage: str = "00"
    effective_on: date | None = None
    project_due_on: date | None = None
    committees: Sequence[str] = ()
    listings: Sequence[tuple[str, str, str | None]] = ()
    """System, subsystem and item number of each place it is to have."""
    product_categories: Sequence[str] = ()
    note: str | None = None
    request_id: str | None = None
    standard: str = field(default_factory=lambda: str(uuid4()), compare=False)
    expected_revision: int | None = None

    @property
    def action(self) -> Action:
        """The mutation."""
        return Action.REGISTER_STANDARD

    def needs(self) -> Preload:
        """Everything it names must exist, and its plan number must be free."""
        nodes = [("Committee", code) for code in self.committees] + [
            ("ProductCategory", code) for code in self.product_categories
        ]
        nodes += [("Subsystem", f"{system}/{code}") for system, code, _ in self.listings]
        return Preload(numbers=[self.plan_number] if self.plan_number is not None else [], nodes=nodes, new=True)

    def subject(self, unit: UnitOfWork, held: LoadedStandard) -> Subject:
        """The committees and systems it names; what a system lists is its steward's to decide here, too."""
        owners = frozenset[str]().union(*(unit.above(code) for code in self.committees))
        systems = frozenset(system for system, _, _ in self.listings)
        return Subject(owners, systems, listing=systems)

    def apply(self, unit: UnitOfWork, held: LoadedStandard, asked: CommandContext) -> Outcome:
        """Put it on the plan, or say why not."""
        problems = [*self._problems(unit, asked), *self._unknown(unit)]
        if problems:
            return Invalid(tuple(problems))
        properties = self._properties()
        move = Move(parse_stage(self.stage), self.effective_on or asked.today)
        lacking = missing(None, move.stage, Project(level=self.level, plan_number=self.plan_number))
        if lacking:
            return Invalid(
                tuple(Problem(name, Message("该阶段需要", f"stage {move.stage} needs it")) for name in lacking)
            )
        take(unit, held.id, properties)
        held.change([move], **properties)
        links = self._links()
        for link in links:
            unit.link(link)
        told = {**properties, **_ends(links), "stage": move.stage}
        event = NewEvent(held.id, EventKind.REGISTERED, move.stage, None, move.on, self.note, None, json_of(told))
        return Changed(held.id, move.on, asked.actor, unit.tell(event), state=held.state())

    def _properties(self) -> dict[str, Any]:
        properties: dict[str, Any] = {
            "titleZh": _told(self.title_zh),
            "titleEn": _told(self.title_en),
            "level": self.level,
            "nature": self.nature,
            "planNumber": read_number(self.plan_number).text if self.plan_number is not None else None,
            "projectDueOn": self.project_due_on,
        }
        return {name: value for name, value in properties.items() if value is not None}

    def _problems(self, unit: UnitOfWork, asked: CommandContext) -> list[Problem]:
        found = []
        if not (_told(self.title_zh) or _told(self.title_en)):
            found.append(Problem("title", Message("缺少标题", "a title in one language is needed")))
        for name, title in (("title", self.title_zh), ("titleEn", self.title_en)):
            if not is_one_line(_told(title) or ""):
                found.append(
                    Problem(name, Message("含换行或控制字符", "holds a line break or another control character"))
                )
        try:
            if status_of(parse_stage(self.stage)) not in (Status.PLANNED, Status.DRAFTING):
                found.append(
                    Problem(
                        "stage", Message("只能登记拟制订或在研项目", "only planned items and drafts are registered")
                    )
                )
        except ValueError as error:
            found.append(Problem("stage", Message(f"阶段代码有误：{self.stage!r}", str(error))))
        if self.effective_on is not None and self.effective_on > asked.today:
            found.append(
                Problem("effectiveOn", Message("晚于今天", f"is {self.effective_on}, after today ({asked.today})"))
            )
        if self.plan_number is not None:
            name, text = "planNumber", self.plan_number
            wrong = readable(name, text, self.level) or free(unit, self.standard, name, text)
            if wrong is not None:
                found.append(Problem(name, wrong))
        return found

    def _unknown(self, unit: UnitOfWork) -> list[Problem]:
        paths: Mapping[str, str] = {
            "Committee": "committees",
            "ProductCategory": "productCategories",
            "Subsystem": "listedIn",
        }
        return [
            Problem(paths[label], Message(f"没有 {key!r}", f"there is no {key!r}"))
            for label, key in self.needs().nodes
            if not unit.has(label, key)
        ]

    def _links(self) -> list[Link]:
        owned = [
            Link("OWNED_BY", self.standard, "Committee", code, {"role": "OWNER", "basis": "STATED"})
            for code in self.committees
        ]
        applied = [Link("APPLIES_TO", self.standard, "ProductCategory", code, {}) for code in self.product_categories]
        listed = [
            Link(
                "LISTED_IN",
                self.standard,
                "Subsystem",
                f"{system}/{code}",
                {"itemNumber": item, "membership": "STATED"},
            )
            for system, code, item in self.listings
        ]
        return [*owned, *applied, *listed]


def _told(title: str | None) -> str | None:
    """A title without the blanks around it; None where nothing is left."""
    return title.strip() or None if title is not None else None


def _ends(links: Sequence[Link]) -> dict[str, list[str]]:
    """Where relations lead, by the names that the input gives them."""
    names = {"OWNED_BY": "committees", "LISTED_IN": "listedIn", "APPLIES_TO": "productCategories"}
    return {name: ends for kind, name in names.items() if (ends := [link.end for link in links if link.kind == kind])}
