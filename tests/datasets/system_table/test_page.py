"""The page on tables says what the code does: its example, its mapping, its limits, its fields."""

from __future__ import annotations

import re
from pathlib import Path

from stdgraph.datasets.system_table import limits, read_mapping, read_workbook, recognise
from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.headings import HEADINGS
from tests.datasets.system_table.books import items, remarks, tree, unknowns

PAGE = (Path(__file__).parents[3] / "docs" / "tables.md").read_text(encoding="utf-8")


def _block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def test_the_example_and_its_mapping(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(_block("csv"), encoding="utf-8")
    sheets = read_workbook(path)
    table = recognise(sheets)
    assert table.title == "光伏标准体系明细表"
    assert tree(table) == ["1 基础通用", "101 术语 < 1", "102 安全 < 1"]
    assert items(table, "subsystem", "item_number", "number", "plan_number", "status") == [
        ("101", "101.1", "GB/T 2297-1989", "", "PUBLISHED"),
        ("102", "102.1", "GB/T 20047.1-2006", "", "PUBLISHED"),
        ("102", "102.2", "", "20214567-T-469", ""),
    ]
    assert unknowns(table) == ["H2 编制人", "E8 待批"]
    assert remarks(table) == ["A9 it says 4, and there are 3 rows"]

    edited = recognise(sheets, read_mapping(_block("yaml")))
    assert not edited.unmapped
    assert items(edited, "status", "stage")[-1] == ("DRAFTING", "50.00")
    assert not edited.totals


def test_the_limits() -> None:
    for value, unit in (
        (limits.FILE >> 20, " MiB"),
        (limits.TEXT >> 20, " MiB"),
        (limits.EXPANDED >> 20, " MiB"),
        (limits.RATIO_FROM >> 20, " MiB"),
        (limits.RATIO, " times"),
    ):
        assert f"{value}{unit}" in PAGE
    for value in (
        limits.PARTS,
        limits.SHEETS,
        limits.ROWS,
        limits.COLUMNS,
        limits.CELLS,
        limits.CELL,
        limits.AREA,
        limits.LINE,
    ):
        assert f"{value:,}" in PAGE


def test_the_fields() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert [row[0] for row in rows] == [*(field.value for field in HEADINGS), "status_tick", "level_tick"]
    assert {row[0] for row in rows} == {field.value for field in TableField}
    assert [row[1:] for row in rows[:-2]] == [(heading.zh, heading.en) for heading in HEADINGS.values()]
