"""Advancing a standard: from the stage it is in to one that may follow, with what that stage requires."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.numbering import assign, assigned_elsewhere, invalid_number
from stdgraph.commands.outcomes import Changed, Invalid, Message, Outcome, Problem, Refused, invalid
from stdgraph.commands.preload import LoadedStandard, NumberName
from stdgraph.commands.standard_unit import StandardCommand, StandardUnit
from stdgraph.domain.calendar import said
from stdgraph.domain.numbers import number_key, read_number
from stdgraph.domain.stages import parse_stage, stage_title, status_of
from stdgraph.domain.stored_state import StandardProperties, kind_of
from stdgraph.domain.terms import FIELD_TERMS
from stdgraph.domain.timeline import Move, is_undated
from stdgraph.domain.transitions import Project, allowed, missing
from stdgraph.domain.vocabulary import Language, Status

AHEAD = ("60", "95")
"""Stages that may be recorded ahead: publication and withdrawal are announced for a day to come."""


@dataclass(frozen=True, slots=True)
class Advance(StandardCommand):
    """A command to move a standard on. Publishing, reviewing, withdrawing are advancing, too: ``action`` is the mutation.

    An item is abandoned from whatever stage it is in; ``to`` is ignored then.
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

    def preload(self) -> Preload:
        """Which standards have the numbers it would assign."""
        return Preload(numbers=[number for number in (self.number, self.plan_number) if number])

    def apply(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Move the standard on, or say why not."""
        try:
            stage = _target_stage(standard, self, today)
        except ValueError as error:
            return invalid("to", f"阶段代码有误：“{self.to}”", str(error))
        given = _given(unit, standard, self, stage)
        if isinstance(given, Invalid):
            return given
        on = _effective_day(self, stage, given, today)
        project = _project(standard, given)
        problem = _out_of_order(standard, stage, on, given, project, today)
        if problem is not None:
            return problem
        now = standard.stage_on(on)
        options = allowed(now, project)
        lacking = missing(now, stage, project)
        if stage not in options:
            return _refused(now, stage, options, lacking)
        if lacking:
            return _lacking(now, stage, options, lacking)
        return _moved(unit, standard, Move(stage, on), given, self, now)


def _target_stage(standard: LoadedStandard, command: Advance, today: date) -> str:
    """The stage to enter; raises ValueError."""
    if command.action == Action.ABANDON_STANDARD:
        return f"{(standard.stage_on(command.effective_on or today) or '00')[:2]}.98"
    return parse_stage(command.to)


def _given(unit: StandardUnit, standard: LoadedStandard, command: Advance, stage: str) -> StandardProperties | Invalid:
    """The properties that the command brings along, numbers in their canonical form."""
    given: StandardProperties = {}
    problems: list[Problem] = []
    numbers: tuple[tuple[NumberName, str | None], ...] = (
        ("number", command.number),
        ("planNumber", command.plan_number),
    )
    for name, text in numbers:
        if text is not None:
            wrong = (
                invalid_number(name, text, standard.level)
                or assigned_elsewhere(unit, standard.id, name, text)
                or _already_numbered(standard, name, text)
            )
            if wrong is not None:
                problems.append(Problem(name, wrong))
            elif standard.properties.get(name) is None:
                given[name] = read_number(text).text
    if command.published_on is not None:
        given["publishedOn"] = command.published_on
    if command.in_force_on is not None:
        given["inForceOn"] = command.in_force_on
    problems += [_not_a_publication(name) for name in given if name.endswith("On") and stage[:2] != "60"]
    published = given.get("publishedOn") or standard.properties.get("publishedOn")
    in_force = given.get("inForceOn") or standard.properties.get("inForceOn")
    if published is not None and in_force is not None and in_force < published:
        problems.append(
            Problem("inForceOn" if "inForceOn" in given else "publishedOn", days_reversed(published, in_force))
        )
    return Invalid(tuple(problems)) if problems else given


def _not_a_publication(name: str) -> Problem:
    zh, en = FIELD_TERMS[name]
    return Problem(
        name, Message(f"{zh}只在进入出版阶段时给出", f"{en} is accepted only on entering stage 60, publication")
    )


def days_reversed(published: date, in_force: date) -> Message:
    """That a standard would take force before its publication."""
    return Message(
        f"实施日期（{in_force}）早于发布日期（{published}）",
        f"in-force date {in_force} precedes publication date {published}",
    )


def _already_numbered(standard: LoadedStandard, name: NumberName, text: str) -> Message | None:
    """That a standard has another number already, which is corrected, with a source, rather than overwritten."""
    has = standard.properties.get(name)
    if has is None or number_key(has) == number_key(text):
        return None
    zh, en = FIELD_TERMS[name]
    return Message(f"已有{zh}“{has}”，请改用更正", f"{en} is already {has}: correct it instead")


def _effective_day(command: Advance, stage: str, given: StandardProperties, today: date) -> date:
    """The day of the move: a publication happens on its own day."""
    published = given.get("publishedOn")
    if stage[:2] == "60" and published is not None:
        return command.effective_on or published
    return command.effective_on or today


def _out_of_order(
    standard: LoadedStandard, stage: str, on: date, given: StandardProperties, project: Project, today: date
) -> Outcome | None:
    """A move may be reported late but not out of order; moves announced ahead must still follow from it."""
    published = given.get("publishedOn")
    if stage[:2] == "60" and published not in (None, on):
        return invalid(
            "effectiveOn",
            f"日期（{on}）与发布日期（{published}）不一致",
            f"effectiveOn {on} differs from publication date {published}",
        )
    if on > today and stage[:2] not in AHEAD:
        return invalid(
            "effectiveOn",
            f"{on} 晚于今天（{said(today, Language.ZH)}）：只有发布和废止可以预先登记",
            f"effectiveOn {on} is after today ({said(today)}): only publication and withdrawal may be recorded ahead",
        )
    later = [
        entry
        for entry in standard.properties.get("timeline") or ()
        if not is_undated(entry) and entry[:10] > on.isoformat()
    ]
    past = [entry[:10] for entry in later if entry[:10] <= today.isoformat()]
    if past:
        return invalid(
            "effectiveOn",
            f"{on} 早于最近一次登记（{past[-1]}）：请先撤销该登记",
            f"effectiveOn {on} precedes the last move on {past[-1]}: revoke that first",
        )
    if later and later[0][11:] not in allowed(stage, project):
        return invalid(
            "effectiveOn",
            f"已预先登记 {later[0][:10]} 的变动，不能接在其后：请先撤销该登记",
            f"the move announced for {later[0][:10]} does not follow from {stage}: revoke that first",
        )
    return None


def _project(standard: LoadedStandard, given: StandardProperties) -> Project:
    merged: StandardProperties = {**standard.properties, **given}
    return Project(
        level=standard.level,
        adopting=standard.adopting,
        revising=standard.revising,
        number=merged.get("number"),
        plan_number=merged.get("planNumber"),
        published_on=merged.get("publishedOn"),
    )


def _refused(now: str | None, stage: str, options: tuple[str, ...], lacking: tuple[str, ...]) -> Refused:
    there = f"{stage} ({stage_title(stage, Language.EN)})"
    if now is None:
        zh, en = f"项目不能由“{stage_title(stage)}”开始。", f"an item does not start at {there}"
    else:
        zh = f"不能从“{stage_title(now)}”进入“{stage_title(stage)}”。"
        en = f"{there} does not follow {now} ({stage_title(now, Language.EN)})"
    if not options:
        zh, en = f"{zh}该项目已终结。", f"{en}: the item has ended"
    return Refused(now, options, lacking, Message(zh, en))


def _lacking(now: str | None, stage: str, options: tuple[str, ...], lacking: tuple[str, ...]) -> Refused:
    terms = [FIELD_TERMS[name] for name in lacking]
    return Refused(
        now,
        options,
        lacking,
        Message(
            f"进入“{stage_title(stage)}”还缺{'、'.join(term.zh for term in terms)}。",
            f"entering {stage} ({stage_title(stage, Language.EN)}) requires {' and '.join(term.en for term in terms)}",
        ),
    )


def _moved(
    unit: StandardUnit,
    standard: LoadedStandard,
    move: Move,
    given: StandardProperties,
    command: Advance,
    now: str | None,
) -> Changed:
    if status_of(move.stage) is Status.WITHDRAWN:
        given = {**given, "withdrawnOn": move.on}
    properties: Mapping[str, object] = standard.properties
    before = {name: properties.get(name) for name in given}
    assign(unit, standard.id, given)
    standard.change(given, [*standard.moves, move])
    shown = {name: value for name, value in given.items() if value != before[name]}
    event = NewEvent(
        standard.id,
        kind_of(move, now),
        move.stage,
        now,
        move.on,
        command.note,
        json_of({"stage": now, **{name: before[name] for name in shown}}),
        json_of({"stage": move.stage, **shown}),
    )
    return unit.changed(standard, move.on, event)
