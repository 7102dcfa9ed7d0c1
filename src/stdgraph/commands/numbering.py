"""Assigning numbers: a number must be valid and free, and is assigned from then on, within the transaction too."""

from __future__ import annotations

from stdgraph.commands.outcomes import Message
from stdgraph.commands.preload import NUMBER_NAMES, NumberName
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.domain.numbers import Unparsed, is_plan_number, number_key, read_number
from stdgraph.domain.stored_state import StandardProperties
from stdgraph.domain.vocabulary import Level

MAX_PLAN_NUMBER = 100
"""Maximum length of a plan number that no grammar reads, in characters."""


def invalid_number(name: NumberName, text: str, level: Level | None) -> Message | None:
    """Why a text is not a valid ``number`` or ``planNumber``; None when it is. Bodies outside the national plan number as they like."""
    planned, unread = is_plan_number(text), isinstance(read_number(text), Unparsed)
    if name == "number":
        if unread or planned:
            return Message(f"“{text}”不是可识别的标准编号", f"invalid standard number {text!r}")
        return None
    elsewhere = level not in (None, Level.NATIONAL) and unread and 0 < len(text.strip()) <= MAX_PLAN_NUMBER
    if planned or elsewhere:
        return None
    return Message(
        f"“{text}”不是有效的计划号，正确的如 20232745-T-339",
        f"invalid plan number {text!r}: expected one such as 20232745-T-339",
    )


def assigned_elsewhere(unit: StandardUnit, standard: str, name: NumberName, text: str) -> Message | None:
    """That another standard has a number; None when it is free, or this standard's own."""
    if unit.assigned.get(_key(name, text), standard) == standard:
        return None
    number = read_number(text).text
    return Message(f"“{number}”已用于其他标准", f"{number} is already assigned to another standard")


def assign(unit: StandardUnit, standard: str, properties: StandardProperties) -> None:
    """Note that a standard has the numbers among these properties: no other gets them in this transaction."""
    for name in NUMBER_NAMES:
        number = properties.get(name)
        if number is not None:
            unit.assigned[_key(name, number)] = standard


def _key(name: NumberName, text: str) -> str:
    return number_key(text) if name == "number" else read_number(text).text
