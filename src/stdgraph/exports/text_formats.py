"""CSV as spreadsheets read it, and JSON Lines as programs do."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence

import orjson

from stdgraph.domain.vocabulary import Language
from stdgraph.exports.cells import csv_cell
from stdgraph.exports.columns import ExportColumn, Row

BOM = "\ufeff"
"""Without it Excel reads a file in the code page of the machine."""


async def write_csv(
    columns: Sequence[ExportColumn], pages: AsyncIterator[Sequence[Row]], language: Language
) -> AsyncIterator[bytes]:
    """The headings with the first page, then a piece a page: UTF-8 with a byte order mark, lines that end in CRLF, texts that are no formulas."""
    head = BOM + _lines([[column.heading.in_language(language) for column in columns]])
    async for page in pages:
        body = _lines([csv_cell(column.value(row, language)) for column in columns] for row in page)
        yield (head + body).encode(errors="replace")
        head = ""


async def write_jsonl(pages: AsyncIterator[Sequence[Row]]) -> AsyncIterator[bytes]:
    """A piece a page: one object a line, named as the API names its fields, codes instead of words, days as ISO 8601."""
    async for page in pages:
        yield b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in page)


def _lines(rows: Iterable[Sequence[str]]) -> str:
    kept = io.StringIO(newline="")
    csv.writer(kept, lineterminator="\r\n").writerows(rows)
    return kept.getvalue()
