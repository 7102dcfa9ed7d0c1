"""From text to number: ``parse_number`` insists, ``read_number`` keeps what it cannot read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from stdgraph.domain.numbers.chinese import (
    CARBON_MARKET,
    CECS,
    ENTERPRISE,
    GROUP,
    INDUSTRY,
    LOCAL,
    MILITARY,
    NATIONAL,
    PLAN,
)
from stdgraph.domain.numbers.codes import REGIONS
from stdgraph.domain.numbers.grammar import Grammar, plain
from stdgraph.domain.numbers.international import ISO_IEC, ITU
from stdgraph.domain.numbers.kept import compact, family_of, filled, plan_text, shown, tidy
from stdgraph.domain.numbers.number import Family, Number
from stdgraph.domain.numbers.printed import unwrap
from stdgraph.domain.numbers.several import prints_several

GRAMMARS: tuple[Grammar, ...] = (
    *(NATIONAL, LOCAL, MILITARY, INDUSTRY, CARBON_MARKET, ISO_IEC, ITU, PLAN, CECS, GROUP, ENTERPRISE),
)
"""In this order, for GROUP and ENTERPRISE read any letters after T/ or Q/: ``TBT 12`` is railways, not a group's."""

LONGEST = 200
_BETWEEN = re.compile(r"[/|]| (?:IDT|MOD|EQV|NEQ) ")
_DIGIT = re.compile(r"\d", re.ASCII)
_MISSHAPEN = re.compile(
    rf"GB(?:[ /-]?[TZ])? ?\d|DB ?(?:{REGIONS})(?:/[TZ]|$)|\d{{8}}-|(?:ISO|IEC)(?:/IEC)? \d", re.ASCII
)
"""Beginnings that only the grammar of their family goes on with: anything else is a slip, not another body's number."""


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A text that is no number of a known family: kept as given, without surrounding space."""

    text: str
    key: str


def parse_number(text: str) -> Number:
    """The number that a text prints, whatever the printing; what no grammar knows is of the family OTHER.

    Raises ValueError that says what was expected: for a text without a digit, one that is too long, one that begins as a Chinese
    national, local or plan number but goes on otherwise, and one that prints several numbers or a series.
    """
    number = _read(text)
    if number is None:
        raise ValueError(f"{_shown(text)} is no standard number: expected {_expected(plain(text))}")
    return number


REMEMBERED = 1024
"""Texts whose numbers are remembered: one row of a register asks for the same number a dozen times."""


def read_number(text: str) -> Number | Unparsed:
    """The number that a text prints, or the text itself, flagged by its type."""
    return _remembered(text) if len(text) <= LONGEST else _fresh(text)


@lru_cache(maxsize=REMEMBERED)
def _remembered(text: str) -> Number | Unparsed:
    return _fresh(text)


def _fresh(text: str) -> Number | Unparsed:
    return _read(text) or Unparsed(text.strip(), plain(text))


def number_key(text: str) -> str:
    """The comparison form of a text: equal for all printings of a number, the first one's for a double number."""
    return _remembered_key(text) if len(text) <= LONGEST else _fresh(text).key


@lru_cache(maxsize=REMEMBERED)
def _remembered_key(text: str) -> str:
    return _remembered(text).key


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


def is_known_plan_number(text: str) -> bool:
    """Whether a text prints a plan number (计划号) in the form of some issuer: the national plan, ministries, energy, construction."""
    number = read_number(text)
    return isinstance(number, Number) and number.family is Family.PLAN


def plan_number_text(text: str) -> str:
    """A plan number as it is kept and compared: one text for all its printings, whoever issued it."""
    number = read_number(text)
    if isinstance(number, Number) and number.family is Family.PLAN:
        return number.text
    return plan_text(plain(text))


def is_plan_number(text: str) -> bool:
    """Whether a text prints a number of the national plan (计划号), YYYYNNNN-T-ddd."""
    number = read_number(text)
    return isinstance(number, Number) and number.family is Family.PLAN and number.printed is None


def as_printed(part: str) -> str:
    """A part of a number with the widths, dashes and case of stored ones: its spaces count, those at its ends, too."""
    lead, trail = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
    return f"{' ' if lead else ''}{plain(part)}{' ' if trail else ''}"


def folded(part: str) -> str:
    """A part of a number without what printings differ in: widths, dashes, case, spaces, slashes."""
    return plain(part).replace(" ", "").replace("/", "")


def _read(text: str) -> Number | None:
    if len(text) > LONGEST * 4:
        return None
    folded = plain(text)
    if len(folded) > LONGEST:
        return None
    unwrapped = unwrap(folded)
    number = _structured(unwrapped) or _structured(folded)
    if number is not None and number.family is Family.LOCAL and number.revised:
        # provinces have no settled form for a partial revision, as the engineering standards of the nation have
        return Number(number.family, "", number.key, printed=shown(text))
    return number or _kept(text, folded, unwrapped)


def _structured(folded: str) -> Number | None:
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


def _kept(text: str, folded: str, unwrapped: str) -> Number | None:
    """A number that is kept as printed; None for what is none."""
    if prints_several(folded):
        return None
    blank = filled(unwrapped)
    like = _structured(blank) if blank else None
    family = like.family if like else family_of(unwrapped)
    slip = family not in (Family.ISO_IEC, Family.PLAN) and _MISSHAPEN.match(unwrapped)
    if like is None and (slip or not _DIGIT.search(folded)):
        return None
    key = compact(folded)
    if _structured(unwrap(key)) is not None:
        key = folded  # its spaces tell it from that number
    if family is Family.PLAN:
        key = plan_text(folded)
        return Number(family, "", key, printed=key)
    return Number(family, "", key, printed=tidy(folded, text))


def _expected(folded: str) -> str:
    if len(folded) <= LONGEST and prints_several(folded):
        return "one number, not several or a series"
    for grammar in GRAMMARS:
        if grammar.lead.match(folded):
            return grammar.form
    return (
        "one such as GB/T 24067-2024, HJ 1184-2021, DB21/T 4134-2025, T/CPIA 0028.2-2021, Q/THSP 0004S-2021,"
        " CETS-AG-02.01-V01-2024, ISO 14067:2018, IEC TS 62804-1-1:2020, ITU-T L.1410 or the plan number 20232745-T-339"
    )


def _shown(text: str) -> str:
    return repr(text if len(text) <= LONGEST else text[:LONGEST] + "…")
