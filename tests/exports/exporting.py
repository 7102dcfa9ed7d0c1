"""Exports as tests read them back."""

from __future__ import annotations

import csv
import io
from typing import Any

import orjson

from stdgraph.domain.csv_text import unprotect
from stdgraph.exports.registry import find_export, find_format, open_export
from stdgraph.exports.request import read_request
from stdgraph.exports.source import ExportSource
from stdgraph.exports.text_formats import BOM
from tests.graphql.client import Ask

Row = dict[str, Any]


async def export(origin: ExportSource, what: str, form: str, **parameters: str) -> bytes:
    found, code = find_export(what)
    request = read_request(found, code, list(parameters.items()))
    return b"".join([piece async for piece in open_export(origin, found, find_format(form, found), request)])


async def objects(origin: ExportSource, what: str, **parameters: str) -> list[Row]:
    return [orjson.loads(line) for line in (await export(origin, what, "jsonl", **parameters)).splitlines()]


async def rows(origin: ExportSource, what: str, **parameters: str) -> list[Row]:
    """CSV by heading, each cell as it was protected."""
    text = (await export(origin, what, "csv", **parameters)).decode()
    assert text.startswith(BOM)
    return [
        {name: unprotect(cell) for name, cell in row.items()}
        for row in csv.DictReader(io.StringIO(text.removeprefix(BOM), newline=""))
    ]


async def every(ask: Ask, document: str, field: str, **variables: Any) -> list[Row]:
    found: list[Row] = []
    after = None
    while True:
        page = (await ask(document, **variables, after=after))[field]
        found += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]
