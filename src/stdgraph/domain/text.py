"""Texts: which ones people may enter, how they are compared, and opaque ones that clients hold and send back."""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache
from unicodedata import normalize

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def is_one_line(text: str) -> bool:
    """Whether a text holds neither line breaks nor other control characters, such as those that steer a terminal or turn the direction."""
    return _CONTROL.search(text) is None


def is_plain(text: str) -> bool:
    """Whether a text of several lines holds no control characters but line breaks and tabs."""
    return is_one_line(re.sub("[\n\r\t]", "", text))


_BLANKS = re.compile(r"\s+")

_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What is not shown: Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt (zero-width, soft hyphen, variation selectors)."""


def is_visible(text: str) -> bool:
    """Whether all of a text is shown, in one line: two codes that read the same are the same."""
    return is_one_line(text) and _IGNORABLE.search(text) is None


_RADICALS = str.maketrans(
    "⺝⺜⺟⺠⺡⺧⺩⺫⺬⺮⺶⺼⺾⻁⻄⻅⻆⻉⻋⻌⻏⻑⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "月日母民氵牛王目示竹羊肉艹虎西见角贝车辶阝長长门阝雨青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
)
"""Radicals that PDF files have for characters and NFKC leaves alone, by Unicode's EquivalentUnifiedIdeograph.txt."""


@lru_cache(maxsize=1024)
def camel_case(name: str) -> str:
    """The name of a field or argument in the API and in rows, from its Python name."""
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def composed(text: str) -> str:
    """A text as it is stored: as it was entered, its accents joined to their letters (NFC)."""
    return normalize("NFC", text)


def fold(text: str) -> str:
    """The form in which titles are compared and searched: ``fold(one) == fold(other)`` where people read the same.

    Compatibility forms are plain (NFKC: full width, Kangxi radicals), case does not matter, what is not shown is gone, every run of blanks
    is one space, none at the ends. Folding a folded text changes nothing.
    """
    return fold_part(text).strip(" ")


def fold_part(text: str) -> str:
    """The same of a part of a text: the blanks at its ends count, each run as one."""
    if text.isascii():
        return _blanks_joined(text.lower())
    while (folded := _folded_once(text)) != text:
        text = folded
    return folded


def _folded_once(text: str) -> str:
    """One pass; what it composes may fold further, which happens to few characters only."""
    plain = normalize("NFKC", text).translate(_RADICALS).casefold()
    return _blanks_joined(normalize("NFKC", _IGNORABLE.sub("", plain)))


def _blanks_joined(text: str) -> str:
    return _BLANKS.sub(" ", text)


def to_opaque(content: bytes) -> str:
    """Bytes as unpadded base64url (RFC 4648, section 5): the form of every cursor, global id and bookmark."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def from_opaque(text: str) -> bytes:
    """The bytes in an opaque text. Raises ValueError when it is not base64url."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("not base64url") from error
