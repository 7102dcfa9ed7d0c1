"""Assigning numbers: a number must be valid and free, and is assigned from then on, within the transaction too."""

from __future__ import annotations

import re

from stdgraph.commands.outcomes import Message, Problem
from stdgraph.commands.preload import NUMBER_NAMES, NumberName
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.domain.numbers import (
    Contradiction,
    Family,
    Number,
    Unparsed,
    contradictions,
    is_known_plan_number,
    number_key,
    parse_number,
    plan_number_text,
    read_number,
)
from stdgraph.domain.stored_state import StandardProperties
from stdgraph.domain.terms import FIELD_TERMS, TERMS
from stdgraph.domain.vocabulary import Level, Nature

_NATIONAL_PLAN = re.compile(r"\d{8}-[A-Z]", re.ASCII)
"""How numbers of the national plan begin: what goes on otherwise is a slip, not another issuer's."""

MAX_NUMBER = 100
"""Maximum length of a number that no grammar reads, in characters."""


def invalid_number(name: NumberName, text: str, level: Level | None) -> Message | None:
    """Why a text is not a valid ``number`` or ``planNumber``; None when it is.

    A plan number has the form of some issuer. Those of groups, enterprises and others have forms of their own, so long as no
    document has such a number; a national item has that of one of the issuers whose projects become national standards.
    """
    number = read_number(text)
    if name == "number":
        return _invalid_document_number(text, number)
    if is_known_plan_number(text):
        return None
    own = isinstance(number, Unparsed) or number.family is Family.OTHER
    if (
        level not in (None, Level.NATIONAL)
        and own
        and 0 < len(text.strip()) <= MAX_NUMBER
        and not _like_national_plan(text)
    ):
        return None
    return Message(
        f"“{text}”不是有效的计划号，正确的如 20232745-T-339",
        f"invalid plan number {text!r}: expected one such as 20232745-T-339",
    )


def _invalid_document_number(text: str, number: Number | Unparsed) -> Message | None:
    if isinstance(number, Number) and number.family is not Family.PLAN and len(number.text) <= MAX_NUMBER:
        return None
    expected = "one number, such as GB/T 24067-2024 or T/CPIA 0028.2-2021"
    try:
        parse_number(text)
    except ValueError as error:
        expected = str(error).partition("expected ")[2]
    return Message(
        f"“{text}”不是可识别的标准编号，应为一个编号，如 GB/T 24067-2024",
        f"invalid standard number {text!r}: expected {expected}",
    )


def contradicted(
    number: str | None, level: str | None, nature: str | None, path: str | None = None
) -> tuple[Problem, ...]:
    """The problems of a number whose level or nature is not the given one; they stand at ``path`` or at the field itself."""
    found = contradictions(number, Level(level) if level else None, Nature(nature) if nature else None)
    return tuple(Problem(path or one.field, _contradiction(one)) for one in found)


def _contradiction(one: Contradiction) -> Message:
    term = FIELD_TERMS[one.field]
    said, given = (TERMS[type(value)][value] for value in (one.said, one.given))
    return Message(
        f"编号“{one.number}”的{term.zh}为“{said.zh}”，与“{given.zh}”不符",
        f"number {one.number} says {term.en} {one.said}, which contradicts {one.given}",
    )


def assigned_elsewhere(unit: StandardUnit, standard: str, name: NumberName, text: str) -> Message | None:
    """That another standard has a number; None when it is free, or this standard's own."""
    if unit.assigned.get(_key(name, text), standard) == standard:
        return None
    number = kept_text(name, text)
    return Message(f"“{number}”已用于其他标准", f"{number} is already assigned to another standard")


def assign(unit: StandardUnit, standard: str, properties: StandardProperties) -> None:
    """Note that a standard has the numbers among these properties: no other gets them in this transaction."""
    for name in NUMBER_NAMES:
        number = properties.get(name)
        if number is not None:
            unit.assigned[_key(name, number)] = standard


def kept_text(name: NumberName, text: str) -> str:
    """The text of a number as it is stored: canonical, or as printed where no grammar knows it; of a plan number one for all printings."""
    return read_number(text).text if name == "number" else plan_number_text(text)


def _key(name: NumberName, text: str) -> str:
    return number_key(text) if name == "number" else plan_number_text(text)


def _like_national_plan(text: str) -> bool:
    return _NATIONAL_PLAN.match(plan_number_text(text)) is not None
