"""How wide a text is in print, in ems, and where its lines break: for row heights of sheets and for boxes of diagrams."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

_WIDE = frozenset("WFA")
"""Widths by which a character takes a whole em in a Chinese font: wide, full, and the ambiguous ones (—, ％, ①)."""
_BROAD = re.compile(r"[A-Z@%&mwMW]")
LATIN, BROAD = 0.55, 0.72
_PIECES = re.compile(r"[!-~\u00a0-\u02ff]+|\s+|.", re.DOTALL)
_NEVER_FIRST = frozenset("，。、；：？！）》〉」』】〕％,.;:?!)]}%")
"""Signs that no line begins with."""


def em_width(text: str) -> float:
    """The width of a text of one line in ems: 1 for a Chinese character, about a half for a Latin letter."""
    return sum(_width(sign) for sign in text)


def _width(sign: str) -> float:
    if east_asian_width(sign) in _WIDE:
        return 1.0
    return BROAD if _BROAD.match(sign) else LATIN


def wrap(text: str, width: float) -> list[str]:
    """The lines of a text that are at most ``width`` ems wide; at least one.

    Words stay whole where they fit into a line, and no line begins with a closing sign. A single sign wider than the line
    is a line of its own.
    """
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += _wrapped(paragraph, width)
    return lines


def _wrapped(text: str, width: float) -> list[str]:
    lines, line = [], ""
    for piece in _pieces(text, width):
        if em_width(line + piece.rstrip()) <= width:
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


def _pieces(text: str, width: float) -> list[str]:
    """What is not broken: words that fit into a line, and single signs."""
    pieces: list[str] = []
    for piece in _PIECES.findall(text):
        pieces += [piece] if piece.isspace() or em_width(piece) <= width else list(piece)
    return pieces
