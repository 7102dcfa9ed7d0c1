"""From the parameters of an address, or the options of a command, to what is to be exported, and the name of the file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

import orjson

from stdgraph.domain import calendar
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput
from stdgraph.exports.export import Export, ExportRequest, Format


def read_request(export: Export, code: str | None, given: Sequence[tuple[str, str]]) -> ExportRequest:
    """The request that parameters make of an export. Raises BadInput naming the parameter and what is accepted."""
    parameters: dict[str, str] = {}
    for name, value in given:
        if name not in export.parameters:
            raise BadInput(f"unknown parameter {name!r}: {export.shown} takes {', '.join(export.parameters)}")
        if name in parameters:
            raise BadInput(f"{name}: given twice")
        parameters[name] = value
    as_of = _day(parameters["asOf"]) if "asOf" in parameters else None
    return ExportRequest(
        scope=_scope(parameters),
        where=_where(parameters["where"]) if "where" in parameters else None,
        as_of=as_of,
        on=as_of or calendar.today(),
        language=_language(parameters.get("language", Language.ZH)),
        code=code,
    )


def _scope(parameters: Mapping[str, str]) -> dict[str, Any]:
    """The scope: a subsystem by ``SYSTEM/CODE``, or by its code beside a system."""
    found: dict[str, Any] = {
        name: parameters[name] for name in ("system", "committee", "productCategory") if name in parameters
    }
    if "subsystem" in parameters:
        text = parameters["subsystem"]
        system, slash, code = text.partition("/")
        if not slash and "system" in found:
            system, code = found["system"], text
        if not (system and code):
            raise BadInput(f"subsystem: expected SYSTEM/CODE, or CODE beside system, got {text!r}")
        found["subsystem"] = {"system": system, "code": code}
    return found


def _where(text: str) -> Mapping[str, Any]:
    try:
        found = orjson.loads(text)
    except ValueError as error:
        raise BadInput(f"where: expected JSON of the API's StandardWhere: {error}") from None
    if not isinstance(found, dict):
        raise BadInput("where: expected one JSON object, as the API's StandardWhere has it")
    return found


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:  # it reads week days as well, and days without hyphens
        raise BadInput(f"asOf: invalid date {text!r}: expected YYYY-MM-DD")
    return found


def _language(text: str) -> Language:
    try:
        return Language(text.upper())
    except ValueError:
        raise BadInput(f"language: unknown language {text!r}: expected ZH or EN") from None


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
