"""Correcting a fact: the new value with its source and the reason; the old value is kept as a claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.correctable import Value, present_value, same_value, stated_value, told_value
from stdgraph.commands.date_checks import dates_in_conflict
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.numbering import assigned_elsewhere, contradicted, invalid_number
from stdgraph.commands.outcomes import Changed, Invalid, Outcome, Problem, invalid
from stdgraph.commands.preload import LoadedStandard, NumberName
from stdgraph.commands.standard_unit import StandardCommand, StandardUnit
from stdgraph.commands.standard_writing import NewClaim
from stdgraph.commands.state_claim import StateClaim
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.numbers import converts, number_key, said_nature
from stdgraph.domain.stages import status_of
from stdgraph.domain.stored_state import StandardProperties, kept_properties, stated_date, stated_fields
from stdgraph.domain.timeline import entry_stage, in_time, moves_of, published_anew
from stdgraph.domain.vocabulary import EventKind, Status


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

    def otherwise(self) -> StateClaim:
        """What whoever may not correct the standard does instead: what is said of another's standard is a claim."""
        return StateClaim(
            self.standard, self.field, self.value, self.source, self.reason, self.expected_revision, self.request_id
        )

    def preload(self) -> Preload:
        """Whether the source exists and a number is free; the events where the publication moves among all moves; and the claims."""
        numbers = [self.value] if self.value and self.field in ("number", "planNumber") else []
        moves = self.field == "publishedOn"
        return Preload(numbers=numbers, nodes=[("Source", self.source)], events=moves, claims=self.field)

    def apply(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Correct the field, or say why not."""
        value = stated_value(unit, self)
        if isinstance(value, Invalid):
            return value
        return self._problem(unit, standard, value) or self._corrected(unit, standard, value)

    def _problem(self, unit: StandardUnit, standard: LoadedStandard, value: Value | None) -> Outcome | None:
        given = self._given(standard, value)
        if value == present_value(standard, self.field):
            return same_value(self.field)
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

    def _corrected(self, unit: StandardUnit, standard: LoadedStandard, value: Value | None) -> Changed:
        old, given, moves = present_value(standard, self.field), self._given(standard, value), standard.moves
        before = stated_fields({name: cast("Mapping[str, object]", standard.properties).get(name) for name in given})
        if self.field == "publishedOn":
            was, now = (stated_date(one, "publishedOn") for one in (standard.properties, given))
            moves = published_anew(moves_of(standard.events), was, now)
        standard.change(given, moves)
        if old is not None:
            unit.claim(NewClaim(standard.id, self.field, told_value(old), source=None, note=self.reason))
        if value is not None:
            unit.claim(
                NewClaim(
                    standard.id, self.field, told_value(value), source=self.source, note=self.reason, by=unit.actor
                )
            )
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
