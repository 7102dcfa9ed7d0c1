"""Registering a planned item: it enters the plan with what is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self
from uuid import uuid4

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.command import Preload
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.numbering import assign, assigned_elsewhere, contradicted, invalid_number
from stdgraph.commands.outcomes import Invalid, Message, Outcome, Problem, not_found
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import NewRelation, StandardCommand, StandardUnit
from stdgraph.domain.calendar import said
from stdgraph.domain.numbers import plan_number_text, said_level, said_nature
from stdgraph.domain.stages import parse_stage, status_of
from stdgraph.domain.stored_state import StandardProperties
from stdgraph.domain.terms import FIELD_TERMS
from stdgraph.domain.text import is_one_line
from stdgraph.domain.timeline import Move
from stdgraph.domain.transitions import Project, missing
from stdgraph.domain.vocabulary import EventKind, Language, Level, Nature, Status, TitleBasis


@dataclass(frozen=True, slots=True)
class Register(StandardCommand):
    """A command to put an item on the plan."""

    title_zh: str | None = None
    title_en: str | None = None
    title_basis: TitleBasis | None = None
    department: str | None = None
    drafting_bodies: Sequence[str] = ()
    level: Level | None = None
    nature: Nature | None = None
    plan_number: str | None = None
    stage: str = "00"
    effective_on: date | None = None
    project_due_on: date | None = None
    committees: Sequence[str] = ()
    listings: Sequence[tuple[str, str, str | None]] = ()
    """System, subsystem and item number of each listing it is to have."""
    product_categories: Sequence[str] = ()
    note: str | None = None
    request_id: str | None = None
    standard: str = field(default_factory=lambda: str(uuid4()), compare=False)
    expected_revision: int | None = None

    @property
    def action(self) -> Action:
        """The mutation."""
        return Action.REGISTER_STANDARD

    def preload(self) -> Preload:
        """Whether everything it names exists, and its plan number is free."""
        nodes = [("Committee", code) for code in self.committees]
        nodes += [("ProductCategory", code) for code in self.product_categories]
        nodes += [("Subsystem", f"{system}/{code}") for system, code, _ in self.listings]
        return Preload(numbers=[self.plan_number] if self.plan_number is not None else [], nodes=nodes, new=True)

    def with_codes(self, present: Mapping[tuple[str, str], str]) -> Self:
        """The same item at the committees, categories and subsystems that these keys stand for now."""

        def now(label: str, key: str) -> str:
            return present.get((label, key), key)

        places = [(now("Subsystem", f"{system}/{code}").partition("/"), item) for system, code, item in self.listings]
        return replace(
            self,
            committees=[now("Committee", code) for code in self.committees],
            product_categories=[now("ProductCategory", code) for code in self.product_categories],
            listings=[(place[0], place[2], item) for place, item in places],
        )

    def policy_subject(self, unit: StandardUnit, standard: LoadedStandard) -> Subject:
        """The committees and systems it names; the steward of each system decides what that lists, here too."""
        owners = frozenset[str]().union(*(unit.committee_and_above(code) for code in self.committees))
        systems = frozenset(system for system, _, _ in self.listings)
        return Subject(owners, systems, listing=systems)

    def apply(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Put it on the plan, or say why not."""
        problems = [*self._problems(unit, today), *self._unknown(unit, today)]
        if problems:
            return Invalid(tuple(problems))
        properties = self._properties()
        move = Move(parse_stage(self.stage), self.effective_on or today)
        lacking = missing(
            None, move.stage, Project(level=self.level or said_level(self.plan_number), plan_number=self.plan_number)
        )
        if lacking:
            return Invalid(tuple(_required(name, move.stage) for name in lacking))
        assign(unit, standard.id, properties)
        standard.change(properties, [move])
        relations = self._relations(move.on)
        for relation in relations:
            unit.relate(relation)
        after = json_of({**properties, **_ends(relations), "stage": move.stage})
        event = NewEvent(standard.id, EventKind.REGISTERED, move.stage, None, move.on, self.note, None, after)
        return unit.changed(standard, move.on, event)

    def _properties(self) -> StandardProperties:
        given: StandardProperties = {}
        title_zh, title_en = _stripped(self.title_zh), _stripped(self.title_en)
        if title_zh is not None:
            given["titleZh"] = title_zh
        if title_en is not None:
            given["titleEn"] = title_en
        if self.title_basis is not None:
            given["titleBasis"] = self.title_basis.value
        if department := _stripped(self.department):
            given["department"] = department
        if bodies := [body for one in self.drafting_bodies if (body := _stripped(one))]:
            given["draftingBodies"] = list(dict.fromkeys(bodies))
        level, nature = self.level or said_level(self.plan_number), self.nature or said_nature(self.plan_number)
        if level is not None:
            given["level"] = level
        if nature is not None:
            given["nature"] = nature
        if self.plan_number is not None:
            given["planNumber"] = plan_number_text(self.plan_number)
        if self.project_due_on is not None:
            given["projectDueOn"] = self.project_due_on
        return given

    def _problems(self, unit: StandardUnit, today: date) -> list[Problem]:
        found = [*self._title_problems(), *self._line_problems(), *self._stage_problems()]
        if self.effective_on is not None and self.effective_on > today:
            zh = f"{self.effective_on} 晚于今天（{said(today, Language.ZH)}）"
            found.append(
                Problem("effectiveOn", Message(zh, f"effectiveOn {self.effective_on} is after today ({said(today)})"))
            )
        if self.plan_number is not None:
            wrong = invalid_number("planNumber", self.plan_number, self.level) or assigned_elsewhere(
                unit, self.standard, "planNumber", self.plan_number
            )
            if wrong is not None:
                found.append(Problem("planNumber", wrong))
            else:
                found += contradicted(self.plan_number, self.level, self.nature)
        return found

    def _title_problems(self) -> list[Problem]:
        found = []
        if not (_stripped(self.title_zh) or _stripped(self.title_en)):
            found.append(Problem("title", Message("缺少标准名称", "a title in at least one language is required")))
        return found

    def _line_problems(self) -> list[Problem]:
        lines = [("title", "titleZh", self.title_zh), ("titleEn", "titleEn", self.title_en)]
        lines.append(("department", "department", self.department))
        lines += [("draftingBodies", "draftingBodies", body) for body in self.drafting_bodies]
        found = []
        for path, name, text in lines:
            term = FIELD_TERMS[name]
            if not is_one_line(_stripped(text) or ""):
                zh = f"{term.zh}含换行或其他控制字符"
                en = f"{term.en} must not contain line breaks or other control characters"
                found.append(Problem(path, Message(zh, en)))
            if name == "draftingBodies" and "|" in (text or ""):
                found.append(Problem(path, Message(f"{term.zh}名称中不能有“|”", f"{term.en} must not contain '|'")))
        return found

    def _stage_problems(self) -> list[Problem]:
        try:
            if status_of(parse_stage(self.stage)) in (Status.PLANNED, Status.DRAFTING):
                return []
        except ValueError as error:
            return [Problem("stage", Message(f"阶段代码有误：“{self.stage}”", str(error)))]
        return [
            Problem("stage", Message("只能登记拟制订或在研项目", "only planned items and drafts can be registered"))
        ]

    def _unknown(self, unit: StandardUnit, today: date) -> list[Problem]:
        paths: Mapping[str, str] = {
            "Committee": "committees",
            "ProductCategory": "productCategories",
            "Subsystem": "listedIn",
        }
        return [
            Problem(paths[label], problem, None if unit.has(label, key) else (label, key))
            for label, key in self.preload().nodes
            if (problem := unit.has_left(label, key, today) if unit.has(label, key) else not_found(label, key))
        ]

    def _relations(self, on: date | None) -> list[NewRelation]:
        start = self.standard
        owned = [
            NewRelation("OWNED_BY", start, "Committee", code, {"role": "OWNER", "basis": "STATED"})
            for code in self.committees
        ]
        applied = [NewRelation("APPLIES_TO", start, "ProductCategory", code, {}) for code in self.product_categories]
        listed = [
            NewRelation(
                "LISTED_IN",
                start,
                "Subsystem",
                f"{system}/{code}",
                {"itemNumber": item, "membership": "STATED", "from": on},
            )
            for system, code, item in self.listings
        ]
        return [*owned, *applied, *listed]


def _required(name: str, stage: str) -> Problem:
    term = FIELD_TERMS[name]
    return Problem(name, Message(f"进入该阶段需要{term.zh}", f"stage {stage} requires {term.en}"))


def _stripped(title: str | None) -> str | None:
    """A title without surrounding blanks; None where nothing is left."""
    return title.strip() or None if title is not None else None


def _ends(relations: Sequence[NewRelation]) -> dict[str, list[str]]:
    """The ends of relations, by the names that the input gives them."""
    names = {"OWNED_BY": "committees", "LISTED_IN": "listedIn", "APPLIES_TO": "productCategories"}
    return {name: ends for kind, name in names.items() if (ends := [one.end for one in relations if one.kind == kind])}
