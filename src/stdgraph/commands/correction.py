"""The correction of a field of a standard: the new value, and everything that follows from it; the old value is kept as a claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from stdgraph.commands.command import Preload
from stdgraph.commands.correctable import present_value, same_value, told_value
from stdgraph.commands.date_checks import dates_in_conflict
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.field_values import Value
from stdgraph.commands.numbering import assigned_elsewhere, contradicted, invalid_number
from stdgraph.commands.outcomes import Changed, Invalid, Outcome, Problem, invalid
from stdgraph.commands.preload import LoadedStandard, NumberName
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.commands.standard_writing import NewClaim
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.numbers import converts, number_key, said_nature
from stdgraph.domain.stages import status_of
from stdgraph.domain.stored_state import StandardProperties, kept_properties, stated_date, stated_fields
from stdgraph.domain.timeline import entry_stage, in_time, moves_of, published_anew
from stdgraph.domain.vocabulary import EventKind, Status


@dataclass(frozen=True, slots=True)
class FieldCorrection:
    """Another value of a field that can be corrected; None: it is unknown."""

    field: str
    value: Value | None
    source: str | None
    """Who states the value, by id or address; None where a claim of it stands already."""
    reason: str | None

    def apply(self, unit: StandardUnit, standard: LoadedStandard) -> Outcome:
        """Correct the field, or say why not."""
        return self._problem(unit, standard) or self._corrected(unit, standard)

    def _problem(self, unit: StandardUnit, standard: LoadedStandard) -> Outcome | None:
        value, given = self.value, self._given(standard)
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

    def _given(self, standard: LoadedStandard) -> StandardProperties:
        """The field; of a standard that was converted (GB to GB/T) its nature, too."""
        value = self.value
        given = cast("StandardProperties", kept_properties({self.field: value}))
        if self.field == "number" and isinstance(value, str) and converts(standard.properties.get("number"), value):
            nature = said_nature(value)
            if nature is not None and nature != standard.properties.get("nature"):
                given["nature"] = nature
        return given

    def _corrected(self, unit: StandardUnit, standard: LoadedStandard) -> Changed:
        value, given, moves = self.value, self._given(standard), standard.moves
        old = present_value(standard, self.field)
        before = stated_fields({name: cast("Mapping[str, object]", standard.properties).get(name) for name in given})
        if self.field == "publishedOn":
            was, now = (stated_date(one, "publishedOn") for one in (standard.properties, given))
            moves = published_anew(moves_of(standard.events), was, now)
        standard.change(given, moves)
        if old is not None:
            unit.claim(NewClaim(standard.id, self.field, told_value(old), source=None, note=self.reason))
        if value is not None and self.source is not None:
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


def needed(field: str, text: str | None) -> Preload:
    """What a correction needs: whether a number is free, and the events where the publication moves among all moves."""
    numbers = [text] if text and field in ("number", "planNumber") else []
    return Preload(numbers=numbers, events=field == "publishedOn")


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
