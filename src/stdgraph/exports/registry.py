"""Every export, in the one place where HTTP and the command line look them up."""

from __future__ import annotations

from stdgraph.exports.export import Export, Format, UnknownExport

EXPORTS: tuple[Export, ...] = ()
"""Every export. A name may stand twice: for many things, and for one thing by its code."""


def find_export(what: str) -> tuple[Export, str | None]:
    """The export that ``standards`` or ``systems/PV2024`` names, with the code. Raises UnknownExport."""
    name, slash, code = what.partition("/")
    for export in EXPORTS:
        if export.name == name and bool(export.of) == bool(slash):
            if slash and not code:
                break
            return export, code or None
    raise UnknownExport(f"there is no export {what!r}: available are {available()}")


def find_format(suffix: str, export: Export) -> Format:
    """The format that a suffix without its dot names. Raises UnknownExport for one that the export does not come in."""
    try:
        form = Format(suffix.lower())
    except ValueError:
        known = ", ".join(f"{export.shown}.{one}" for one in export.formats)
        raise UnknownExport(f"{export.shown} is not exported as {suffix!r}: available are {known}") from None
    export.writer(form)
    return form


def available() -> str:
    """Every export with every format that it comes in."""
    return ", ".join(f"{export.shown}.{form}" for export in EXPORTS for form in export.formats)
