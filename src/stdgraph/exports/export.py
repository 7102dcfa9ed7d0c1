"""What an export is: a name, the formats it comes in, what narrows it, and how each format is written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.terms import Term
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput

if TYPE_CHECKING:
    from stdgraph.exports.source import ExportSource


class Format(StrEnum):
    """A format of files, by the suffix that names it."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    YAML = "yaml"
    ICS = "ics"
    SVG = "svg"


MEDIA_TYPES: Mapping[Format, str] = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSONL: "application/jsonl; charset=utf-8",
    Format.YAML: "application/yaml; charset=utf-8",
    Format.ICS: "text/calendar; charset=utf-8",
    Format.SVG: "image/svg+xml",
}
"""The media type of each format."""


class UnknownExport(BadInput):
    """There is no export of that name, or none in that format; the message names those that there are."""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What is to be exported."""

    scope: Mapping[str, Any]
    """The API's ``Scope``, by its names; empty for everything."""
    where: Mapping[str, Any] | None
    """The API's ``StandardWhere``, by its names."""
    as_of: date | None
    """The day that the request names; None for today."""
    on: date
    """That day or today: the same for every row, however long the export takes."""
    language: Language
    code: str | None = None
    """The code of the one thing that is exported; None for an export of many."""

    @property
    def scope_filter(self) -> ScopeFilter:
        """The scope as capabilities take it."""
        below = self.scope.get("subsystem")
        return ScopeFilter(
            system=self.scope.get("system"),
            subsystem=(below["system"], below["code"]) if below else None,
            committee=self.scope.get("committee"),
            product_category=self.scope.get("productCategory"),
        )


Writer = Callable[["ExportSource", ExportRequest], AsyncIterator[bytes]]
"""Writes an export in one format, piece by piece. What is wrong with the request is raised before the first piece."""

SCOPE = ("system", "subsystem", "committee", "productCategory")
"""Parameters that narrow an export to a part of the catalogue."""


@dataclass(frozen=True, slots=True)
class Export:
    """Something that can be exported."""

    name: str
    """As HTTP and the command line name it: ``standards``, and for one system ``systems`` with the code behind a slash."""
    title: Term
    formats: Mapping[Format, Writer]
    parameters: tuple[str, ...] = ("asOf", "language")
    """The parameters that it takes."""
    of: str | None = None
    """The label of the one thing that is exported, whose code follows the name; None for an export of many."""

    @property
    def shown(self) -> str:
        """The name as an error lists it: ``systems/CODE``."""
        return f"{self.name}/CODE" if self.of else self.name
