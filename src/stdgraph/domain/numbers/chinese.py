"""Grammars of Chinese numbers: national, industry, local, group, enterprise, the carbon market's, and plan numbers."""

from __future__ import annotations

import re
from dataclasses import replace

from stdgraph.domain.numbers.codes import ASSOCIATIONS, ENTERPRISES, INDUSTRY_CODES, REGIONS
from stdgraph.domain.numbers.grammar import YEAR, Grammar, full_year, pattern
from stdgraph.domain.numbers.number import Family, Number, Supplement

_SERIAL = r"(?P<serial>\d{1,9}[A-Z]?)"
_TAIL = (
    r"(?P<parts>(?:\.\d{1,6}[A-Z]?)*)"
    rf"(?:(?P<sign>[-: ])(?P<year>{YEAR})(?P<english>E)?|-(?P<short>\d\d))?"
    rf"(?:\((?P<revised>{YEAR})\))?(?P<sheets>(?:[/ ]XG ?\d{{1,2}}(?:-{YEAR})?)*)"
    r"(?:\((?P<language>[A-Z])\))?"
)
_BODY = _SERIAL + _TAIL
_SHEET = re.compile(r"XG ?(\d+)(?:-(\d{4}))?", re.ASCII)
_WORKS_SERIAL = r"(?P<serial>[A-Z]{0,2}\d{1,5}[A-Z]?(?:/\d{1,2})?(?:-\d{1,2}(?=-(?:19|20)\d\d))?)"
"""Of construction works: ``D60``, ``F80/1``, ``144-1``."""
_KIND = r"(?:[ /-]?(?P<kind>[TZ]))?"
_CODES = "|".join(
    sorted((code.replace("/", "[ /-]?") for code in INDUSTRY_CODES if code != "DB"), key=len, reverse=True)
)
_ISSUER = r"(?P<code>[A-Z]{1,20})"
_OWN_SERIAL = r"(?P<serial>[A-Z]{0,3}\d{1,9}[A-Z]?)"


def _number(found: re.Match[str], family: Family, prefix: str) -> Number:
    return Number(
        family,
        prefix,
        found["serial"],
        tuple(found["parts"].split(".")[1:]),
        full_year(found["year"] or found["short"]),
        supplements=tuple(
            Supplement("XG", no, full_year(year or None)) for no, year in _SHEET.findall(found["sheets"])
        ),
        language=found["language"] or found["english"],
        revised=full_year(found["revised"]),
    )


def _suffixed(code: str, kind: str | None) -> str:
    return f"{code}/{kind}" if kind else code


def _national(found: re.Match[str]) -> Number:
    code = "GBn" if found["code"] == "GBN" else found["code"]
    return _number(found, Family.NATIONAL, _suffixed(code, found.groupdict().get("kind")))


def _military(found: re.Match[str]) -> Number:
    return _number(found, Family.MILITARY, _suffixed("GJB", found["kind"]))


def _cecs(found: re.Match[str]) -> Number:
    return replace(_number(found, Family.GROUP, "CECS"), colon=found["sign"] == ":")


def _industry(found: re.Match[str]) -> Number:
    code = re.sub("[ -]", "/", found["code"])
    code = "NB/SH" if code == "NBSH" else code
    return _number(found, Family.INDUSTRY, _suffixed(code, found["kind"]))


def _local(found: re.Match[str]) -> Number:
    return _number(found, Family.LOCAL, _suffixed(f"DB{found['code']}", found.groupdict().get("kind")))


def _group(found: re.Match[str]) -> Number:
    return _number(found, Family.GROUP, f"T/{found['code']}")


def _enterprise(found: re.Match[str]) -> Number:
    return _number(found, Family.ENTERPRISE, f"Q/{found['code']}")


def _cets(found: re.Match[str]) -> Number:
    return Number(
        Family.CARBON_MARKET,
        f"CETS-{found['code']}",
        found["serial"],
        tuple(found["parts"].split(".")[1:]),
        full_year(found["year"]),
        version=found["version"],
    )


def _plan(found: re.Match[str]) -> Number:
    return Number(Family.PLAN, found["kind"], found["serial"], (found["department"],), int(found["year"]))


