"""Texts that print several numbers or a whole series: ranges, lists, all parts."""

from __future__ import annotations

import re

RANGE = re.compile(
    r"(?P<lead>[^~]*?)(?P<first>\d{1,6})~(?P<again>[^~]*?)(?P<last>\d{1,6})(?P<year>(?:[-:](?:19|20)\d\d)?)", re.ASCII
)
ALL_PARTS = re.compile(r"(?P<whole>.*?) ?\(?(?:ALL PARTS|所有部分|全部部分|各部分|系列(?:标准)?)\)?")
LIST = re.compile(" ?[、;] ?")
_DIGIT = re.compile(r"\d", re.ASCII)


def prints_several(folded: str) -> bool:
    """Whether a plain text prints a range, a list, or all parts: no standard's own number."""
    if not _DIGIT.search(folded):
        return False
    return bool(RANGE.fullmatch(folded) or ALL_PARTS.fullmatch(folded)) or (
        len(parts := LIST.split(folded)) > 1 and all(map(_DIGIT.search, parts))
    )
