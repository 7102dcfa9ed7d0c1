"""What printers vary: dashes, widths, case, spaces. Whatever is read as a number goes through ``plain`` first."""

from __future__ import annotations

import re
import string
import unicodedata

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
_AROUND_SIGNS = re.compile(r" ?([-/:|+.()]) ?")


def plain(text: str) -> str:
    """One form for all printings of a text: NFKC, ASCII capitals, one kind of dash, slash and colon, no spare spaces.

    Doing it twice changes nothing, which keys rest on. Only ASCII letters are capitalised: numbers have no others, and
    full case mapping would not stay put. The second NFKC joins marks that only a capital can carry.
    """
    folded = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).translate(_UPPER)
    folded = unicodedata.normalize("NFKC", folded).translate(_SIGNS)
    folded = _AROUND_SIGNS.sub(r"\1", " ".join(folded.split()))
    return re.sub("-+", "-", folded)
