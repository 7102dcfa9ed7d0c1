"""Which of the workbooks that the catalogue gives out a file is."""

from __future__ import annotations

from pathlib import Path

import pytest

from stdgraph.datasets.filled.kind import FilledKind, kind_of_workbook, read_filled
from stdgraph.errors import BadInput


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("缺口标识,优先级\nx,高\n", FilledKind.DECISIONS),
        ("Priority;gapId\nHIGH;x\n", FilledKind.DECISIONS),
        ("标题,\n说明,\n缺口编号,备注,责任组织\nx,,\n", FilledKind.DECISIONS),
        ("Item id,Move to,Title\nx,,\n", FilledKind.DESK),
        ("项目标识,备注\nx,\n", FilledKind.DESK),
        ("缺口标识,说明\nx,y\n", None),
        ("标准号,标准名称\nGB/T 1-2020,一\n", None),
        ("Id,Number,Title\nx,GB/T 1-2020,y\n", None),
        ("", None),
        ("---\ntitle: x\n", None),
    ],
)
def test_a_file_is_told_by_its_headings(tmp_path: Path, text: str, expected: FilledKind | None) -> None:
    file = tmp_path / "file.csv"
    file.write_text(text, encoding="utf-8")
    assert kind_of_workbook(file) is expected


def test_what_is_none_of_them_is_said(tmp_path: Path) -> None:
    assert kind_of_workbook(tmp_path) is None
    assert kind_of_workbook(tmp_path / "absent.xlsx") is None
    file = tmp_path / "file.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"file\.csv: neither a gap report nor the desk of a committee"):
        read_filled(file)
