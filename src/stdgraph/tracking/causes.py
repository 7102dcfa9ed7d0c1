"""Causes: which change made a gap vanish, or come back.

The last change since the previous look that has to do with what the gap is about; where none has, the last one since. A gap that
would still be there had the day not changed went with the day, and no change is to blame.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from stdgraph.graph.door import Transaction

LOOKED_AT = 5000
"""Most changes that are looked at: of a longer time the latest."""

SINCE = (
    "UNWIND range($after + 1, $until) AS sequence MATCH (e:Event {sequence: sequence})-[:CONCERNS]->(s:Standard) "
    "RETURN e.sequence AS sequence, e.kind AS kind, e.effectiveOn AS on, e.before AS before, s.id AS standard, "
    "coalesce(s.number, s.planNumber) AS number, s.titleZh AS zh, s.titleEn AS en, "
    "COLLECT { MATCH (s)-[:APPLIES_TO]->(:ProductCategory)<-[:KIND_OF*0..]-(c:ProductCategory) RETURN DISTINCT c.code } AS categories, "
    "COLLECT { MATCH (s)-[:LISTED_IN]->(:Subsystem)-[:PART_OF*0..]->(x:Subsystem) RETURN DISTINCT x.id } AS places, "
    "COLLECT { MATCH (s)-[:REPLACES]->(p:Standard) RETURN p.id } AS replaced"
)


@dataclass(frozen=True, slots=True)
class Change:
    """A committed change of a standard, and what that standard has to do with."""

    sequence: int
    kind: str
    standard: str
    on: str | None = None
    number: str | None = None
    zh: str | None = None
    en: str | None = None
    categories: frozenset[str] = field(default_factory=frozenset)
    """Those it applies to, kinds of them included, and one that it was taken from."""
    places: frozenset[str] = field(default_factory=frozenset)
    """The subsystems that list it and those above them, and one that it was taken from; by id."""
    replaced: frozenset[str] = field(default_factory=frozenset)
    """The standards that it replaces."""


@dataclass(frozen=True, slots=True)
class About:
    """What a gap is about: a node by label and key, and, not for a standard, the subsystems it stands in."""

    label: str
    key: str
    places: tuple[str, ...] = ()
    beside: frozenset[str] = frozenset()
    """What else its id names: the document that a standard refers to or adopts, the system of a target."""


async def changes_since(tx: Transaction, after: int, until: int) -> list[Change]:
    """The changes of standards in a range of sequences, in order; the latest 5,000 of them. One statement, or none for none."""
    start = max(after, until - LOOKED_AT)
    if start >= until:
        return []
    rows = await tx.rows(SINCE, after=start, until=until)
    return sorted((_change(row) for row in rows), key=lambda change: change.sequence)


def cause_of(about: About, changes: Sequence[Change]) -> Change | None:
    """The change to blame: of those that have most to do with the gap the last. None where nothing changed."""
    return max(changes, key=lambda change: (_bearing(about, change), change.sequence), default=None)


def _bearing(about: About, change: Change) -> int:
    """How much a change has to do with a gap: 0 for nothing."""
    match about.label:
        case "Standard":
            return int(not {about.key, *about.beside}.isdisjoint({change.standard, *change.replaced}))
        case "ProductCategory":
            return (about.key in change.categories) + any(place in change.places for place in about.places)
        case "Subsystem":
            return int(about.key in change.places)
        case "StandardsSystem" | "Target":
            return int(any(place.partition("/")[0] in {about.key, *about.beside} for place in change.places))
        case _:
            return 0


def _change(row: dict[str, Any]) -> Change:
    categories, places = set(row["categories"]), set(row["places"])
    said = json.loads(row["before"] or "null") or {}  # a relation that was taken away: where it led
    if said.get("relation") == "APPLIES_TO":
        categories.add(said["target"])
    if said.get("relation") == "LISTED_IN":
        places.add(said["target"])
    return Change(
        sequence=row["sequence"],
        kind=row["kind"],
        standard=row["standard"],
        on=None if row["on"] is None else str(row["on"]),
        number=row["number"],
        zh=row["zh"] or row["en"],
        en=row["en"] or row["zh"],
        categories=frozenset(categories),
        places=frozenset(places),
        replaced=frozenset(row["replaced"]),
    )
