"""Committees as registers print them (``ISO/TC 207/SC 7``, ``TC 86/SC 86B``) and their codes in the catalogue (``ISO/TC207/SC7``)."""

from __future__ import annotations

import re
from unicodedata import normalize

from stdgraph.datasets.importing.rows import ImportRows
from stdgraph.datasets.rows import CommitteeRow
from stdgraph.datasets.seed_statements import committee_statement
from stdgraph.domain.vocabulary import CommitteeLevel, Confidence

BODIES = ("ISO", "IEC", "ITU", "CEN", "CENELEC", "IEEE", "SAC")
_NAMELESS = re.compile(r"(?:TC|PC|SC|JTC|SyC|SEG|PT)\s*\d", re.IGNORECASE)
_COMMITTEE = re.compile(r".*/(?:TC|PC|JTC)\d+[A-Z]*", re.IGNORECASE)
_SEPARATED = re.compile(r"\s*/\s*")


def committee_code(printed: str, body: str | None = None) -> str | None:
    """The code of a committee as it is printed; ``body`` stands before one that names no body. None for an empty text."""
    text = " ".join(normalize("NFKC", printed).split())
    if not text:
        return None
    if body and _NAMELESS.match(text):
        text = f"{body}/{text}"
    parts: list[str] = []
    for segment in _SEPARATED.split(text):
        first, _, rest = segment.partition(" ")
        parts += [first, rest] if first in BODIES and rest else [segment]
    code = "/".join(part.replace(" ", "") for part in parts if part.strip())
    return re.sub(r"[|;,]", "", code) or None


def parent_of(code: str) -> str | None:
    """The committee of which a code names a subcommittee or group; None for a committee of its own."""
    above = code.rpartition("/")[0]
    return above if _COMMITTEE.fullmatch(above) else None


class CommitteeNames:
    """The committees that the rows of an import name: each is stated once, with the one above it."""

    def __init__(self, rows: ImportRows, level: CommitteeLevel = CommitteeLevel.INTERNATIONAL) -> None:
        self._rows = rows
        self._level = level
        self._named: dict[str, None] = {}

    def code(self, printed: object, body: str | None = None) -> str | None:
        """The code of a committee as a row prints it; None where it names none."""
        return committee_code(printed, body) if isinstance(printed, str) else None

    def mention(self, code: str) -> None:
        """An accepted row names it."""
        while code not in self._named:
            self._named[code] = None
            above = parent_of(code)
            if above is None:
                break
            code = above

    def state(self) -> None:
        """State every committee that was mentioned and that the import does not state otherwise."""
        for code in self._named:
            row = CommitteeRow(
                code=code,
                parent=parent_of(code),
                level=self._level,
                source=self._rows.refs,
                confidence=Confidence.VERIFIED,
            )
            self._rows.state_once(committee_statement(row))
