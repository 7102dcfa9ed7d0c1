"""Grammars of international numbers: ISO, IEC, what they publish together and with others, and ITU."""

from __future__ import annotations

import re

from stdgraph.domain.numbers.codes import DOCUMENT_TYPES, DRAFTS, EDITION_FORMS, PARTNERS, PUBLISHERS, SUPPLEMENTS
from stdgraph.domain.numbers.grammar import YEAR, Grammar, full_year, pattern
from stdgraph.domain.numbers.number import Family, Number, Supplement

_PUBLISHER = rf"(?P<publisher>(?:{'|'.join(PUBLISHERS)})(?:[/ ](?:{'|'.join(PARTNERS)})){{0,2}})"
_DRAFT = rf"(?:(?P<draft>{'|'.join(DRAFTS)}|F?D(?=TS|TR|PAS|GUIDE)) ?)?"
_TYPE = rf"(?P<type>{'|'.join(DOCUMENT_TYPES)})?"
_DRAFTS_OF_SUPPLEMENTS = "PWI|NP|AWI|WD|CDV|CD|PRF|FDIS|DIS|FD|D"
_SUPPLEMENT = (
    rf"(?P<join>[/+ ])(?:(?P<draft>{_DRAFTS_OF_SUPPLEMENTS}) ?)?(?P<kind>{'|'.join(SUPPLEMENTS)}|A(?=\d))"
    rf"[. ]?(?P<no>\d{{1,3}}(?:\.\d)?)?(?:[:-](?P<year>{YEAR}))?"
)
_MORE = f"(?:{re.sub('[?]P<[a-z]+>', '?:', _SUPPLEMENT)})*"
_SUPPLEMENTS = f"(?P<supplements>{_MORE})"
_EACH_SUPPLEMENT = re.compile(_SUPPLEMENT, re.ASCII)
_LAST_PART_IS_YEAR = re.compile(YEAR, re.ASCII)


def _prefix(publisher: str, draft: str | None, kind: str | None) -> str:
    """As each body prints it: ``ISO/TS``, ``ISO/CD TR``, ``ISO Guide``, but ``IEC TS``, ``ISO/IEC TR``."""
    name = "Guide" if kind == "GUIDE" else kind or ""
    words = f"{draft}{name}" if draft in ("D", "FD") else " ".join(filter(None, (draft, name)))
    if not words:
        return publisher
    return f"{publisher}{'/' if publisher == 'ISO' and words != 'Guide' else ' '}{words}"


def _supplement(found: re.Match[str]) -> Supplement:
    return Supplement(
        SUPPLEMENTS.get(found["kind"], "Amd"),
        found["no"],
        full_year(found["year"]),
        found["draft"],
        joined=found["join"] == "+",
    )


def _iso(found: re.Match[str]) -> Number:
    parts = found["parts"].split("-")[1:]
    year = full_year(found["year"])
    if year is None and parts and _LAST_PART_IS_YEAR.fullmatch(parts[-1]):
        year = int(parts.pop())  # ISO 14040-2006: no part has such a number, and so it is printed in China
    return Number(
        Family.ISO_IEC,
        _prefix(found["publisher"].replace(" ", "/"), found["draft"], found["type"]),
        found["serial"],
        tuple(parts),
        year,
        month=int(found["month"]) if found["month"] else None,
        iteration=found["iteration"],
        supplements=tuple(map(_supplement, _EACH_SUPPLEMENT.finditer(found["supplements"]))),
        edition=found["edition"],
        corrected=tuple(map(_supplement, _EACH_SUPPLEMENT.finditer(found["corrected"] or ""))),
        language=found["language"],
    )


def _itu(found: re.Match[str]) -> Number:
    year = found["year"] or found["plain_year"]
    return Number(
        Family.ITU,
        f"ITU-{found['sector']}",
        f"{found['series']}.{found['serial']}",
        tuple(found["parts"].split(".")[1:]),
        full_year(year),
        month=int(found["month"]) if found["month"] else None,
        version=found["version"],
    )


ISO_IEC = Grammar(
    re.compile("|".join(PUBLISHERS)),
    (
        pattern(
            rf"{_PUBLISHER}[/ -]?{_DRAFT}{_TYPE}[ -]?(?P<serial>\d{{1,6}}[A-Z]?)"
            rf"(?P<parts>(?:-[0-9A-Z]{{1,6}}(?:/\d(?=[:/]|$))?)*)"
            rf"(?:\.(?P<iteration>\d))?(?:[: ](?P<year>{YEAR}|(?<=:)\d\d)(?:-(?P<month>0[1-9]|1[0-2]))?)?{_SUPPLEMENTS}:?"
            rf"(?: (?P<edition>{'|'.join(EDITION_FORMS)}|ED\d{{1,2}})(?P<corrected>{_MORE})?)?"
            r"(?:\((?P<language>[A-Z]{1,2}(?:[/,][A-Z]{1,2})*)\))?"
        ),
    ),
    _iso,
    "the publisher, perhaps the kind of document, a serial number, parts after hyphens and a year after a colon,"
    " such as ISO 14067:2018 or IEC TS 62804-1-1:2020",
)
ITU = Grammar(
    re.compile("ITU"),
    (
        pattern(
            r"ITU[- ]?(?P<sector>[TRD]) ?(?:REC[. ])?(?P<series>[A-Z]{1,4})\."
            r"(?P<serial>\d{1,5})(?P<parts>(?:\.\d{1,4})*)"
            r"(?:-(?P<version>\d{1,3}))?"
            rf"(?:\((?:(?P<month>0?[1-9]|1[0-2])/)?(?P<year>{YEAR})\)|[: ](?P<plain_year>{YEAR}))?"
        ),
    ),
    _itu,
    "ITU-T, ITU-R or ITU-D, the series and number, perhaps month and year, such as ITU-T L.1410 (12/2014)",
)
