"""From the parameters of an address, or the options of a command, to what is to be exported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import orjson

from stdgraph.domain import calendar
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput
from stdgraph.exports.export import Export, ExportRequest


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
