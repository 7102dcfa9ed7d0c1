"""Giving numbers: one must be readable and free, and is taken from then on, in the same transaction too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stdgraph.commands.outcomes import Message
from stdgraph.commands.unit_of_work import UnitOfWork
from stdgraph.domain.numbers import Unparsed, is_plan_number, number_key, read_number
from stdgraph.domain.vocabulary import Level

LONGEST = 100
"""Most characters of a plan number that no grammar reads."""


def readable(name: str, text: str, level: Level | None) -> Message | None:
    """Why a text is no ``number`` or ``planNumber``; None when it is one. Outside the national plan each body numbers as it likes."""
    planned, unread = is_plan_number(text), isinstance(read_number(text), Unparsed)
    if name == "number":
        if unread or planned:
            return Message(f"{text!r} 不是可识别的标准编号", f"{text!r} is no number that any family prints")
        return None
    elsewhere = level not in (None, Level.NATIONAL) and unread and 0 < len(text.strip()) <= LONGEST
    if planned or elsewhere:
        return None
    return Message(f"{text!r} 不是计划号", f"{text!r} is no plan number, such as 20232745-T-339")


def free(unit: UnitOfWork, standard: str, name: str, text: str) -> Message | None:
    """Why a number cannot be this standard's: another one has it. None when it is free, or its own."""
    if unit.taken.get(_key(name, text), standard) == standard:
        return None
    number = read_number(text).text
    return Message(f"{number} 已被占用", f"{number} is taken by another standard")


def take(unit: UnitOfWork, standard: str, properties: Mapping[str, Any]) -> None:
    """Note that a standard has the numbers among these properties: nobody else gets them in this transaction."""
    for name in ("number", "planNumber"):
        if properties.get(name) is not None:
            unit.taken[_key(name, properties[name])] = standard


def _key(name: str, text: str) -> str:
    return number_key(text) if name == "number" else read_number(text).text
