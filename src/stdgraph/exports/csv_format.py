"""CSV as spreadsheets read it: UTF-8 with a byte order mark, lines that end in CRLF, texts that are no formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence

from stdgraph.domain.vocabulary import Language
from stdgraph.exports.cells import csv_cell
from stdgraph.exports.columns import ExportColumn, Row

BOM = "\ufeff"
"""Without it Excel reads a file in the code page of the machine."""


async def write_csv(
    columns: Sequence[ExportColumn], pages: AsyncIterator[Sequence[Row]], language: Language
) -> AsyncIterator[bytes]:
    """The headings with the first page, then a piece a page."""
    head = BOM + _lines([[column.heading.in_language(language) for column in columns]])
    async for page in pages:
        body = _lines([csv_cell(column.value(row, language)) for column in columns] for row in page)
        yield (head + body).encode(errors="replace")
        head = ""


def _lines(rows: Iterable[Sequence[str]]) -> str:
    kept = io.StringIO(newline="")
    csv.writer(kept, lineterminator="\r\n").writerows(rows)
    return kept.getvalue()
