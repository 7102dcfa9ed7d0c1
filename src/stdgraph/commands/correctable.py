"""The fields of a standard that can be corrected: how a value is read from text, and what it must come with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from stdgraph.commands.field_values import DATE, DAY, LINE, LINES, TEXT, FieldReader, Value, is_address, one_of
from stdgraph.commands.outcomes import Invalid, invalid
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.domain.numbers import plan_number_text, read_number
from stdgraph.domain.stored_state import DATED, stated_date
from stdgraph.domain.terms import FIELD_TERMS
from stdgraph.domain.vocabulary import Level, Nature, TitleBasis

_NUMBER = FieldReader(lambda text: read_number(text).text)

CORRECTABLE: Mapping[str, FieldReader] = {
    "titleZh": LINE,
    "titleEn": LINE,
    "printedNumber": LINE,
    "note": TEXT,
    "titleBasis": one_of(TitleBasis),
    "department": LINE,
    "draftingBodies": LINES,
    "level": one_of(Level),
    "nature": one_of(Nature),
    "publishedOn": DATE,
    "inForceOn": DATE,
    "projectDueOn": DAY,
    "number": _NUMBER,
    "planNumber": FieldReader(plan_number_text),
}
"""The fields that can be corrected."""


class Correction(Protocol):
    """A value for a field, with who states it and why."""

    @property
    def field(self) -> str:
        """The field as the API names it."""
        ...

    @property
    def value(self) -> str | None:
        """The value as text; None: it is unknown."""
        ...

    @property
    def source(self) -> str:
        """The id of a source, or an address."""
        ...

    @property
    def reason(self) -> str:
        """Why."""
        ...


def stated_value(unit: StandardUnit, correction: Correction) -> Value | Invalid | None:
    """The value that is stated, or why nothing can be stated so."""
    field, text, source = correction.field, correction.value, correction.source
    if field not in CORRECTABLE:
        return invalid(
            "field",
            f"不能更正“{field}”",
            f"{field!r} cannot be corrected: expected one of {', '.join(CORRECTABLE)}",
        )
    if not correction.reason.strip():
        return missing_reason()
    if not unit.has("Source", source) and not is_address(source):
        return invalid(
            "source",
            f"没有来源“{source}”",
            f"no such source: {source!r}, expected the id of a source or an http(s) address",
        )
    return read_value(field, text)


def read_value(field: str, text: str | None) -> Value | Invalid | None:
    """The value of a field that can be corrected, or that a text is none of it."""
    term, (zh, en) = FIELD_TERMS[field], CORRECTABLE[field].expected
    try:
        return None if text is None else CORRECTABLE[field].read(text)
    except ValueError:
        return invalid("value", f"“{text}”不是有效的{term.zh}{zh}", f"invalid {term.en} {text!r}{en}")


def present_value(standard: LoadedStandard, field: str) -> object:
    """The value that a field has."""
    if field in DATED:
        return stated_date(standard.properties, field)
    properties: Mapping[str, object] = standard.properties
    return properties.get(field)


def same_value(field: str) -> Invalid:
    """That a field has a value already."""
    term = FIELD_TERMS[field]
    return invalid("value", f"{term.zh}与现值相同", f"{term.en} already has this value")


def told_value(value: object) -> str:
    """A value as claims tell it."""
    return "|".join(map(str, value)) if isinstance(value, list) else str(value)


def missing_reason() -> Invalid:
    """That a reason is required."""
    return invalid("reason", "缺少理由", "reason must not be empty")
