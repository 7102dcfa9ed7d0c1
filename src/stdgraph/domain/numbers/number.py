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


LEVELS: dict[Family, Level] = {
    Family.NATIONAL: Level.NATIONAL,
    Family.INDUSTRY: Level.INDUSTRY,
    Family.LOCAL: Level.LOCAL,
    Family.GROUP: Level.GROUP,
    Family.ENTERPRISE: Level.ENTERPRISE,
    Family.CARBON_MARKET: Level.OTHER,
    Family.ISO_IEC: Level.INTERNATIONAL,
    Family.ITU: Level.INTERNATIONAL,
    Family.PLAN: Level.NATIONAL,
}
_PADDING = re.compile(r"(?<!\d)0+(?=\d)")
NATURES = {"T": Nature.RECOMMENDED, "Z": Nature.GUIDANCE, "Q": Nature.MANDATORY}
BARE_IS_MANDATORY = (Family.NATIONAL, Family.LOCAL)
"""An industry number without /T or /Z says nothing: mandatory before the law of 2018, recommended since (HJ)."""


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
    None where none is printed, or a blank to be filled (``GB/T 24026-202X``). ``iteration`` counts drafts
    (``ISO/DIS 10545-24.2``); ``version`` is CETS's ``V01`` and the revision of ITU-R, ``month`` ITU's; ``edition`` is
    IEC's ``CSV``, ``RLV``; ``aliases`` are the further numbers of a double number. That a body once numbered otherwise
    (IEC 1215 is today's IEC 61215) is knowledge, not grammar: such numbers stay themselves.
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
    aliases: tuple[Number, ...] = ()

    @property
    def text(self) -> str:
        """The canonical printed form: the same text read again is the same number."""
        main = _RENDER.get(self.family, _render_chinese)(self)
        return "/".join((main, *(alias.text for alias in self.aliases)))

    @property
    def key(self) -> str:
        """The comparison form, itself a number that reads back to the same key.

        It leaves out what does not make another document: leading zeros (issuers pad serials to a width,
        ``T/CPIA 0028.2``, and citations drop it), the language, the form of an edition, further numbers. GBZ
        (occupational health) and GB/Z share keys: vendors print guidance documents as ``GBZ119-2026``.
        """
        padded = self.family in (Family.PLAN, Family.ITU)
        own_parts = self.family in (Family.ISO_IEC, Family.ITU, Family.PLAN)
        return replace(
            self,
            prefix="GB/Z" if self.prefix == "GBZ" else self.prefix,
            serial=self.serial if padded else _unpad(self.serial),
            parts=self.parts if own_parts else tuple(map(_unpad, self.parts)),
            edition=None,
            language=None,
            aliases=(),
        ).text.upper()

    @property
    def level(self) -> Level | None:
        """The level that the family itself says."""
        return LEVELS[self.family]

    @property
    def nature(self) -> Nature | None:
        """Whether the document binds, as far as the number says; None for group, enterprise, international ones."""
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
    language = f"({number.language})" if number.language else ""
    return (
        f"{number.prefix} {'.'.join((number.serial, *number.parts))}{_after('-', number.year)}{supplements}{language}"
    )


def _render_cets(number: Number) -> str:
    sector = ".".join((number.serial, *number.parts))
    return f"{number.prefix}-{sector}{_after('-', number.version)}{_after('-', number.year)}"


def _render_iso(number: Number) -> str:
    iec = number.prefix.startswith(("IEC", "CISPR"))
    supplements = "".join(s.render(iec=iec) for s in number.supplements)
    body = f"{'-'.join((number.serial, *number.parts))}{_after('.', number.iteration)}{_after(':', number.year)}"
    language = f"({number.language})" if number.language else ""
    return f"{number.prefix} {body}{supplements}{_after(' ', number.edition)}{language}"


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
