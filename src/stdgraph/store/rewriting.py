"""Statements that are sent in another form: what a text becomes is remembered, for as many texts as the memory of the process holds."""

from __future__ import annotations

import sys
from collections.abc import Callable

from stdgraph.store.memory import Memory

KIND = "statements"


def rewritten(text: str, rewrite: Callable[[str], str], memory: Memory) -> str:
    """What a function makes of a statement. Documents make statements, so there are as many as clients think of."""
    found: str | None = memory.get(KIND, (rewrite, text))
    if found is None:
        found = rewrite(text)
        size = sys.getsizeof(text) + (0 if found is text else sys.getsizeof(found))
        memory.keep(KIND, (rewrite, text), found, size)
    return found
