"""Tables as offices keep them: headings in two languages, codes in the column of sequence numbers, sheets that repeat what they are called."""

from __future__ import annotations

import pytest

from stdgraph.datasets.system_table import TableField
from stdgraph.datasets.system_table.headings import field_of

F = TableField


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Title(CN) 中文名称", F.TITLE_ZH),
        ("标准名称 Title", F.TITLE_ZH),
        ("Title(EN) 英文名称", F.TITLE_EN),
        ("Std No. 标准号", F.NUMBER),
        ("No. 标准号", F.NUMBER),
        ("实施日期/Date of Impl.", F.IN_FORCE_ON),
        ("Adopted", F.ADOPTS),
        ("ISO 标准号", None),
        ("TC 名称", None),
        ("标准名称 Abstract", None),
    ],
)
def test_headings_in_two_languages(heading: str, field: TableField | None) -> None:
    """Both parts name the field; an English word for something else leaves it open."""
    assert field_of(heading) is field