NATIONAL = Grammar(
    re.compile("GB|GSB|JJ[FG]"),
    # GBZ (occupational health) is a code of its own; with a separator the Z is that of a guidance document
    (
        pattern(rf"(?P<code>GBZ|GBJ){_KIND}[ -]?{_BODY}"),
        pattern(rf"(?P<code>GBN|JJF|JJG) ?{_BODY}"),
        pattern(rf"(?P<code>GSB) ?(?P<serial>\d{{1,2}}-\d{{3,5}}){_TAIL}"),
        pattern(rf"(?P<code>GB){_KIND}[ -]?{_BODY}"),
    ),
    _national,
    "GB, GB/T or GB/Z, a serial number, its parts and a year, such as GB/T 6495.3-2025",
)
MILITARY = Grammar(
    re.compile("GJB"),
    (pattern(rf"GJB(?:[ /-]?(?P<kind>[ZJ]))?[ -]?{_BODY}"),),
    _military,
    "GJB, perhaps /Z, a serial number with its letter, parts and a year, such as GJB 150.16A-2009",
)
INDUSTRY = Grammar(
    re.compile(rf"(?:{_CODES}|DB[ /-]?T)(?![A-SU-Y])"),
    (
        pattern(rf"(?P<code>{_CODES}){_KIND}[ -]?{_BODY}"),
        pattern(rf"(?P<code>JT[GSJ]){_KIND}[ -]?{_WORKS_SERIAL}{_TAIL}"),
        pattern(rf"(?P<code>DB)[ /-]?(?P<kind>T)[ -]?{_BODY}"),  # earthquakes; DB and digits is a province
    ),
    _industry,
    "an industry's code, perhaps /T or /Z, a serial number, its parts and a year, such as HJ 1184-2021",
)
LOCAL = Grammar(
    re.compile(rf"DB ?(?:{REGIONS})"),
    (
        pattern(rf"DB ?(?P<code>(?:{REGIONS})(?:\d{{2}}|\d{{4}})?)[ /-]?(?P<kind>[TZ])[ -]?{_BODY}"),
        pattern(rf"DB ?(?P<code>(?:{REGIONS})(?:\d{{2}}|\d{{4}})?)[ /]{_BODY}"),
        pattern(rf"DB ?(?P<code>{REGIONS}){_BODY}"),
    ),
    _local,
    "DB, a region's code, perhaps /T, a serial number, its parts and a year, such as DB21/T 4134-2025",
)
GROUP = Grammar(
    re.compile(rf"T/|T[ -]?(?:{'|'.join(ASSOCIATIONS)})(?![A-Z])"),
    (
        pattern(rf"T[ /-]?{_ISSUER}[ -]?{_BODY}"),
        # a code with digits, or a serial that begins with a letter, is told apart by the space only
        pattern(rf"T[ /-](?P<code>[A-Z0-9]{{0,9}}[A-Z][A-Z0-9]{{0,9}}) {_OWN_SERIAL}{_TAIL}"),
    ),
    _group,
    "T/, the association's code, a serial number, its parts and a year, such as T/CPIA 0028.2-2021",
)
CECS = Grammar(
    re.compile("CECS"),
    (pattern(rf"CECS[ -]?{_BODY}"),),
    _cecs,
    "CECS, a serial number and a year, such as CECS 41:2004",
)
ENTERPRISE = Grammar(
    re.compile(rf"Q/|Q[ -]?(?:{'|'.join(ENTERPRISES)})(?![A-Z])"),
    (
        pattern(rf"Q[ /-]?{_ISSUER}[ -]?{_BODY}"),
        pattern(rf"Q[ /-](?P<code>[A-Z0-9]{{1,19}}) {_OWN_SERIAL}{_TAIL}"),
    ),
    _enterprise,
    "Q/, the enterprise's code, a serial number and a year, such as Q/THSP 0004S-2021",
)
CARBON_MARKET = Grammar(
    re.compile("CETS"),
    (
        pattern(
            r"CETS[ -]?(?P<code>[A-Z]{2})[ -]?(?P<serial>\d{1,3})(?P<parts>(?:\.\d{1,3})*)"
            rf"(?:[ -]?(?P<version>V\d\d))?(?:[- ](?P<year>{YEAR}))?"
        ),
    ),
    _cets,
    "CETS, AG or VG, sector, version and year, such as CETS-AG-02.01-V01-2024",
)
PLAN = Grammar(
    re.compile(r"\d{8}"),
    (pattern(rf"(?P<year>{YEAR})(?P<serial>\d{{4}})[- ]?(?P<kind>[TZQ])[- ]?(?P<department>\d{{3}})"),),
    _plan,
    "year and serial number, T, Z or Q, and the department's code, such as 20232745-T-339",
)
