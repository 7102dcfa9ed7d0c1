"""The names of exported files."""

from __future__ import annotations

import re
from urllib.parse import quote

from stdgraph.exports.export import Export, ExportRequest, Format

_UNSAFE = re.compile(r"[^\w.-]+")
_NOT_ASCII = re.compile(r"[^\x20-\x7e]")


def file_name(export: Export, form: Format, request: ExportRequest) -> str:
    """``stdgraph-gaps-PV2024-2026-03-01.xlsx``: what it is of which part on which day."""
    below = request.scope.get("subsystem")
    parts = (
        request.code,
        request.scope.get("system"),
        below and f"{below['system']}-{below['code']}",
        request.scope.get("committee"),
        request.scope.get("productCategory"),
    )
    name = "-".join(("stdgraph", export.name, *(part for part in parts if part), request.on.isoformat()))
    return f"{_UNSAFE.sub('_', name)}.{form}"


def disposition(export: Export, form: Format, request: ExportRequest) -> str:
    """The header ``Content-Disposition`` (RFC 6266): to be saved under that name."""
    name = file_name(export, form, request)
    plain = _NOT_ASCII.sub("_", name)
    encoded = "" if plain == name else f"; filename*=UTF-8''{quote(name)}"
    return f'attachment; filename="{plain}"{encoded}'
