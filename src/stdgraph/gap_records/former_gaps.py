"""Ids of gaps that were given out before what they mention was merged or renamed, or before the gap turned out to be one need with another:
under which id the gap is known today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from stdgraph.catalogue.reader import ALIASED
from stdgraph.store.session import Transaction
from stdgraph.store.standard_names import alias_id

NAMED_TODAY = "UNWIND $aliases AS alias MATCH (a:Alias {id: alias})-[:NAMES]->(n) RETURN a.key AS former, coalesce(n.id, n.code) AS key"
MOVED = "UNWIND $gaps AS gap MATCH (g:GapRecord) WHERE gap IN g.formerGapIds RETURN gap AS former, g.gapId AS key ORDER BY g.updatedAt"
MOST_PARTS = 6
"""Parts that the key of a gap has at most, counting those of ids that hold a colon themselves."""


class FormerKeyRow(TypedDict):
    """A key that something had before, and its key today."""

    former: str
    key: str


async def gaps_today(tx: Transaction, gaps: Sequence[str]) -> dict[str, str]:
    """The ids of gaps as they are today, of those ids that mention a former key. Two statements, none for no gap."""
    parts = {gap: gap.split(":")[: MOST_PARTS + 1] for gap in gaps}
    mentioned = {key for gap in parts.values() for _, _, key in _keys(gap)}
    aliases = sorted(alias_id(label, key) for key in mentioned for label in ALIASED)
    rows = await tx.rows(NAMED_TODAY, FormerKeyRow, aliases=aliases) if aliases else []
    former = {row["former"]: row["key"] for row in rows}
    today = {gap: _renamed(split, former) for gap, split in parts.items()}
    moved = await tx.rows(MOVED, FormerKeyRow, gaps=sorted(set(today.values()))) if today else []
    merged = {row["former"]: row["key"] for row in moved}
    return {gap: merged.get(now, now) for gap, now in today.items() if merged.get(now, now) != gap}


def _keys(parts: Sequence[str]) -> list[tuple[int, int, str]]:
    """The keys that a gap's id may mention: runs of its parts after the kind, from the first on, the longest first."""
    return [
        (start, end, ":".join(parts[start:end]))
        for start in range(1, len(parts))
        for end in range(len(parts), start, -1)
    ]


def _renamed(parts: Sequence[str], former: Mapping[str, str]) -> str:
    words, at = [parts[0]], 1
    while at < len(parts):
        run = next(((end, former[key]) for start, end, key in _keys(parts) if start == at and key in former), None)
        end, word = run or (at + 1, parts[at])
        words.append(word)
        at = end
    return ":".join(words)
