"""Remembering what pure functions of texts return, in bounded memory: so many texts, none of them long."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")

LONGEST = 200
"""Signs of a text for which the outcome is remembered; a cell of a table may have tens of thousands."""


def remembered(most: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """A function that remembers its last outcomes, but works them out each time for a long text."""

    def decorate(function: Callable[[str], T]) -> Callable[[str], T]:
        kept = lru_cache(maxsize=most)(function)

        @wraps(function)
        def remembering(text: str) -> T:
            return kept(text) if len(text) <= LONGEST else function(text)

        return remembering

    return decorate
