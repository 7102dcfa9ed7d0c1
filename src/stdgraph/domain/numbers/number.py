"""A number in its parts, its canonical text and its comparison form."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from stdgraph.domain.vocabulary import Level, Nature


class Family(StrEnum):
    """The grammar that a number follows."""

    NATIONAL = "NATIONAL"
    INDUSTRY = "INDUSTRY"
    LOCAL = "LOCAL"
    GROUP = "GROUP"
    ENTERPRISE = "ENTERPRISE"
    CARBON_MARKET = "CARBON_MARKET"
    ISO_IEC = "ISO_IEC"
    ITU = "ITU"
    PLAN = "PLAN"
    MILITARY = "MILITARY"
    """GJB: national military standards, which no level of the Standardization Law covers."""
    INTERNATIONAL = "INTERNATIONAL"
    """Bodies beside ISO, IEC and ITU that the world shares: Codex, the IETF, OIML."""
    FOREIGN = "FOREIGN"
    """Of another country or region, or of an association abroad: EN, DIN, JIS, ASTM, UL, GOST."""
    OTHER = "OTHER"
    """What no grammar knows."""


LEVELS: dict[Family, Level | None] = {
    Family.NATIONAL: Level.NATIONAL,
    Family.INDUSTRY: Level.INDUSTRY,
    Family.LOCAL: Level.LOCAL,
    Family.GROUP: Level.GROUP,
    Family.ENTERPRISE: Level.ENTERPRISE,
    Family.CARBON_MARKET: Level.OTHER,
    Family.ISO_IEC: Level.INTERNATIONAL,
    Family.ITU: Level.INTERNATIONAL,
    Family.PLAN: None,
    Family.MILITARY: None,
    Family.INTERNATIONAL: Level.INTERNATIONAL,
    Family.FOREIGN: Level.OTHER,
    Family.OTHER: None,
}
_PADDING = re.compile(r"(?<!\d)0+(?=\d)")
NATURES = {"T": Nature.RECOMMENDED, "Z": Nature.GUIDANCE, "Q": Nature.MANDATORY}
BARE_IS_MANDATORY = (Family.NATIONAL, Family.LOCAL)
"""An industry number without /T or /Z says nothing: mandatory before the law of 2018, recommended since (HJ)."""

SAY_NO_NATURE = ("GSB", "GBn", "JJF", "JJG")
"""Reference materials, internal standards, and regulations of metrology, which are under a law of their own."""


@dataclass(frozen=True, slots=True)
class Supplement:
    """What amends a document: ``/Amd 1:2015``, ``/Cor 2:2009``, ``/XG1-2020`` (修改单); ``joined``: ``+AMD1:2022``."""

    kind: str
    number: str | None = None
    year: int | None = None
    draft: str | None = None
    joined: bool = False

    def render(self, *, iec: bool) -> str:
        """As ISO prints it, or IEC, which joins the kind and the number."""
        if self.kind == "XG":
            return f"/XG{self.number}{_after('-', self.year)}"
        compact = iec or self.joined
        kind = self.kind.upper() if compact else self.kind
        if self.draft in ("D", "FD"):
            kind = self.draft + {"Amd": "AM"}.get(self.kind, self.kind.upper())
        elif self.draft:
            kind = f"{self.draft} {kind}"
        number = _after("" if compact else " ", self.number)
        return f"{'+' if self.joined else '/'}{kind}{number}{_after(':', self.year)}"


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a known family.

    ``prefix`` is canonical: ``GB/T``, ``DB21/T``, ``T/CPIA``, ``IEC TS``, ``CETS-AG``, a plan's ``T``. ``year`` is
    None where none is printed. ``iteration`` counts drafts
    (``ISO/DIS 10545-24.2``); ``version`` is CETS's ``V01`` and the revision of ITU-R, ``month`` ITU's; ``edition`` is
    IEC's ``CSV``, ``RLV``; ``revised`` the year of a partial revision (``GB 50011-2010(2016)``); ``aliases`` are the
    further numbers of a double number. That a body once numbered otherwise
    (IEC 1215 is today's IEC 61215) is knowledge, not grammar: such numbers stay themselves. ``printed`` is the text of a
    number that is kept as printed: its family is known, or OTHER, its parts are not, and ``serial`` is its comparison form.
    """

    family: Family
    prefix: str
    serial: str
    parts: tuple[str, ...] = ()
    year: int | None = None
    month: int | None = None
    version: str | None = None
    iteration: str | None = None
    supplements: tuple[Supplement, ...] = ()
    edition: str | None = None
    language: str | None = None
    revised: int | None = None
    aliases: tuple[Number, ...] = ()
    printed: str | None = None
    corrected: tuple[Supplement, ...] = ()
    """What amends one form of a text: ``CSV/COR1:2005``."""
    colon: bool = False
    """Whether a Chinese number has its year after a colon, as CECS prints some."""

    @property
    def text(self) -> str:
        """The canonical printed form: the same text read again is the same number."""
        main = self.printed or _RENDER.get(self.family, _render_chinese)(self)
        return "/".join((main, *(alias.text for alias in self.aliases)))

    @property
    def key(self) -> str:
        """The comparison form, itself a number that reads back to the same key.

        It leaves out what does not make another document: leading zeros (issuers pad serials to a width,
        ``T/CPIA 0028.2``, and citations drop it), the language, the form of an edition, further numbers. GBZ
        (occupational health) and GB/Z (guidance) are two series: ``GBZ 117-2020`` and ``GB/Z 117-2020`` are two documents.
        """
        if self.printed is not None:
            return self.serial
        padded = self.family in (Family.PLAN, Family.ITU)
        own_parts = self.family in (Family.ISO_IEC, Family.ITU, Family.PLAN)
        serial = self.serial if padded else _unpad(self.serial)
        parts = self.parts if own_parts else tuple(map(_unpad, self.parts))
        month = self.month if self.family is Family.ITU else None
        left_out = (self.corrected, self.colon, self.edition, self.language, self.aliases)
        if (serial, parts, month) == (self.serial, self.parts, self.month) and not any(left_out):
            return self.text.upper()  # most numbers are their own comparison form
        return replace(
            self,
            serial=serial,
            parts=parts,
            month=month,
            supplements=(*self.supplements, *self.corrected),
            corrected=(),
            colon=False,
            edition=None,
            language=None,
            aliases=(),
        ).text.upper()

    @property
    def level(self) -> Level | None:
        """The level that the number says; None where it says none, as plans of ministries and unknown bodies do."""
        if self.family is Family.PLAN and self.printed is None:
            return Level.NATIONAL
        return LEVELS[self.family]

    @property
    def nature(self) -> Nature | None:
        """Whether the document binds, as far as the number says; None for group, enterprise, international ones."""
        if self.printed is not None or self.prefix in SAY_NO_NATURE:
            return None
        if self.family is Family.PLAN:
            return NATURES[self.prefix]
        if self.family not in (Family.NATIONAL, Family.INDUSTRY, Family.LOCAL):
            return None
        suffix = self.prefix.rpartition("/")[2] if "/" in self.prefix else ""
        return NATURES.get(suffix, Nature.MANDATORY if self.family in BARE_IS_MANDATORY else None)


