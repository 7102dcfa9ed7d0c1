"""The shape of a grammar, and what all grammars share: how a number ends, how years are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from stdgraph.model.numbers.number import Number

END = r"(?=$|[/|]| IDT )"
"""After a number the text ends, or a double number goes on: ``/``, ISO's and ITU's ``|``, `` IDT ``."""

YEAR = r"(?:19|20)\d\d"
CENTURY_TURN = 50


@dataclass(frozen=True, slots=True)
class Grammar:
    """One family: how all its texts begin, the patterns that read them, first fit, and the form to show on errors."""

    lead: re.Pattern[str]
    patterns: tuple[re.Pattern[str], ...]
    number: Callable[[re.Match[str]], Number]
    form: str

    def match(self, text: str) -> tuple[Number, str] | None:
        """The number that a plain text begins with, and what follows it; None when this grammar reads none."""
        if not self.lead.match(text):
            return None
        for pattern in self.patterns:
            if found := pattern.match(text):
                return self.number(found), text[found.end() :]
        return None


def pattern(text: str) -> re.Pattern[str]:
    """A pattern over plain text; spaces in it count, digits are 0 to 9."""
    return re.compile(text + END, re.ASCII)


def full_year(digits: str | None) -> int | None:
    """The year of two or four digits: of two, 50 and above is the last century. None for a blank such as 202X."""
    if digits is None or not digits.isdigit():
        return None
    year = int(digits)
    if len(digits) > len("86"):
        return year
    return year + (1900 if year >= CENTURY_TURN else 2000)
