"""Advancing a standard: from the stage it is in to one that may follow, with what that stage requires."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.date_checks import dates_in_conflict
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.numbering import assign, assigned_elsewhere, contradicted, invalid_number, kept_text
from stdgraph.commands.outcomes import Changed, Invalid, Message, Outcome, Problem, Refused, invalid
from stdgraph.commands.preload import LoadedStandard, NumberName
from stdgraph.commands.standard_unit import StandardCommand, StandardUnit
from stdgraph.domain.calendar import said
from stdgraph.domain.dates import PartialDate, partial_date
from stdgraph.domain.numbers import number_key, plan_number_text, said_level, said_nature
from stdgraph.domain.stages import parse_stage, stage_title, status_of
from stdgraph.domain.stored_state import StandardProperties, dated, kind_of, stated_date, stated_fields
from stdgraph.domain.terms import FIELD_TERMS
from stdgraph.domain.timeline import Move, entry_day, entry_stage, is_exact
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
    effective_on: date | PartialDate | None = None
    """A day; of a withdrawal perhaps only the month or the year."""
    number: str | None = None
    plan_number: str | None = None
    published_on: date | PartialDate | None = None
    in_force_on: date | PartialDate | None = None
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
        project = project_of(standard, given)
        problem = _out_of_order(standard, stage, on, given, project, today)
        if problem is not None:
            return problem
        now = standard.stage_on(on.latest)
        options = allowed(now, project)
        lacking = missing(now, stage, project)
        if stage not in options:
            return _refused(now, stage, options, lacking)
        if lacking:
            return _lacking(now, stage, options, lacking)
        return _moved(unit, standard, Move.at(stage, on), given, self, now)


def _target_stage(standard: LoadedStandard, command: Advance, today: date) -> str:
    """The stage to enter; raises ValueError."""
    if command.action == Action.ABANDON_STANDARD:
        stated = partial_date(command.effective_on)
        day = stated.latest if stated else today
        return f"{(standard.stage_on(day) or '00')[:2]}.98"
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
                given[name] = kept_text(name, text)
    problems += _contradicted(standard, given)
    given |= _said(standard, given)
    days = {"publishedOn": partial_date(command.published_on), "inForceOn": partial_date(command.in_force_on)}
    for day, stated in days.items():
        if stated is not None:
            given.update(dated(day, stated))
            problems += [_not_a_publication(day)] if stage[:2] != "60" else []
    wrong_days = dates_in_conflict({**standard.properties, **given})
    first = next((name for name in ("inForceOn", "publishedOn") if days[name] is not None), None)
    if wrong_days is not None and first is not None:
        problems.append(Problem(wrong_days[0] if days.get(wrong_days[0]) else first, wrong_days[1]))
    return Invalid(tuple(problems)) if problems else given


def _contradicted(standard: LoadedStandard, given: StandardProperties) -> list[Problem]:
    """That a number says another level or nature than the standard has; a plan number counts until there is a number."""
    level, nature = standard.properties.get("level"), standard.properties.get("nature")
    number, plan = given.get("number"), given.get("planNumber")
    if number is not None:
        return list(contradicted(number, level, nature, "number"))
    numbered = standard.properties.get("number") is not None
    return [] if numbered else list(contradicted(plan, level, nature, "planNumber"))


def _said(standard: LoadedStandard, given: StandardProperties) -> StandardProperties:
    """The level and nature that a number says of a standard of which they are not known."""
    number = given.get("number") or given.get("planNumber")
    level, nature = said_level(number), said_nature(number)
    said: StandardProperties = {}
    if level is not None and standard.properties.get("level") is None:
        said["level"] = level
    if nature is not None and standard.properties.get("nature") is None:
        said["nature"] = nature
    return said


def _not_a_publication(name: str) -> Problem:
    zh, en = FIELD_TERMS[name]
    return Problem(
        name, Message(f"{zh}只在进入出版阶段时给出", f"{en} is accepted only on entering stage 60, publication")
    )


def _already_numbered(standard: LoadedStandard, name: NumberName, text: str) -> Message | None:
    """That a standard has another number already, which is corrected, with a source, rather than overwritten."""
    has = standard.properties.get(name)
    key = number_key if name == "number" else plan_number_text
    if has is None or key(has) == key(text):
        return None
    zh, en = FIELD_TERMS[name]
    return Message(f"已有{zh}“{has}”，请改用更正", f"{en} is already {has}: correct it instead")


def _effective_day(command: Advance, stage: str, given: StandardProperties, today: date) -> PartialDate:
    """The date of the move: a publication happens on its own."""
    published = stated_date(given, "publishedOn")
    if stage[:2] == "60" and published is not None:
        return partial_date(command.effective_on) or published
    return partial_date(command.effective_on) or PartialDate(today.isoformat())


def _out_of_order(
    standard: LoadedStandard, stage: str, on: PartialDate, given: StandardProperties, project: Project, today: date
) -> Outcome | None:
    """A move may be reported late but not out of order; moves announced ahead must still follow from it."""
    published = stated_date(given, "publishedOn")
    if stage[:2] == "60" and published not in (None, on):
        return invalid(
            "effectiveOn",
            f"日期（{on}）与发布日期（{published}）不一致",
            f"effectiveOn {on} differs from publication date {published}",
        )
    if on.day is None and stage[:2] not in AHEAD:
        return invalid(
            "effectiveOn",
            f"日期“{on}”应为年、月、日：只有发布、实施和废止日期可以只到年或月",
            f"invalid date '{on}': expected YYYY-MM-DD, only publication, entry into force and withdrawal may be known less exactly",
        )
    if on.latest > today and stage[:2] not in AHEAD:
        return invalid(
            "effectiveOn",
            f"{on} 晚于今天（{said(today, Language.ZH)}）：只有发布和废止可以预先登记",
            f"effectiveOn {on} is after today ({said(today)}): only publication and withdrawal may be recorded ahead",
        )
    later = [
        entry for entry in standard.properties.get("timeline") or () if is_exact(entry) and entry_day(entry) > on.latest
    ]
    past = [entry[:10] for entry in later if entry[:10] <= today.isoformat()]
    if past:
        return invalid(
            "effectiveOn",
            f"{on} 早于最近一次登记（{past[-1]}）：请先撤销该登记",
            f"effectiveOn {on} precedes the last move on {past[-1]}: revoke that first",
        )
    if later and entry_stage(later[0]) not in allowed(stage, project):
        return invalid(
            "effectiveOn",
            f"已预先登记 {later[0][:10]} 的变动，不能接在其后：请先撤销该登记",
            f"the move announced for {later[0][:10]} does not follow from {stage}: revoke that first",
        )
    return None


def project_of(standard: LoadedStandard, given: StandardProperties) -> Project:
    """What the transitions of a standard depend on, with what a command brings along."""
    merged: StandardProperties = {**standard.properties, **given}
    return Project(
        level=standard.level,
        adopting=standard.adopting,
        revising=standard.revising,
        number=merged.get("number"),
        plan_number=merged.get("planNumber"),
        published_on=stated_date(merged, "publishedOn"),
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
        given = {**given, **dated("withdrawnOn", move.stated)}
    properties: Mapping[str, object] = standard.properties
    before = stated_fields({name: properties.get(name) for name in given})
    assign(unit, standard.id, given)
    standard.change(given, [*standard.moves, move])
    shown = {name: value for name, value in stated_fields(given).items() if value != before[name]}
    event = NewEvent(
        standard.id,
        kind_of(move, now),
        move.stage,
        now,
        move.on,
        command.note,
        json_of({"stage": now, **{name: before[name] for name in shown}}),
        json_of({"stage": move.stage, **shown}),
        further={} if move.within is None else {"effectiveIn": move.within},
    )
    return unit.changed(standard, move.on, event)
