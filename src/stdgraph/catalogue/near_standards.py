"""Which standards somebody may have meant who wrote a number that there is not."""

from __future__ import annotations

import re
from typing import TypedDict

from stdgraph.domain.nearness import LONGEST, nearest
from stdgraph.domain.numbers import Number, read_number
from stdgraph.store.plan_cypher import on_plan, today_parameters
from stdgraph.store.transaction import Transaction

SHORTEST = 2
"""Digits that a part must have to be looked for: all numbers hold some single digit."""

_LIKE = (
    f"MATCH (n:Standard) WHERE {on_plan('n', '$today')} "
    "AND any(part IN $parts WHERE n.number CONTAINS part OR n.planNumber CONTAINS part) "
    "RETURN coalesce(n.number, n.planNumber) AS name LIMIT 20000"
)


class NameRow(TypedDict):
    """What a standard is called."""

    name: str


async def near_standards(tx: Transaction, written: str) -> list[str]:
    """The numbers or plan numbers nearest to what was written, best first; empty where nothing is like it.

    Only numbers are compared that hold a half of its digits, for a slip spoils one of the two.
    """
    parts = _halves(written[:LONGEST])
    if not parts:
        return []
    read = read_number(written)
    rows = await tx.rows(_LIKE, NameRow, parts=parts, **today_parameters())
    return nearest(read.text if isinstance(read, Number) else written, [(row["name"], ()) for row in rows])


def _halves(written: str) -> list[str]:
    """The halves of the longest run of digits in the number, of the first of several that are as long; none where it holds none."""
    read = read_number(written)
    text = read.text if isinstance(read, Number) else written
    digits = max(re.findall(r"\d+", text), key=len, default="")
    middle = (len(digits) + 1) // 2
    halves = [half for half in (digits[:middle], digits[middle:]) if len(half) >= SHORTEST]
    return halves or [digits] * bool(digits)
