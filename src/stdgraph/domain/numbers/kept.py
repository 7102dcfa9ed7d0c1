"""Numbers that are kept as printed: bodies whose grammar is not ours, and blanks that are still to be filled."""

from __future__ import annotations

import re
import unicodedata

from stdgraph.domain.numbers.codes import ABROAD, REGIONS, WORLDWIDE
from stdgraph.domain.numbers.grammar import YEAR, invisible_removed
from stdgraph.domain.numbers.number import Family

_PROVINCE = re.compile(r"JJ[FG]\([^()]\)")
LEADS: tuple[tuple[Family, re.Pattern[str]], ...] = tuple(
    (family, re.compile(text, re.ASCII))
    for family, text in (
        (Family.PLAN, r"W\d{8}$|能源 ?\d{8}$|SPAQ-\d{4}-\d+$|建标 ?[〔\[(]\d{4}[〕\])] ?第?\d{1,5}号"),
        (Family.PLAN, r"(?:19|20)\d\d[- ]?\d{3,5}[TZQ]?[- ]?[A-Z]{2,4}$"),
        (Family.LOCAL, rf"DB[SJ](?![A-SU-Z])|DBJT ?\d|DG/?TJ|DGJ|DB ?(?:{REGIONS})(?!\d+$)"),
        (Family.INDUSTRY, r"ZB ?(?:/T ?)?[A-Z] ?\d|JJ[FG]\([^()]{2,8}\)"),
        (Family.LOCAL, r"JJ[FG]\([^()]\)"),
        (Family.MILITARY, r"GJB(?![A-IK-Y])"),
        (Family.GROUP, "T/"),
        (Family.ENTERPRISE, "Q/"),
        (Family.CARBON_MARKET, r"CCER(?![A-Z])|CETS(?![A-Z])"),
        (
            Family.ISO_IEC,
            r"(?:IEC )?(?:\d{1,3}[A-Z]?|[A-Z]{2,6}\d?)/\d{1,5}[A-Z]*/(?:NP|CDV?|FDIS|DTS|DTR|DC|RVC|RVD|Q|INF)$",
        ),
        (
            Family.ISO_IEC,
            rf"(?:ISO/IEC|ISO|IEC|CISPR)[ /](?![JSP]?TC ?\d|SC ?\d)[^:]{{1,80}}:(?:[^:]{{1,40}}:)?{YEAR}(?: [A-Z]{{2,3}})?$",
        ),
        (Family.ITU, r"ITU[- ]?[TRD](?![A-Z])"),
        (Family.INTERNATIONAL, rf"(?:{'|'.join(WORLDWIDE)})(?![A-Z])"),
        (Family.FOREIGN, rf"(?:{'|'.join(ABROAD)})(?!\w*[a-z])(?![A-Zа-я])|(?:JIS|KS) ?[A-Z] ?\d"),
    )
)
"""Families by how their texts begin; what no grammar of theirs reads is kept, if there is a digit in it."""

_BLANK_YEAR = re.compile(r"-(?=\d{0,3}[X×])[\dX×]{4}$", re.ASCII)
_BLANKS = re.compile(r"X{2,}|×+|(?<=\d)X", re.ASCII)
_SPACE = re.compile(r"(?<!\d) | (?!\d)", re.ASCII)
_MINISTRY = re.compile(r"(\d{4})[- ]?(\d{3,5}[TZQ]?)[- ]?([A-Z]{2,4})", re.ASCII)
_TIDY = re.compile(r"(?:(?:BS|DIN) )?EN(?: ISO| IEC)? ?\d", re.ASCII)


def family_of(folded: str) -> Family:
    """The family of a text that no grammar reads, by its beginning; OTHER where that says nothing."""
    return next((family for family, lead in LEADS if lead.match(folded)), Family.OTHER)


def filled(folded: str) -> str | None:
    """A text with digits in its blanks (``GB/T XXXX-XXXX``, ``202×``), so that a grammar reads it; None where it has none."""
    text = _BLANKS.sub(lambda found: "1" * len(found[0]), _BLANK_YEAR.sub("-2000", folded))
    return None if text == folded else text


def shown(text: str) -> str:
    """A text as printed: NFKC, no invisible signs, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", invisible_removed(text)).split())


def compact(folded: str) -> str:
    """The comparison form of a kept text: without spaces, but between digits, and without the slash before T or Z."""
    return re.sub(r"(?<=[A-Z])/(?=[TZ]\d)", "", _SPACE.sub("", folded))


def plan_text(folded: str) -> str:
    """A plan number as it is kept: one text for all its printings."""
    text = folded.translate(str.maketrans("[]", "〔〕"))
    if found := _MINISTRY.fullmatch(text):
        return f"{found[1]}-{found[2]}-{found[3]}"
    return text.replace(" ", "")


def tidy(folded: str, text: str) -> str:
    """European numbers are printed one way; the others stay as they were printed."""
    if _TIDY.match(folded):
        return re.sub(r"^([A-Z ]*[A-Z])(?=\d)", r"\1 ", folded)
    return shown(text)
