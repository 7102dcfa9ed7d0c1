"""Affected: what has to be looked at again after standards changed, and what need not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from stdgraph.store.session import Transaction

CHANGED = (
    "UNWIND range($after + 1, $until) AS sequence MATCH (e:Event {sequence: sequence})-[:CONCERNS]->(s:Standard) "
    "RETURN collect([s.id, CASE WHEN e.before CONTAINS '\"relation\"' THEN e.before ELSE null END]) AS found"
)
REACHED = (
    "CALL () { UNWIND $names AS name MATCH (s:Standard {id: name}) RETURN s "
    "UNION UNWIND $names AS name MATCH (s:Standard {number: name}) RETURN s } "
    "WITH DISTINCT s MATCH (s)-[:REPLACES*0..1]->(a:Standard) WITH DISTINCT a RETURN collect([a.id, "
    "COLLECT { MATCH (a)<-[:ADOPTS|REFERENCES]-(w:Standard) RETURN w.id }, COLLECT { MATCH (a)-[:LISTED_IN]->(x:Subsystem) RETURN x.id }]) AS found"
)


@dataclass(frozen=True, slots=True)
class Affected:
    """What changes of standards may have changed."""

    standards: frozenset[str] = frozenset()
    """Those of which other gaps may be found: what changed, what it replaces, and what refers to or adopts any of these; by id."""
    subsystems: frozenset[str] = frozenset()
    """Those in which other cells may be filled: where what changed, or what it replaces, is listed, or was; by id."""


async def affected_since(tx: Transaction, after: int, until: int) -> Affected:
    """What the changes of a range of sequences touch. Two statements, or one where no standard changed."""
    row = await tx.row(CHANGED, after=after, until=until)
    names, places = set(), set()
    for standard, before in row["found"] if row else ():
        names.add(standard)
        said = json.loads(before) if before else {}  # a relation as it was: where it led
        if said.get("relation") == "REPLACES":
            names.add(said["target"])
        if said.get("relation") == "LISTED_IN":
            places.add(said["target"])
    return await affected_by(tx, names, places)


async def affected_by(tx: Transaction, names: Iterable[str], places: Iterable[str] = ()) -> Affected:
    """What changes of standards touch, by id or number, besides the subsystems that listed them. One statement, or none."""
    wanted = sorted(names)
    row = await tx.row(REACHED, names=wanted) if wanted else None
    standards, subsystems = set(wanted), set(places)
    for standard, linking, listing in row["found"] if row else ():
        standards.update((standard, *linking))
        subsystems.update(listing)
    return Affected(frozenset(standards), frozenset(subsystems))
