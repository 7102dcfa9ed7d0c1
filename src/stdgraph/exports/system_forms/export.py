"""The forms of one system as an export: a workbook and a structure diagram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from stdgraph.domain.terms import Term
from stdgraph.exports.export import Export, ExportRequest, Format
from stdgraph.exports.source import ExportSource
from stdgraph.exports.system_forms.diagram import diagram
from stdgraph.exports.system_forms.forms import SystemForms, load_forms
from stdgraph.exports.system_forms.workbook import workbook


async def _forms(source: ExportSource, request: ExportRequest) -> SystemForms:
    """The forms that a request names. Raises UnknownCode."""
    return await source.read(lambda tx: load_forms(tx, request.code or "", request.on))


async def write_forms(source: ExportSource, request: ExportRequest) -> AsyncIterator[bytes]:
    """The workbook, in one piece. Raises UnknownCode."""
    yield await asyncio.to_thread(workbook, await _forms(source, request), request.language)


async def write_diagram(source: ExportSource, request: ExportRequest) -> AsyncIterator[bytes]:
    """The structure diagram, in one piece. Raises UnknownCode."""
    yield await asyncio.to_thread(diagram, await _forms(source, request), request.language)


SYSTEM_FORMS = Export(
    "systems",
    Term("标准体系表", "Forms of a standards system"),
    {Format.XLSX: write_forms, Format.SVG: write_diagram},
    of="StandardsSystem",
)
