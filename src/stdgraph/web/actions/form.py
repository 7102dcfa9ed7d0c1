"""What a form shows: its fields with what was entered, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stdgraph.domain.stages import parse_stage, stage_title
from stdgraph.domain.terms import FIELD_TERMS, term
from stdgraph.domain.transitions import Project, missing
from stdgraph.domain.vocabulary import Language, Level
from stdgraph.web.actions.declared import ActedOn, ActionField, FieldKind, PageAction
from stdgraph.web.actions.given import LONGEST, TICKED, UNTICKED, WAS, name_in_form, places, shown_value

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of a form, ready to be shown."""

    name: str
    kind: str
    label: str
    value: str
    was: str | None
    """What it showed at first, where only differences are sent."""
    required: bool
    hint: str | None
    options: Sequence[Option]
    codes: str | None
    problems: Sequence[str]
    thing: ActedOn | None

    @property
    def described_by(self) -> str:
        """The ids of what says more about it."""
        parts = [f"{self.name}-hint"] if self.hint else []
        return " ".join([*parts, *([f"{self.name}-problem"] if self.problems else [])])

    @property
    def longest(self) -> int:
        """The most characters of it."""
        return LONGEST


def first_values(action: PageAction, things: Sequence[ActedOn]) -> dict[str, str]:
    """What a form shows at first, by the names of its fields."""
    return {
        name_in_form(field, thing): shown_value(field.initial([thing] if thing else things)) if field.initial else ""
        for field, thing in places(action, things)
    }


def shown_fields(
    action: PageAction,
    things: Sequence[ActedOn],
    entered: Mapping[str, str],
    problems: Mapping[str, Sequence[str]],
    stages: Sequence[str],
    language: Language,
) -> list[ShownField]:
    """The fields of a form as they are shown, those of each thing together."""
    fields = [
        _shown(action, field, thing, things, entered, problems, stages, language)
        for field, thing in places(action, things)
    ]
    order = {one.key: place for place, one in enumerate(things)}
    return sorted(fields, key=lambda one: -1 if one.thing is None else order[one.thing.key])


def _shown(
    action: PageAction,
    field: ActionField,
    thing: ActedOn | None,
    things: Sequence[ActedOn],
    entered: Mapping[str, str],
    problems: Mapping[str, Sequence[str]],
    stages: Sequence[str],
    language: Language,
) -> ShownField:
    name = name_in_form(field, thing)
    value = entered.get(name, "")
    return ShownField(
        name=name,
        kind=field.kind.name,
        label=field.label.in_language(language),
        value=value,
        was=entered.get(WAS + name, "") if action.changed_only else None,
        required=field.required and not (action.changed_only and field.kind is FieldKind.CHECK),
        hint=field.hint and field.hint.in_language(language),
        options=_options(field, value, stages, things, language),
        codes=field.codes,
        problems=problems.get(name, ()),
        thing=thing,
    )


def _options(
    field: ActionField, value: str, stages: Sequence[str], things: Sequence[ActedOn], language: Language
) -> list[Option]:
    """What may be chosen."""
    if field.kind is FieldKind.STAGE:
        return [(code, _stage_option(code, things, language)) for code in _with_entered(stages, value)]
    if field.kind is FieldKind.YES_NO:
        return [
            (TICKED, "是" if language is Language.ZH else "yes"),
            (UNTICKED, "否" if language is Language.ZH else "no"),
        ]
    if field.options:
        return [(value, text.in_language(language)) for value, text in field.options]
    if field.kind is FieldKind.CHOICE and field.vocabulary is not None:
        members = [one for one in field.vocabulary if not field.values or one.name in field.values]
        return [(one.name, term(one, language)) for one in members]
    return []


def _with_entered(stages: Sequence[str], value: str) -> Sequence[str]:
    """The stages that are offered, and what was entered where that is a stage that is not offered."""
    try:
        entered = parse_stage(value)
    except ValueError:
        return stages
    return stages if entered in stages else sorted([*stages, entered])


def _stage_option(code: str, things: Sequence[ActedOn], language: Language) -> str:
    """A stage as a choice: its name, and what entering it demands that any of the things lacks."""
    demanded = dict.fromkeys(name for one in things for name in _demanded(one, code))
    text = f"{code} {stage_title(code, language)}"
    if not demanded:
        return text
    names = [FIELD_TERMS[name].in_language(language) for name in demanded]
    return f"{text}（须有{'、'.join(names)}）" if language is Language.ZH else f"{text} (needs {', '.join(names)})"


def _demanded(thing: ActedOn, code: str) -> Sequence[str]:
    node = thing.node
    project = Project(
        Level[node["level"]] if node["level"] else None, number=node["number"], plan_number=node["planNumber"]
    )
    return missing(node["stage"]["code"] if node["stage"] else None, code, project)
