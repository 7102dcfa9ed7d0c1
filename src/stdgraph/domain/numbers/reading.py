"""From text to number: ``parse_number`` insists, ``read_number`` keeps what it cannot read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from stdgraph.domain.numbers.chinese import CARBON_MARKET, ENTERPRISE, GROUP, INDUSTRY, LOCAL, NATIONAL, PLAN
from stdgraph.domain.numbers.grammar import Grammar, plain
from stdgraph.domain.numbers.international import ISO_IEC, ITU
from stdgraph.domain.numbers.number import Family, Number

GRAMMARS: tuple[Grammar, ...] = (NATIONAL, LOCAL, INDUSTRY, CARBON_MARKET, ISO_IEC, ITU, PLAN, GROUP, ENTERPRISE)
"""In this order, for GROUP and ENTERPRISE read any letters after T or Q: ``TBT 12`` is railways, not a group's."""

LONGEST = 200
_BETWEEN = re.compile(r"[/|]| IDT ")


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A text that is no number of a known family: kept as given, without surrounding space."""

    text: str
    key: str


def parse_number(text: str) -> Number:
    """The number that a text prints, whatever the printing. Raises ValueError that says what was expected."""
    number = _read(plain(text))
    if number is None:
        raise ValueError(f"{_shown(text)} is no standard number: expected {_expected(plain(text))}")
    return number


def read_number(text: str) -> Number | Unparsed:
    """The number that a text prints, or the text itself, flagged by its type."""
    folded = plain(text)
    return _read(folded) or Unparsed(text.strip(), folded)


def number_key(text: str) -> str:
    """The comparison form of a text: equal for all printings of a number, the first one's for a double number."""
    return read_number(text).key


def all_keys(text: str) -> tuple[str, ...]:
    """The comparison forms of all numbers that a text prints: the first one's, then the others of a double number."""
    number = read_number(text)
    others = number.aliases if isinstance(number, Number) else ()
    return tuple(dict.fromkeys((number.key, *(other.key for other in others))))


def year_of(text: str) -> int | None:
    """The year in a number: that of its last supplement, where it has any; None where it prints none or is a plan number."""
    number = read_number(text)
    if not isinstance(number, Number) or number.family is Family.PLAN:
        return None
    return number.supplements[-1].year if number.supplements else number.year


def is_plan_number(text: str) -> bool:
    """Whether a text prints a plan number (计划号), YYYYNNNN-T-ddd."""
    number = read_number(text)
    return isinstance(number, Number) and number.family is Family.PLAN


def _read(folded: str) -> Number | None:
    if len(folded) > LONGEST:
        return None
    numbers: list[Number] = []
    rest = folded
    while True:
        found = next(filter(None, (grammar.match(rest) for grammar in GRAMMARS)), None)
        if found is None:
            return None
        numbers.append(found[0])
        if not found[1]:
            return replace(numbers[0], aliases=tuple(numbers[1:])) if numbers[1:] else numbers[0]
        rest = _BETWEEN.sub("", found[1], count=1)


def _expected(folded: str) -> str:
    for grammar in GRAMMARS:
        if grammar.lead.match(folded):
            return grammar.form
    return (
        "one such as GB/T 24067-2024, HJ 1184-2021, DB21/T 4134-2025, T/CPIA 0028.2-2021, Q/THSP 0004S-2021,"
        " CETS-AG-02.01-V01-2024, ISO 14067:2018, IEC TS 62804-1-1:2020, ITU-T L.1410 or the plan number 20232745-T-339"
    )


def _shown(text: str) -> str:
    return repr(text if len(text) <= LONGEST else text[:LONGEST] + "…")
