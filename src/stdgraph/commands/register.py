"""Registering a planned item, or a standard that is published already: it enters the plan with what is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Self
from uuid import uuid4

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.command import Preload
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.numbering import assign, assigned_elsewhere, contradicted, invalid_number, kept_text
from stdgraph.commands.outcomes import Changed, Invalid, Message, Outcome, Problem, not_found
from stdgraph.commands.preload import LoadedStandard, NumberName
from stdgraph.commands.registered_course import RegisteredCourse, required
from stdgraph.commands.standard_unit import StandardCommand, StandardUnit
from stdgraph.commands.standard_writing import NewRelation
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.move_spans import ISSUED
from stdgraph.domain.numbers import said_level, said_nature
from stdgraph.domain.stages import status_of
from stdgraph.domain.stored_state import StandardProperties, kind_of, stated_fields
from stdgraph.domain.terms import FIELD_TERMS
from stdgraph.domain.text import is_one_line
from stdgraph.domain.timeline import Move
from stdgraph.domain.transitions import Project, missing
from stdgraph.domain.vocabulary import EventKind, Level, Nature, Status, TitleBasis


@dataclass(frozen=True, slots=True)
class Register(StandardCommand):
    """A command to put an item on the plan, or to register a standard that is published already."""

    title_zh: str | None = None
    title_en: str | None = None
    title_basis: TitleBasis | None = None
    department: str | None = None
    drafting_bodies: Sequence[str] = ()
    level: Level | None = None
    nature: Nature | None = None
    plan_number: str | None = None
    number: str | None = None
    published_on: PartialDate | None = None
    in_force_on: PartialDate | None = None
    withdrawn_on: PartialDate | None = None
    stage: str | None = None
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
        """Whether everything it names exists, and its numbers are free."""
        nodes = [("Committee", code) for code in self.committees]
        nodes += [("ProductCategory", code) for code in self.product_categories]
        nodes += [("Subsystem", f"{system}/{code}") for system, code, _ in self.listings]
        return Preload(
            numbers=[one for one in (self.number, self.plan_number) if one is not None], nodes=nodes, new=True
        )

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
        course = self._course()
        moves = course.moves(today)
        lacking = self._lacking(moves[0].stage)
        if lacking:
            return Invalid(lacking)
        properties: StandardProperties = {**self._properties(), **course.properties(today)}
        assign(unit, standard.id, properties)
        standard.change(properties, moves)
        published = status_of(moves[0].stage) in ISSUED
        relations = self._relations(today if published else moves[0].on)
        for relation in relations:
            unit.relate(relation)
        apart = ("statedOn", "withdrawnOn")  # the one follows, the other is told by an event of its own
        stated = {name: value for name, value in stated_fields(properties).items() if name not in apart}
        after = json_of({**stated, **_ends(relations), "stage": moves[0].stage})
        return self._registered(unit, standard, moves, after)

    def _registered(self, unit: StandardUnit, standard: LoadedStandard, moves: Sequence[Move], after: str) -> Changed:
        """The outcome with an event for each of the moves: what is withdrawn already was published before."""
        first = moves[0]
        event = NewEvent(standard.id, EventKind.REGISTERED, first.stage, None, first.on, self.note, None, after)
        done = unit.changed(standard, first.on, _within(event, first))
        for before, move in pairwise(moves):
            unit.changed(standard, move.on, opening_event(standard, before, move))
        return done

    def _course(self) -> RegisteredCourse:
        return RegisteredCourse(
            self.stage, self.effective_on, self.number, self.published_on, self.in_force_on, self.withdrawn_on
        )

    def _lacking(self, stage: str) -> tuple[Problem, ...]:
        """What a project lacks that has come to a stage; what is published is told by its own rules."""
        if status_of(stage) in ISSUED:
            return ()
        level = self.level or said_level(self.number or self.plan_number)
        lacking = missing(None, stage, Project(level=level, plan_number=self.plan_number))
        return tuple(required(name, stage) for name in lacking)

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
        said = self.number or self.plan_number
        level, nature = self.level or said_level(said), self.nature or said_nature(said)
        if level is not None:
            given["level"] = level
        if nature is not None:
            given["nature"] = nature
        if self.number is not None:
            given["number"] = kept_text("number", self.number)
        if self.plan_number is not None:
            given["planNumber"] = kept_text("planNumber", self.plan_number)
        if self.project_due_on is not None:
            given["projectDueOn"] = self.project_due_on
        return given

    def _problems(self, unit: StandardUnit, today: date) -> list[Problem]:
        found = [*self._title_problems(), *self._line_problems(), *self._number_problems(unit)]
        return [*found, *self._course().problems(today)]

    def _number_problems(self, unit: StandardUnit) -> list[Problem]:
        """What is wrong with its numbers; of two the document's own says its level and nature."""
        found = []
        numbers: tuple[tuple[NumberName, str | None], ...] = (
            ("number", self.number),
            ("planNumber", self.plan_number),
        )
        for name, text in numbers:
            if text is not None:
                level = self.level or said_level(self.number)
                wrong = invalid_number(name, text, level) or assigned_elsewhere(unit, self.standard, name, text)
                found += [] if wrong is None else [Problem(name, wrong)]
        return found or list(contradicted(self.number or self.plan_number, self.level, self.nature))

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


def opening_event(standard: LoadedStandard, before: Move, move: Move) -> NewEvent:
    """The event of a move that was made before a standard was registered."""
    withdrawn = status_of(move.stage) is Status.WITHDRAWN and move.stated is not None
    told = {"withdrawnOn": str(move.stated)} if withdrawn else {}
    event = NewEvent(
        standard.id,
        kind_of(move, before.stage),
        move.stage,
        before.stage,
        move.on,
        before=json_of({"stage": before.stage, **dict.fromkeys(told)}),
        after=json_of({"stage": move.stage, **told}),
    )
    return _within(event, move)


def _within(event: NewEvent, move: Move) -> NewEvent:
    """The event of a move that is known to a month or a year."""
    return event if move.within is None else replace(event, further={**event.further, "effectiveIn": move.within})


def _stripped(title: str | None) -> str | None:
    """A title without surrounding blanks; None where nothing is left."""
    return title.strip() or None if title is not None else None


def _ends(relations: Sequence[NewRelation]) -> dict[str, list[str]]:
    """The ends of relations, by the names that the input gives them."""
    names = {"OWNED_BY": "committees", "LISTED_IN": "listedIn", "APPLIES_TO": "productCategories"}
    return {name: ends for kind, name in names.items() if (ends := [one.end for one in relations if one.kind == kind])}
