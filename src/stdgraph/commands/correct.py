"""Correcting a fact: the new value with its source and the reason, the old one kept as a claim."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.advance import json_of
from stdgraph.commands.command import CommandContext, Preload, about
from stdgraph.commands.events import NewEvent
from stdgraph.commands.numbering import free, readable
from stdgraph.commands.outcomes import Changed, Invalid, Outcome, Problem, invalid
from stdgraph.commands.unit_of_work import LoadedStandard, NewClaim, UnitOfWork
from stdgraph.domain.numbers import read_number
from stdgraph.domain.stages import status_of
from stdgraph.domain.text import is_one_line
from stdgraph.domain.timeline import in_time, moves_of, published_anew
from stdgraph.domain.vocabulary import EventKind, Level, Nature, Status

_ADDRESS = re.compile(r"https?://\S{1,2000}")
_DAY = re.compile(r"[1-9]\d{3}-\d\d-\d\d", re.ASCII)


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        message = "a day is YYYY-MM-DD"
        raise ValueError(message)
    return date.fromisoformat(text)


def _text(text: str) -> str:
    if not text.strip():
        message = "is empty"
        raise ValueError(message)
    return text.strip()


def _title(text: str) -> str:
    if not is_one_line(text.strip()):
        message = "is more than one line"
        raise ValueError(message)
    return _text(text)


READ: Mapping[str, Callable[[str], Any]] = {
    "titleZh": _title,
    "titleEn": _title,
    "printedNumber": _title,
    "note": _text,
    "level": lambda text: Level(text).value,
    "nature": lambda text: Nature(text).value,
    "publishedOn": _day,
    "inForceOn": _day,
    "projectDueOn": _day,
    "number": lambda text: read_number(text).text,
    "planNumber": lambda text: read_number(text).text,
}
"""What can be corrected, and how its value is read."""


@dataclass(frozen=True, slots=True)
class Correct:
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

    def needs(self) -> Preload:
        """A source that is no address must exist; a number must be free; a publication day moves among all moves."""
        numbers = [self.value] if self.value and self.field in ("number", "planNumber") else []
        return Preload(numbers=numbers, nodes=[("Source", self.source)], events=self.field == "publishedOn")

    def subject(self, unit: UnitOfWork, held: LoadedStandard) -> Subject:
        """The standard."""
        return about(held)

    def apply(self, unit: UnitOfWork, held: LoadedStandard, asked: CommandContext) -> Outcome:
        """Correct it, or say why not."""
        if self.field not in READ:
            return invalid("field", f"不能更正 {self.field!r}", f"{self.field!r} is none of {', '.join(READ)}")
        if not self.reason.strip():
            return invalid("reason", "缺少理由", "is empty")
        if not unit.has("Source", self.source) and not _ADDRESS.fullmatch(self.source):
            return invalid(
                "source", f"没有来源 {self.source!r}", f"{self.source!r} is neither a known source nor an address"
            )
        try:
            value = None if self.value is None else READ[self.field](self.value)
        except ValueError:
            return invalid("value", f"{self.value!r} 不合 {self.field}", f"{self.value!r} is no {self.field}")
        refusal = self._refuses(unit, held, value)
        return refusal or self._corrected(unit, held, value, asked)

    def _refuses(self, unit: UnitOfWork, held: LoadedStandard, value: Any) -> Outcome | None:
        if value == held.properties.get(self.field):
            return invalid("value", "与现值相同", f"{self.field} is that already")
        days = {**held.properties, self.field: value}
        published, in_force = days.get("publishedOn"), days.get("inForceOn")
        if published is not None and in_force is not None and in_force < published:
            return invalid(
                "value",
                "实施日期早于发布日期",
                f"in force on {in_force} would be before the publication on {published}",
            )
        if self.field in ("number", "planNumber") and value is not None:
            wrong = readable(self.field, value, held.level) or free(unit, held.id, self.field, value)
            return None if wrong is None else Invalid((Problem("value", wrong),))
        if self.field in ("titleZh", "titleEn") and not (days.get("titleZh") or days.get("titleEn")):
            return invalid("value", "标题不能全无", "a title in one language is needed")
        if self.field == "publishedOn":
            return _published_out_of_order(held, value)
        return None

    def _corrected(self, unit: UnitOfWork, held: LoadedStandard, value: Any, asked: CommandContext) -> Changed:
        old = held.properties.get(self.field)
        moves = published_anew(moves_of(held.events), old, value) if self.field == "publishedOn" else held.moves
        held.change(moves, **{self.field: value})
        if old is not None:
            unit.claim(NewClaim(held.id, self.field, str(old), source=None, note=self.reason))
        if value is not None:
            unit.claim(NewClaim(held.id, self.field, str(value), source=self.source, note=self.reason))
        unit.follow(held.id, self.field, None if value is None else str(value))
        event = NewEvent(
            held.id,
            EventKind.CORRECTED,
            note=self.reason,
            before=json_of({self.field: old}),
            after=json_of({self.field: value}),
        )
        return Changed(held.id, None, asked.actor, unit.tell(event), state=held.state())


def _published_out_of_order(held: LoadedStandard, value: date | None) -> Outcome | None:
    """Publication does not change its place among the moves, however its day is corrected."""
    before = held.properties.get("timeline") or []
    if not before or status_of(before[-1][11:]) not in (Status.PUBLISHED, Status.WITHDRAWN):
        return invalid("field", "尚未发布", "is not published: publish it instead")
    moves = moves_of(held.events)
    if in_time(published_anew(moves, held.properties.get("publishedOn"), value)) != in_time(moves):
        return invalid(
            "value", "与其他登记的先后不符", f"{value} would put its publication out of order with its other moves"
        )
    return None
