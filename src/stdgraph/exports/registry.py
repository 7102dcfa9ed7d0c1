"""Every export, in the one place where HTTP and the command line look them up."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

from stdgraph.errors import NothingThere
from stdgraph.exports.committees import COMMITTEES_EXPORT
from stdgraph.exports.coverage import COVERAGE_EXPORT
from stdgraph.exports.export import Export, ExportRequest, Format, UnknownExport
from stdgraph.exports.gaps import GAPS_EXPORT
from stdgraph.exports.one_committee import COMMITTEE_EXPORT
from stdgraph.exports.progress import PROGRESS_EXPORT
from stdgraph.exports.source import ExportSource
from stdgraph.exports.standards import STANDARDS_EXPORT
from stdgraph.exports.system_forms.export import SYSTEM_FORMS
from stdgraph.store.emptiness import is_empty
from stdgraph.store.known_codes import CodeName, check_codes

EXPORTS: tuple[Export, ...] = (
    STANDARDS_EXPORT,
    GAPS_EXPORT,
    PROGRESS_EXPORT,
    COVERAGE_EXPORT,
    COMMITTEES_EXPORT,
    COMMITTEE_EXPORT,
    SYSTEM_FORMS,
)
"""Every export. A name may stand twice: for many things, and for one thing by its code."""


def find_export(what: str) -> tuple[Export, str | None]:
    """The export that ``standards`` or ``systems/PV2024`` names, with the code. Raises UnknownExport."""
    name, slash, code = what.partition("/")
    for export in EXPORTS:
        if export.name == name and bool(export.of) == bool(slash) == bool(code):
            return export, code or None
    raise UnknownExport(f"there is no export {what!r}: available are {available()}")


def find_format(suffix: str, export: Export) -> Format:
    """The format that a suffix without its dot names. Raises UnknownExport for one that the export does not come in."""
    if suffix not in export.formats:
        known = ", ".join(f"{export.shown}.{one}" for one in export.formats)
        raise UnknownExport(f"{export.shown} is not exported as {suffix!r}: available are {known}")
    return Format(suffix)


def available() -> str:
    """Every export with every format that it comes in."""
    return ", ".join(f"{export.shown}.{form}" for export in EXPORTS for form in export.formats)


async def open_export(
    source: ExportSource, export: Export, form: Format, request: ExportRequest
) -> AsyncGenerator[bytes]:
    """The pieces of the file. Codes are those of today when they arrive at a writer; what is wrong is raised before the first piece.

    Raises NothingThere for an empty catalogue: no answer would be true of anything; UnknownCode, with the codes that come nearest, for a
    code that names nothing.
    """
    if await source.read(is_empty):
        raise NothingThere("the catalogue is empty: there is nothing to export")
    known = await _with_known_codes(source, export, request)
    async for piece in export.formats[form](source, known):
        yield piece


_SCOPE_LABELS = {"system": "StandardsSystem", "committee": "Committee", "productCategory": "ProductCategory"}


async def _with_known_codes(source: ExportSource, export: Export, request: ExportRequest) -> ExportRequest:
    """The request with the codes of today, whatever things were called before."""
    places: dict[CodeName, str] = {}
    for name, label in _SCOPE_LABELS.items():
        if name in request.scope:
            places[label, request.scope[name]] = name
    below = request.scope.get("subsystem")
    if below:
        places["Subsystem", f"{below['system']}/{below['code']}"] = "subsystem"
    if export.of and request.code:
        places[export.of, request.code] = export.name
    if not places:
        return request
    present = await source.read(lambda tx: check_codes(tx, places))
    scope: dict[str, Any] = {}
    code = request.code
    for named, place in places.items():
        if place == "subsystem":
            system, _, own = present[named].partition("/")
            scope[place] = {"system": system, "code": own}
        elif place == export.name:
            code = present[named]
        else:
            scope[place] = present[named]
    return replace(request, scope=scope, code=code)
