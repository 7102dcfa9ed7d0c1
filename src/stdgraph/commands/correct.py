"""Correcting a fact: the new value with its source and the reason; the old value is kept as a claim."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.date_checks import dates_in_conflict
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.numbering import assigned_elsewhere, contradicted, invalid_number
from stdgraph.commands.outcomes import Changed, Invalid, Outcome, Problem, invalid
from stdgraph.commands.preload import LoadedStandard, NumberName
from stdgraph.commands.standard_unit import NewClaim, StandardCommand, StandardUnit
from stdgraph.domain.dates import PartialDate, parse_partial_date
from stdgraph.domain.numbers import converts, number_key, plan_number_text, read_number, said_nature
from stdgraph.domain.stages import status_of
from stdgraph.domain.stored_state import DATED, StandardProperties, kept_properties, stated_date, stated_fields
from stdgraph.domain.terms import FIELD_TERMS
from stdgraph.domain.text import is_one_line
from stdgraph.domain.timeline import entry_stage, in_time, moves_of, published_anew
from stdgraph.domain.vocabulary import EventKind, Level, Nature, Status, TitleBasis

_ADDRESS = re.compile(r"https?://\S{1,2000}")
_DAY = re.compile(r"[1-9]\d{3}-\d\d-\d\d", re.ASCII)

_EXPECTED_DAY = ("，应为年、月、日，如 2026-01-31", ": expected YYYY-MM-DD")
_EXPECTED_DATE = ("，应为年、月或日，如 2026、2026-01 或 2026-01-31", ": expected YYYY, YYYY-MM or YYYY-MM-DD")
_EXPECTED_LINES = ("，应为一行非空文字，多个之间用“|”分隔", ": expected one line of text each, separated by '|'")
_EXPECTED_LINE = ("，应为一行非空文字", ": expected one line of text")


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _text(text: str) -> str:
    if not text.strip():
        raise ValueError(text)
    return text.strip()


def _line(text: str) -> str:
    if not is_one_line(text.strip()):
        raise ValueError(text)
    return _text(text)


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(map(_line, text.split("|"))))


Value = str | list[str] | date | PartialDate
"""A corrected value."""


@dataclass(frozen=True, slots=True)
class CorrectableField:
    """How the value of a field is read from text; raises ValueError for one that is not ``expected``, in both languages."""

    read: Callable[[str], Value]
    expected: tuple[str, str] = ("", "")


def _one_of(kind: type[Level | Nature | TitleBasis]) -> CorrectableField:
    return CorrectableField(lambda text: kind(text).value, ("", f": expected one of {', '.join(kind)}"))


_NUMBER = CorrectableField(lambda text: read_number(text).text)

CORRECTABLE: Mapping[str, CorrectableField] = {
    "titleZh": CorrectableField(_line, _EXPECTED_LINE),
    "titleEn": CorrectableField(_line, _EXPECTED_LINE),
    "printedNumber": CorrectableField(_line, _EXPECTED_LINE),
    "note": CorrectableField(_text, ("，不能为空", ": must not be empty")),
    "titleBasis": _one_of(TitleBasis),
    "department": CorrectableField(_line, _EXPECTED_LINE),
    "draftingBodies": CorrectableField(_lines, _EXPECTED_LINES),
    "level": _one_of(Level),
    "nature": _one_of(Nature),
    "publishedOn": CorrectableField(parse_partial_date, _EXPECTED_DATE),
    "inForceOn": CorrectableField(parse_partial_date, _EXPECTED_DATE),
    "projectDueOn": CorrectableField(_day, _EXPECTED_DAY),
    "number": _NUMBER,
    "planNumber": CorrectableField(plan_number_text),
}
"""The fields that can be corrected."""


@dataclass(frozen=True, slots=True)
class Correct(StandardCommand):
    """A command to correct one field of a standard; without a value it becomes unknown."""

    standard: str
    field: str
    value: str | None
    source: str
    reason: str
    expected_revision: int | None = None
    request_id: str | None = None

    @property
    def action(self) -> Action:
        """The mutation."""
        return Action.CORRECT_STANDARD

    def preload(self) -> Preload:
        """Whether the source exists and a number is free; the events where the publication moves among all moves."""
        numbers = [self.value] if self.value and self.field in ("number", "planNumber") else []
        return Preload(numbers=numbers, nodes=[("Source", self.source)], events=self.field == "publishedOn")

    def apply(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Correct the field, or say why not."""
        if self.field not in CORRECTABLE:
            return invalid(
                "field",
                f"不能更正“{self.field}”",
                f"{self.field!r} cannot be corrected: expected one of {', '.join(CORRECTABLE)}",
            )
        if not self.reason.strip():
            return missing_reason()
        if not unit.has("Source", self.source) and not _ADDRESS.fullmatch(self.source):
            return invalid(
                "source",
                f"没有来源“{self.source}”",
                f"no such source: {self.source!r}, expected the id of a source or an http(s) address",
            )
        term, (zh, en) = FIELD_TERMS[self.field], CORRECTABLE[self.field].expected
        try:
            value = None if self.value is None else CORRECTABLE[self.field].read(self.value)
        except ValueError:
            return invalid("value", f"“{self.value}”不是有效的{term.zh}{zh}", f"invalid {term.en} {self.value!r}{en}")
        return self._problem(unit, standard, value) or self._corrected(unit, standard, value)

    def _problem(self, unit: StandardUnit, standard: LoadedStandard, value: Value | None) -> Outcome | None:
        given = self._given(standard, value)
        if value == self._old(standard):
            term = FIELD_TERMS[self.field]
            return invalid("value", f"{term.zh}与现值相同", f"{term.en} already has this value")
        corrected: StandardProperties = {**standard.properties, **given}
        conflict = dates_in_conflict(corrected)
        if conflict is not None and self.field in ("publishedOn", "inForceOn", "number"):
            return Invalid((Problem("value", conflict[1]),))
        if self.field in ("number", "planNumber") and isinstance(value, str):
            name = cast("NumberName", self.field)
            wrong = invalid_number(name, value, standard.level) or assigned_elsewhere(unit, standard.id, name, value)
            return Invalid((Problem("value", wrong),)) if wrong is not None else _contradiction(corrected, self.field)
        if self.field in ("level", "nature") and value is not None:
            return _contradiction(corrected, self.field)
        if self.field in ("titleZh", "titleEn") and not (corrected.get("titleZh") or corrected.get("titleEn")):
            return invalid("value", "中文名称和英文名称不能都为空", "a title in at least one language is required")
        if self.field == "publishedOn":
            return _publication_out_of_order(standard, stated_date(corrected, "publishedOn"))
        return None

    def _given(self, standard: LoadedStandard, value: Value | None) -> StandardProperties:
        """The field; of a standard that was converted (GB to GB/T) its nature, too."""
        given = cast("StandardProperties", kept_properties({self.field: value}))
        if self.field == "number" and isinstance(value, str) and converts(standard.properties.get("number"), value):
            nature = said_nature(value)
            if nature is not None and nature != standard.properties.get("nature"):
                given["nature"] = nature
        return given

    def _old(self, standard: LoadedStandard) -> object:
        if self.field in DATED:
            return stated_date(standard.properties, self.field)
        properties: Mapping[str, object] = standard.properties
        return properties.get(self.field)

    def _corrected(self, unit: StandardUnit, standard: LoadedStandard, value: Value | None) -> Changed:
        old, given, moves = self._old(standard), self._given(standard, value), standard.moves
        before = stated_fields({name: cast("Mapping[str, object]", standard.properties).get(name) for name in given})
        if self.field == "publishedOn":
            was, now = (stated_date(one, "publishedOn") for one in (standard.properties, given))
            moves = published_anew(moves_of(standard.events), was, now)
        standard.change(given, moves)
        if old is not None:
            unit.claim(NewClaim(standard.id, self.field, told_value(old), source=None, note=self.reason))
        if value is not None:
            unit.claim(NewClaim(standard.id, self.field, told_value(value), source=self.source, note=self.reason))
        unit.follow(standard.id, self.field, None if value is None else told_value(value))
        if "nature" in given and self.field == "number":
            unit.follow(standard.id, "nature", str(given["nature"]))
        if self.field == "number" and isinstance(old, str) and isinstance(value, str) and converts(old, value):
            unit.keep_number(standard.id, number_key(old))
        event = NewEvent(
            standard.id,
            EventKind.CORRECTED,
            note=self.reason,
            before=json_of(before),
            after=json_of(stated_fields(given)),
        )
        return unit.changed(standard, None, event)


