"""An export of rows: what a row is and which columns it has, declared once for CSV, workbooks and JSON Lines."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from stdgraph.domain.terms import Term
from stdgraph.exports.columns import ExportColumn, Row
from stdgraph.exports.export import Export, ExportRequest, Format, Writer
from stdgraph.exports.source import ExportSource, one_ahead
from stdgraph.exports.text_formats import write_csv, write_jsonl
from stdgraph.exports.workbook import Appendix, write_workbook

Pages = Callable[[ExportSource, ExportRequest], AsyncIterator[Sequence[Row]]]
"""Reads the rows page by page; the first page, which may be empty, tells that the request is right."""
Choices = Callable[[ExportSource], Awaitable[Mapping[str, Appendix]]]
"""Reads the tables from which cells of columns, by name, may be chosen."""


@dataclass(frozen=True, slots=True)
class RowExport:
    """What is exported as rows."""

    name: str
    title: Term
    pages: Pages
    columns: tuple[ExportColumn, ...]
    parameters: tuple[str, ...]
    choices: Choices | None = None
    further: Mapping[Format, Writer] | None = None
    """Formats of its own."""

    def as_export(self) -> Export:
        """The export in its formats."""
        return Export(self.name, self.title, self.formats, self.parameters)

    @property
    def formats(self) -> dict[Format, Writer]:
        """Its formats, each with what writes it."""
        return {Format.CSV: self._csv, Format.XLSX: self._xlsx, Format.JSONL: self._jsonl, **(self.further or {})}

    def _csv(self, source: ExportSource, request: ExportRequest) -> AsyncIterator[bytes]:
        return write_csv(self.columns, one_ahead(self.pages(source, request)), request.language)

    def _jsonl(self, source: ExportSource, request: ExportRequest) -> AsyncIterator[bytes]:
        return write_jsonl(one_ahead(self.pages(source, request)))

    async def _xlsx(self, source: ExportSource, request: ExportRequest) -> AsyncIterator[bytes]:
        appendices = await self.choices(source) if self.choices else {}
        pages = one_ahead(self.pages(source, request))
        async for piece in write_workbook(self.title, self.columns, pages, request, appendices):
            yield piece
