"""What a table is called: the text above its lists that is most likely the name of the system."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from stdgraph.datasets.system_table.mapping import SheetMapping, SheetRole
from stdgraph.datasets.system_table.outline import CodeStyle, read_heading
from stdgraph.datasets.system_table.sheet import Sheet

_LABELLED = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:单位|部门|机构|组织|委员会|秘书处|日期|时间|年度|版本|人|电话|邮箱|备注|注|说明|密级)\s*[:：]"
    r"|附[件表录]?\s*[\dA-Z一二三四五六七八九十]*\s*[:：]?\s*$"
    r"|(?:date|version|prepared by|organization|organisation|contact|notes?)\s*:",
    re.IGNORECASE,
)
"""A line about the table (编制单位：…), not its name."""
_NAMES = re.compile(r"标准|体系|明细|一览|standard|system|framework", re.IGNORECASE)
_CUT = re.compile(r"[\s—–\-_:：·|/（(【\[]+")
_END = re.compile(rf"{_CUT.pattern}$")
_SHORTEST = 4


def title_of(sheets: Sequence[Sheet], mapping: Mapping[str, SheetMapping]) -> str | None:
    """The title above the lists: what several have in common where they differ in the name of a part."""
    lists = [sheet for sheet in sheets if mapping[sheet.name].role is SheetRole.ITEMS]
    found = [_above(sheet, mapping[sheet.name].header_row or 0) for sheet in lists]
    titles = [title for title in found if title]
    return _common(titles) if found and found[0] else None


def _above(sheet: Sheet, header: int) -> str | None:
    """The longest text above the header of a list, those first that speak of standards and are not numbered as a subsystem is."""

    def worth(text: str) -> tuple[bool, bool, int]:
        heading = read_heading(text)
        plain = heading is None or heading.style is CodeStyle.NONE
        return bool(_NAMES.search(text)), plain, len(text)

    return max(_texts(sheet, header), key=worth, default=None)


def _texts(sheet: Sheet, header: int) -> Iterator[str]:
    for row in sheet.rows:
        if row.number < header:
            for cell in row.filled():
                text = " ".join(cell.text.split())
                if not _LABELLED.match(text):
                    yield text


def _common(titles: Sequence[str]) -> str:
    """How titles begin alike, as far as a sign that ends a part; the first one where that is nothing."""
    if len(set(titles)) == 1:
        return titles[0]
    same = takewhile(lambda chars: len(set(chars)) == 1, zip(*titles, strict=False))
    start = "".join(chars[0] for chars in same)
    if not all(title == start or _CUT.match(title, len(start)) for title in titles):
        cuts = list(_CUT.finditer(start))
        start = start[: cuts[-1].start()] if cuts else ""
    start = _END.sub("", start)
    return start if len(start) >= _SHORTEST else titles[0]
