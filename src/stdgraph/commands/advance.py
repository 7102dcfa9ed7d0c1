"""Advancing a standard: from the stage it is in to one that may follow, with what that stage demands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.command import CommandContext, Preload, about
from stdgraph.commands.events import NewEvent
from stdgraph.commands.numbering import free, readable, take
from stdgraph.commands.outcomes import Changed, Invalid, Message, Outcome, Problem, Refused, invalid
from stdgraph.commands.stored_state import kind_of
from stdgraph.commands.unit_of_work import LoadedStandard, UnitOfWork
from stdgraph.domain.numbers import number_key, read_number
from stdgraph.domain.stages import parse_stage, stage_title, status_of
from stdgraph.domain.timeline import Move, is_undated
from stdgraph.domain.transitions import Project, allowed, missing
from stdgraph.domain.vocabulary import Language, Status

AHEAD = ("60", "95")
"""Stages that are announced ahead: a document is published, or withdrawn, on a day that is known before."""


@dataclass(frozen=True, slots=True)
class Advance:
    """A command to move a standard on. The action says which mutation it came by: publishing is advancing, too.

    An item is abandoned from whatever stage it is in: then ``to`` says nothing.
    """

    standard: str
    to: str = ""
    action: Action = Action.ADVANCE_STANDARD
    expected_revision: int | None = None
    effective_on: date | None = None
    number: str | None = None
    plan_number: str | None = None
    published_on: date | None = None
    in_force_on: date | None = None
    note: str | None = None
    request_id: str | None = None

    def needs(self) -> Preload:
        """The numbers it would give must be free."""
        return Preload(numbers=[number for number in (self.number, self.plan_number) if number])

    def subject(self, unit: UnitOfWork, held: LoadedStandard) -> Subject:
        """The standard."""
        return about(held)

    def apply(self, unit: UnitOfWork, held: LoadedStandard, asked: CommandContext) -> Outcome:
        """Move the standard on, or say why not."""
        return _advance(unit, held, self, actor=asked.actor, today=asked.today)


def _advance(unit: UnitOfWork, held: LoadedStandard, command: Advance, *, actor: str, today: date) -> Outcome:
    try:
        stage = _wanted(held, command, today)
    except ValueError as error:
        return invalid("to", f"阶段代码有误：{command.to!r}", str(error))
    given = _given(unit, held, command, stage)
    if isinstance(given, Invalid):
        return given
    on = _day(command, stage, given, today)
    project = _project(held, given)
    problem = _time_forbids(held, stage, on, given, project, today)
    if problem is not None:
        return problem
    now = held.stage_on(on)
    options = allowed(now, project)
    lacking = missing(now, stage, project)
    if stage not in options:
        return _refused(now, stage, options, lacking)
    if lacking:
        return _lacking(now, stage, options, lacking)
    return _moved(unit, held, Move(stage, on), given, command, now, actor)


def _wanted(held: LoadedStandard, command: Advance, today: date) -> str:
    """The stage to enter; raises ValueError."""
    if command.action is Action.ABANDON_STANDARD:
        return f"{(held.stage_on(command.effective_on or today) or '00')[:2]}.98"
    return parse_stage(command.to)


def _given(unit: UnitOfWork, held: LoadedStandard, command: Advance, stage: str) -> dict[str, Any] | Invalid:
    """The properties that the command gives, numbers in their canonical form."""
    given: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, text in (("number", command.number), ("planNumber", command.plan_number)):
        if text is not None:
            wrong = readable(name, text, held.level) or free(unit, held.id, name, text) or _kept(held, name, text)
            if wrong is not None:
                problems.append(Problem(name, wrong))
            elif held.properties.get(name) is None:
                given[name] = read_number(text).text
    for name, day in (("publishedOn", command.published_on), ("inForceOn", command.in_force_on)):
        if day is None:
            continue
        given[name] = day
        if stage[:2] != "60":
            problems.append(Problem(name, Message("只在进入出版阶段时给出", "belongs to a publication, stage 60")))
    published = given.get("publishedOn") or held.properties.get("publishedOn")
    in_force = given.get("inForceOn") or held.properties.get("inForceOn")
    if published is not None and in_force is not None and in_force < published:
        path = "inForceOn" if "inForceOn" in given else "publishedOn"
        said = Message("实施日期早于发布日期", f"in force on {in_force}, before the publication on {published}")
        problems.append(Problem(path, said))
    return Invalid(tuple(problems)) if problems else given


def _kept(held: LoadedStandard, name: str, text: str) -> Message | None:
    """Why a number cannot be given: another one was, and is corrected, with a source, rather than overwritten."""
    has = held.properties.get(name)
    if has is None or number_key(has) == number_key(text):
        return None
    return Message(f"已有 {has}，请更正", f"it has {has} already: correct that instead")


def _day(command: Advance, stage: str, given: Mapping[str, Any], today: date) -> date:
    """The day of the move: publication happens on its own day."""
    if stage[:2] == "60" and given.get("publishedOn") is not None:
        return command.effective_on or given["publishedOn"]
    return command.effective_on or today


def _time_forbids(
    held: LoadedStandard, stage: str, on: date, given: Mapping[str, Any], project: Project, today: date
) -> Outcome | None:
    """A move may be reported late but not out of order; what is announced ahead must still follow from it."""
    if stage[:2] == "60" and given.get("publishedOn") not in (None, on):
        return invalid("effectiveOn", "与发布日期不一致", f"is {on}, the publication day is {given['publishedOn']}")
    if on > today and stage[:2] not in AHEAD:
        return invalid(
            "effectiveOn",
            "不能预先登记",
            f"is {on}, after today ({today}): only publication and withdrawal are announced",
        )
    later = [
        entry
        for entry in held.properties.get("timeline") or ()
        if not is_undated(entry) and entry[:10] > on.isoformat()
    ]
    done = [entry for entry in later if entry[:10] <= today.isoformat()]
    if done:
        return invalid(
            "effectiveOn",
            f"早于已登记的 {done[-1][:10]}",
            f"is {on}, before the last move on {done[-1][:10]}: revoke that first",
        )
    if later and later[0][11:] not in allowed(stage, project):
        return invalid(
            "effectiveOn",
            f"已有 {later[0][:10]} 的登记，且不能接在其后",
            f"is {on}, and the move on {later[0][:10]} that is announced does not follow from it: revoke that first",
        )
    return None


def _project(held: LoadedStandard, given: Mapping[str, Any]) -> Project:
    merged = {**held.properties, **given}
    return Project(
        level=held.level,
        adopting=held.adopting,
        revising=held.revising,
        number=merged.get("number"),
        plan_number=merged.get("planNumber"),
        published_on=merged.get("publishedOn"),
    )


def _refused(now: str | None, stage: str, options: tuple[str, ...], lacking: tuple[str, ...]) -> Refused:
    zh = f"不能从“{_name(now, Language.ZH)}”进入“{stage_title(stage)}”。"
    en = f"{stage} ({stage_title(stage, Language.EN)}) does not follow {now or 'nothing'} ({_name(now, Language.EN)})"
    if not options:
        zh, en = f"{zh}该项目已终结。", f"{en}: nothing does"
    return Refused(now, options, lacking, Message(zh, en))


def _lacking(now: str | None, stage: str, options: tuple[str, ...], lacking: tuple[str, ...]) -> Refused:
    names = "、".join(lacking), ", ".join(lacking)
    return Refused(
        now,
        options,
        lacking,
        Message(
            f"进入“{stage_title(stage)}”还缺：{names[0]}。",
            f"entering {stage} ({stage_title(stage, Language.EN)}) needs {names[1]}",
        ),
    )


def _name(stage: str | None, language: Language) -> str:
    return stage_title(stage, language) if stage else {Language.ZH: "未登记", Language.EN: "not registered"}[language]


def _moved(
    unit: UnitOfWork,
    held: LoadedStandard,
    move: Move,
    given: dict[str, Any],
    command: Advance,
    now: str | None,
    actor: str,
) -> Changed:
    if status_of(move.stage) is Status.WITHDRAWN:
        given = {**given, "withdrawnOn": move.on}
    before = {name: held.properties.get(name) for name in given}
    take(unit, held.id, given)
    held.change([*held.moves, move], **given)
    shown = {name: value for name, value in given.items() if value != before[name]}
    place = unit.tell(
        NewEvent(
            held.id,
            kind_of(move, now),
            move.stage,
            now,
            move.on,
            command.note,
            json_of({"stage": now, **{name: before[name] for name in shown}}),
            json_of({"stage": move.stage, **shown}),
        )
    )
    return Changed(held.id, move.on, actor, place, state=held.state())


def json_of(values: Mapping[str, Any]) -> str:
    """Fields as the events keep them."""
    return json.dumps(values, ensure_ascii=False, default=str, sort_keys=True)
