"""Incremental detection: which standards and subsystems to examine again after standards changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from stdgraph.store.session import Transaction

CHANGED_STANDARDS = (
    "UNWIND range($after + 1, $until) AS sequence MATCH (e:Event {sequence: sequence})-[:CONCERNS]->(s:Standard) "
    "RETURN collect([s.id, CASE WHEN e.before CONTAINS '\"relation\"' THEN e.before ELSE null END]) AS found"
)
AFFECTED = (
    "CALL () { UNWIND $names AS name MATCH (s:Standard {id: name}) RETURN s "
    "UNION UNWIND $names AS name MATCH (s:Standard {number: name}) RETURN s } "
    "WITH DISTINCT s MATCH (s)-[:REPLACES*0..1]->(a:Standard) WITH DISTINCT a RETURN collect([a.id, "
    "COLLECT { MATCH (a)<-[:ADOPTS|REFERENCES]-(w:Standard) RETURN w.id }, COLLECT { MATCH (a)-[:LISTED_IN]->(x:Subsystem) RETURN x.id }]) AS found"
)


class ChangedRow(TypedDict):
    """The changed standards by id, each with the relation that was taken away, as JSON text, if one was."""

    found: list[tuple[str, str | None]]


class AffectedRow(TypedDict):
    """The affected standards by id, each with the standards that link to it and the subsystems that list it."""

    found: list[tuple[str, list[str], list[str]]]


@dataclass(frozen=True, slots=True)
class Affected:
    """What changes of standards may have an effect on."""

    standards: frozenset[str] = frozenset()
    """Standards whose gaps may differ, by id: those that changed, those they replace, and those that refer to or adopt any of these."""
    subsystems: frozenset[str] = frozenset()
    """Subsystems whose cells may differ, by id: those that list, or listed, a changed standard or one that it replaces."""


async def affected_since(tx: Transaction, after: int, until: int) -> Affected:
    """What a range of changes, by sequence, affects. Two statements, or one where no standard changed."""
    row = await tx.row(CHANGED_STANDARDS, ChangedRow, after=after, until=until)
    names, places = set(), set()
    for standard, before in row["found"] if row else ():
        names.add(standard)
        relation = json.loads(before) if before else {}  # as it was: it names its target
        if relation.get("relation") == "REPLACES":
            names.add(relation["target"])
        if relation.get("relation") == "LISTED_IN":
            places.add(relation["target"])
    return await affected_by(tx, names, places)


async def affected_by(tx: Transaction, names: Iterable[str], places: Iterable[str] = ()) -> Affected:
    """What changes of standards, by id or number, affect, and the subsystems ``places``. One statement, or none for no names."""
    wanted = sorted(names)
    row = await tx.row(AFFECTED, AffectedRow, names=wanted) if wanted else None
    standards, subsystems = set(wanted), set(places)
    for standard, linking, listing in row["found"] if row else ():
        standards.update((standard, *linking))
        subsystems.update(listing)
    return Affected(frozenset(standards), frozenset(subsystems))
