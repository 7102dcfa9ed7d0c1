"""Texts in print: what of them can be shown, how wide they are, in ems, and where their lines break."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import east_asian_width

_WIDE = frozenset("WFA")
"""Widths by which a character takes a whole em in a Chinese font: wide, full, and the ambiguous ones (—, ％, ①)."""
_BROAD = re.compile(r"[A-Z@%&mwMW]")
LATIN = 0.55
"""The width of a Latin letter where nothing is known of the font."""
_BROADER = 1.3
_PIECES = re.compile(r"[!-~\u00a0-\u02ff]+|\s+|.", re.DOTALL)
_NEVER_FIRST = frozenset("，。、；：？！）》〉」』】〕％,.;:?!)]}%")
"""Signs that no line begins with."""


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """A text without control characters but line breaks and tabs, and without what XML cannot hold."""
    return _CONTROL.sub("", text)


def em_width(text: str, latin: float = LATIN) -> float:
    """The width of a text of one line in ems: 1 for a Chinese character, ``latin`` for a Latin letter and more for a broad one."""
    return sum(_width(sign, latin) for sign in text)


@lru_cache(maxsize=8192)
def _width(sign: str, latin: float) -> float:
    if east_asian_width(sign) in _WIDE:
        return 1.0
    return latin * _BROADER if _BROAD.match(sign) else latin


def wrap(text: str, width: float, latin: float = LATIN) -> list[str]:
    """The lines of a text that are at most ``width`` ems wide; at least one.

    Words stay whole where they fit into a line, and no line begins with a closing sign. A single sign wider than the line
    is a line of its own.
    """
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += _wrapped(paragraph, width, latin)
    return lines


def _wrapped(text: str, width: float, latin: float) -> list[str]:
    lines, line = [], ""
    for piece in _pieces(text, width, latin):
        if em_width(line + piece.rstrip(), latin) <= width:
            line += piece
            continue
        kept, carried = _carried(line, piece)
        if kept.strip():
            lines.append(kept.rstrip())
        line = (carried + piece).lstrip()
    return [*lines, line.rstrip()]


def _carried(line: str, piece: str) -> tuple[str, str]:
    """The line before a piece that does not fit, and what goes over to the next one so that it begins with no closing sign."""
    if piece[0] in _NEVER_FIRST and len(line) > 1 and not line[-1].isspace() and line[-1] not in _NEVER_FIRST:
        return line[:-1], line[-1]
    return line, ""


def _pieces(text: str, width: float, latin: float) -> list[str]:
    """What is not broken: words that fit into a line, and single signs."""
    pieces: list[str] = []
    for piece in _PIECES.findall(text):
        pieces += [piece] if piece.isspace() or em_width(piece, latin) <= width else list(piece)
    return pieces
