"""How a standard, or anything else that has a name, is found: by comparison form and by free text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from stdgraph.model.numbers import number_key

_DIGITS = re.compile(r"\d+")
_NAMES = ("number", "printedNumber", "planNumber", "titleZh", "titleEn")


def search_text(names: Iterable[str | None]) -> str:
    """The text to search in: the names that are known, lower-cased, each once, on lines of their own."""
    return "\n".join(dict.fromkeys(name.casefold() for name in names if name))


def sort_text(number: str) -> str:
    """The number in a form that sorts as people count: GB/T 6495.2 before GB/T 6495.10."""
    return _DIGITS.sub(lambda digits: digits[0].zfill(8), number)


def findable(standard: Mapping[str, Any]) -> dict[str, str | None]:
    """The properties by which a standard of these properties is found; to be written whenever one of its names is."""
    number = standard.get("number")
    return {
        "numberKey": number_key(number) if number else None,
        "numberSort": sort_text(number) if number else None,
        "searchText": search_text(standard.get(name) for name in _NAMES),
    }
