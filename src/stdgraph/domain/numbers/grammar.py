"""What grammars of numbers share: the printed form they read, how a number ends, how years are read."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from stdgraph.domain.numbers.number import Number

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2501\u30fc", "-"),
        **dict.fromkeys("\u2044\u2215\u29f8", "/"),
        **dict.fromkeys("\u2236\ua789\u02d0", ":"),
        "_": " ",  # file names: T_CIECCPA 041-2023, GB_T_24067_2024
    }
)
_FILE_NAME = re.compile(r"^(\s*[TQ])_")
"""In a file's name the underscore stands for the slash that makes the T an association's."""
_AROUND_SIGNS = re.compile(r" ?([-/:|+.()]) ?")


def plain(text: str) -> str:
    """One form for all printings of a text: NFKC, ASCII capitals, one kind of dash, slash and colon, no spare spaces.

    Doing it twice changes nothing, which keys rest on. Only ASCII letters are capitalised: numbers have no others, and
    full case mapping would not stay put. The second NFKC joins marks that only a capital can carry.
    """
    folded = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).translate(_UPPER)
    folded = _FILE_NAME.sub(r"\1/", unicodedata.normalize("NFKC", folded)).translate(_SIGNS)
    folded = _AROUND_SIGNS.sub(r"\1", " ".join(folded.split()))
    return re.sub("-+", "-", folded)


def invisible_removed(text: str) -> str:
    """A text without signs that are not seen: soft hyphens, zero-width spaces, byte order marks."""
    return text.translate(_INVISIBLE)


END = r"(?=$|[/|]| (?:IDT|MOD|EQV|NEQ) )"
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
