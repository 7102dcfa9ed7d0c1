"""docs/exports.md names every export, every format, every parameter and every column."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from stdgraph.exports import committees, coverage, gap_columns, progress, standard_columns
from stdgraph.exports.columns import ExportColumn
from stdgraph.exports.export import Export
from stdgraph.exports.registry import EXPORTS, find_export, find_format
from stdgraph.exports.request import read_request

PAGE = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
COLUMNS = {
    "standards": standard_columns.COLUMNS,
    "gaps": gap_columns.COLUMNS,
    "progress": progress.COLUMNS,
    "coverage": coverage.COLUMNS,
    "committees": committees.COLUMNS,
}


def _heading(column: ExportColumn) -> str:
    zh, en = column.heading
    return zh if zh == en else f"{zh} {en}"


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_is_named_in_order(name: str) -> None:
    assert f"**{name}**: {', '.join(map(_heading, COLUMNS[name]))}.\n" in PAGE


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.shown)
def test_every_export_is_named_with_its_formats_and_parameters(export: Export) -> None:
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| `/export/{export.shown}` |"))
    assert line.rsplit("|", 2)[1].strip() == ", ".join(f"`{form}`" for form in export.formats)
    for parameter in export.parameters:
        assert f"`{parameter}`" in PAGE


@pytest.mark.parametrize("name", COLUMNS)
def test_no_two_columns_share_a_heading(name: str) -> None:
    for language in (0, 1):
        headings = [column.heading[language] for column in COLUMNS[name]]
        assert len(set(headings)) == len(headings)


def test_every_address_in_the_page_is_one_of_an_export() -> None:
    lines = [line for line in PAGE.splitlines() if line.startswith("curl ")]
    assert len(lines) == 4
    for line in lines:
        address = urlsplit(re.findall(r"'(http.+?)'", line)[0])
        what, suffix = address.path.removeprefix("/export/").rsplit(".", 1)
        export, code = find_export(what)
        find_format(suffix, export)
        encoded = re.findall(r"--data-urlencode '(\w+)=(.+)'", line)
        read_request(export, code, [*parse_qsl(address.query), *encoded])
