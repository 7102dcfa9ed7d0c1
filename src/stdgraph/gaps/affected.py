"""What changes of standards may have an effect on: other standards, cells, and what is counted of systems."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from stdgraph.domain.series import series_facts
from stdgraph.gaps.coverage_index import system_of
from stdgraph.store.plan_cypher import ever
from stdgraph.store.session import Transaction

OF_NO_GAP = ("Standard", "GapRecord", "AccessToken")
"""The labels of what changes without an effect on gaps about anything but standards."""

CHANGED_STANDARDS = (
    "UNWIND range($after + 1, $until) AS sequence MATCH (e:Event {sequence: sequence})-[:CONCERNS]->(s) "
    "RETURN collect([CASE WHEN s:Standard THEN s.id ELSE null END, "
    "CASE WHEN e.before CONTAINS '\"relation\"' OR e.before CONTAINS '\"number\"' THEN e.before ELSE null END, "
    f"labels(s)[0] IN {list(OF_NO_GAP)}]) AS found"
)
# what is null is left out before it is looked for: the embedded engine would look through everything
AFFECTED = (
    "CALL () { UNWIND $names AS name MATCH (s:Standard {id: name}) RETURN s "
    "UNION UNWIND $names AS name MATCH (s:Standard {number: name}) RETURN s "
    "UNION UNWIND $names AS name MATCH (s:Standard {numberKey: name}) RETURN s } "
    "WITH DISTINCT s MATCH (s)-[:REPLACES|AMENDS*0..1]->(b:Standard) WITH DISTINCT b "
    "WITH b, COLLECT { UNWIND [k IN [b.seriesKey] WHERE k IS NOT NULL] AS k MATCH (e:Standard {seriesKey: k}) RETURN e } AS editions "
    "UNWIND [b] + editions AS a WITH DISTINCT a RETURN collect([a.id, "
    f"COLLECT {{ MATCH (a)<-[:{ever('ADOPTS', 'REFERENCES')}]-(w:Standard) RETURN w.id }}, "
    f"COLLECT {{ MATCH (a)-[:{ever('LISTED_IN')}]->(x:Subsystem) RETURN x.id }}, "
    "COLLECT { UNWIND [k IN [a.replacementChain] WHERE k IS NOT NULL] AS k MATCH (m:Standard {replacementChain: k}) "
    f"MATCH (m)-[:{ever('LISTED_IN')}]->(y:Subsystem) RETURN DISTINCT y.system }}]) AS found"
)


class ChangedRow(TypedDict):
    """The changed standards by id, null for anything else, each with the relation that was taken away, as JSON text, if one was, and
    whether gaps about other things rest on nothing of it."""

    found: list[tuple[str | None, str | None, bool]]


class AffectedRow(TypedDict):
    """The affected standards by id, each with the standards that link to it, the subsystems that list it, and the systems that list
    anything of its replacement chain."""

    found: list[tuple[str, list[str], list[str], list[str]]]


@dataclass(frozen=True, slots=True)
class Affected:
    """What changes of standards may have an effect on."""

    standards: frozenset[str] = frozenset()
    """Standards whose gaps may differ, by id: those that changed, those they replace or amend, other
    editions of all these, and those that refer to or adopt any of them."""
    subsystems: frozenset[str] = frozenset()
    """Subsystems whose cells may differ, by id: those that list, or listed, a changed standard or one that it replaces."""
    systems: frozenset[str] = frozenset()
    """Systems of which other figures may come out, by code: those of these subsystems, and those that list anything of the replacement
    chain of such a standard."""


async def affected_since(tx: Transaction, after: int, until: int) -> Affected | None:
    """What a range of changes, by sequence, affects; None where they are not of standards alone. Two statements, or one where no
    standard changed."""
    row = await tx.row(CHANGED_STANDARDS, ChangedRow, after=after, until=until)
    names, places = set(), set()
    for standard, before, is_known in row["found"] if row else ():
        if not is_known:
            return None
        if standard is None:
            continue
        names.add(standard)
        relation = (
            json.loads(before) if before else {}
        )  # as it was: it names its target, and a former number what it amended
        if relation.get("relation") in ("REPLACES", "AMENDS"):
            names.add(relation["target"])
        amended = series_facts(str(relation.get("number") or "")).amends
        if amended is not None:
            names.add(amended)
        if relation.get("relation") == "LISTED_IN":
            places.add(relation["target"])
    return await affected_by(tx, names, places)


async def affected_by(tx: Transaction, names: Iterable[str], places: Iterable[str] = ()) -> Affected:
    """What changes of standards, by id or number, affect, and the subsystems ``places``. One statement, or none for no names."""
    wanted = sorted(names)
    row = await tx.row(AFFECTED, AffectedRow, names=wanted) if wanted else None
    standards, subsystems, systems = set(wanted), set(places), set()
    for standard, linking, listing, chained in row["found"] if row else ():
        standards.update((standard, *linking))
        subsystems.update(listing)
        systems.update(chained)
    return Affected(frozenset(standards), frozenset(subsystems), frozenset(systems.union(map(system_of, subsystems))))