def _after(sign: str, value: str | int | None) -> str:
    return "" if value is None else f"{sign}{value}"


def _unpad(serial: str) -> str:
    return _PADDING.sub("", serial, count=1)


def _render_chinese(number: Number) -> str:
    supplements = "".join(s.render(iec=False) for s in number.supplements)
    revised = f"({number.revised})" if number.revised else ""
    language = f"({number.language})" if number.language else ""
    body = f"{'.'.join((number.serial, *number.parts))}{_after(':' if number.colon else '-', number.year)}"
    return f"{number.prefix} {body}{revised}{supplements}{language}"


def _render_cets(number: Number) -> str:
    sector = ".".join((number.serial, *number.parts))
    return f"{number.prefix}-{sector}{_after('-', number.version)}{_after('-', number.year)}"


def _render_iso(number: Number) -> str:
    iec = number.prefix.startswith(("IEC", "CISPR"))
    supplements = "".join(s.render(iec=iec) for s in number.supplements)
    corrected = "".join(s.render(iec=iec) for s in number.corrected)
    month = f"-{number.month:02}" if number.month else ""
    body = f"{'-'.join((number.serial, *number.parts))}{_after('.', number.iteration)}{_after(':', number.year)}{month}"
    language = f"({number.language})" if number.language else ""
    return f"{number.prefix} {body}{supplements}{_after(' ', number.edition)}{corrected}{language}"


def _render_itu(number: Number) -> str:
    month = f"{number.month:02}/" if number.month else ""
    date = f" ({month}{number.year})" if number.year else ""
    return f"{number.prefix} {'.'.join((number.serial, *number.parts))}{_after('-', number.version)}{date}"


def _render_plan(number: Number) -> str:
    return f"{number.year}{number.serial}-{number.prefix}-{'-'.join(number.parts)}"


_RENDER = {
    Family.CARBON_MARKET: _render_cets,
    Family.ISO_IEC: _render_iso,
    Family.ITU: _render_itu,
    Family.PLAN: _render_plan,
}