def _contradiction(corrected: StandardProperties, field: str) -> Invalid | None:
    """That number, level and nature do not agree once a field is corrected; a plan number counts where there is no number."""
    numbers = (corrected.get("number"), corrected.get("planNumber"))
    about = numbers[1] if field == "planNumber" and numbers[0] is None else numbers[0] or numbers[1]
    if field == "planNumber" and numbers[0] is not None:
        return None
    level = None if field == "nature" else corrected.get("level")
    nature = None if field == "level" else corrected.get("nature")
    problems = contradicted(about, level, nature, "value")
    return Invalid(problems) if problems else None


def told_value(value: object) -> str:
    """A value as claims tell it."""
    return "|".join(map(str, value)) if isinstance(value, list) else str(value)


def missing_reason() -> Invalid:
    """That a reason is required."""
    return invalid("reason", "缺少理由", "reason must not be empty")


def _publication_out_of_order(standard: LoadedStandard, value: PartialDate | None) -> Outcome | None:
    """A publication keeps its place among the moves, however its day is corrected."""
    before = standard.properties.get("timeline") or []
    if not before or status_of(entry_stage(before[-1])) not in (Status.PUBLISHED, Status.WITHDRAWN):
        return invalid("field", "标准尚未发布，请改用发布", "the standard is not published: publish it instead")
    moves = moves_of(standard.events)
    if in_time(published_anew(moves, stated_date(standard.properties, "publishedOn"), value)) != in_time(moves):
        return invalid(
            "value",
            "更正后的发布日期与其他登记的先后不符",
            f"publication date {value or 'unknown'} would be out of order with the other moves",
        )
    return None
