"""Nearness: which of the codes there are somebody may have meant who wrote one that there is not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

MOST = 3
"""How many codes are offered at most."""

LEAST = 0.5
"""How alike two texts must be, from 0 to 1: half of what they consist of stands in both, in the same order."""

LONGEST = 60
"""Characters of a text that are compared, and shown: no code is longer."""


def nearest(written: str, known: Iterable[tuple[str, Sequence[str]]], most: int = MOST) -> list[str]:
    """The codes nearest to what was written, best first; empty where nothing is like it.

    ``known`` gives each code with the titles of what bears it: a person who writes a title means its code.
    """
    text = _folded(written[:LONGEST])
    if not text:
        return []
    scored = [(max(_likeness(text, _folded(name)) for name in (code, *titles)), code) for code, titles in known]
    return [code for score, code in sorted(scored, key=lambda one: (-one[0], one[1])) if score >= LEAST][:most]


def shown(written: str) -> str:
    """A code as an error repeats it: at most so long, and in one line."""
    text = "".join(char if char.isprintable() else "�" for char in written[:LONGEST])
    return f"{text}…" if len(written) > LONGEST else text or "''"


def _likeness(text: str, name: str) -> float:
    matcher = SequenceMatcher(None, text, name, autojunk=False)
    if matcher.real_quick_ratio() < LEAST and text not in name:
        return 0.0
    contained = 0.6 if len(text) > 1 and text in name else 0.0
    return max(contained, matcher.ratio() if matcher.quick_ratio() >= LEAST else 0.0)


def _folded(text: str) -> str:
    """Width, case and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
