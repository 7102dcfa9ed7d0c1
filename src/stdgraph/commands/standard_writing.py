"""Writing what commands on standards changed: their properties, relations, claims and former numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import uuid4

from stdgraph.commands.relation_times import RelationRow, retract_past, write_relations
from stdgraph.store.session import Transaction
from stdgraph.store.standard_names import alias_id

CREATE = "UNWIND $rows AS row CREATE (n:Standard) SET n = row"
UPDATE = "UNWIND $rows AS row MATCH (n:Standard {id: row.id}) SET n += row.properties"
CLAIM = (
    "UNWIND $rows AS row MATCH (n:Standard {id: row.standard}) WITH row, n "
    "WHERE row.source IS NOT NULL OR NOT EXISTS { MATCH (n)<-[:ABOUT]-(o:Claim {field: row.field}) "
    "WHERE o.value = row.value AND o.retiredOn IS NULL } "
    "CREATE (k:Claim {id: row.id, field: row.field, value: row.value, chosen: false, note: row.note, by: row.by})-[:ABOUT]->(n)"
)
AGAIN = (
    "UNWIND $rows AS row MATCH (o:Source {id: row.source}) WHERE o.retiredOn = $never "
    "SET o.retiredOn = null, o.retiredAt = null, o.title = null, o.note = null, o.url = row.source"
)
"""A source whose addition was revoked is as if it never had been there."""
CITE = (
    "UNWIND $rows AS row MATCH (k:Claim {id: row.id}) MERGE (o:Source {id: row.source}) "
    "ON CREATE SET o.url = row.source MERGE (k)-[:STATED_BY]->(o)"
)
FORMER = (
    "UNWIND $rows AS row MATCH (n:Standard {id: row.standard}) MERGE (a:Alias {id: row.alias}) "
    "SET a.label = 'Standard', a.key = row.key, a.numberKey = row.key MERGE (a)-[:NAMES]->(n)"
)
RETRACT = "UNWIND $ids AS id MATCH (k:Claim {id: id}) SET k.retiredOn = $never"
FOLLOW = (
    "UNWIND $rows AS row MATCH (:Standard {id: row.standard})<-[:ABOUT]-(k:Claim {field: row.field}) "
    "SET k.chosen = coalesce(k.value = row.value, false)"
)


@dataclass(frozen=True, slots=True)
class NewRelation:
    """A relation of a standard to be made or changed or, without properties, removed."""

    kind: str
    start: str
    label: str
    end: str
    properties: Mapping[str, object] | None
    ended_on: date | None = None
    """The day in the world on which it ended as it was before; None: it never was so, and is retracted."""
    undoes: str | None = None
    """The instant of the change that this takes back: what that said of the past is retracted, too."""


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A source's value for a field of a standard; ``source`` is an id or an address. Without one it is only made where no claim
    states that value yet."""

    standard: str
    field: str
    value: str
    source: str | None
    note: str | None
    by: str | None = None
    """Who entered it."""
    id: str = dataclasses.field(default_factory=lambda: str(uuid4()))


async def write_properties(
    tx: Transaction, created: Sequence[Mapping[str, object]], changed: Mapping[str, object]
) -> None:
    """Create standards with their properties, and set those that change of others, by id; None takes one away."""
    if created:
        await tx.run(CREATE, rows=[without_null(one) for one in created])
    rows = [{"id": key, "properties": differing} for key, differing in changed.items() if differing]
    if rows:
        await tx.run(UPDATE, rows=rows)


async def write_relations_of(tx: Transaction, relations: Sequence[NewRelation]) -> None:
    """Make, change, end or retract relations of standards; what changes that are taken back said of the past is believed no longer."""
    taken_back: dict[tuple[str, str], list[Mapping[str, object]]] = {}
    groups: dict[tuple[str, str], list[RelationRow]] = {}
    for one in relations:
        properties = None if one.properties is None else without_null(one.properties)
        row: RelationRow = {"start": one.start, "end": one.end, "properties": properties, "ended": one.ended_on}
        groups.setdefault((one.kind, one.label), []).append(row)
        if one.undoes is not None:
            undone = {"start": one.start, "end": one.end, "at": one.undoes}
            taken_back.setdefault((one.kind, one.label), []).append(undone)
    for (kind, label), rows in taken_back.items():
        await retract_past(tx, kind, "Standard", label, rows)
    for (kind, label), found in groups.items():
        await write_relations(tx, kind, label, found)


async def write_claims(
    tx: Transaction, claims: Sequence[NewClaim], followed: Mapping[tuple[str, str], str | None]
) -> None:
    """Make claims, and follow those that state the values that are followed, by standard and field."""
    if claims:
        rows = [asdict(one) for one in claims]
        await tx.run(CLAIM, rows=rows)
        cited = [row for row in rows if row["source"] is not None]
        await tx.run(AGAIN, rows=cited, never=date.min)
        await tx.run(CITE, rows=cited)
    if followed:
        named = [{"standard": one, "field": name, "value": value} for (one, name), value in followed.items()]
        await tx.run(FOLLOW, rows=named)


async def retract_claims(tx: Transaction, claims: Sequence[str]) -> None:
    """Take claims back, by id: they never stood."""
    if claims:
        await tx.run(RETRACT, ids=claims, never=date.min)


async def keep_former_numbers(tx: Transaction, former: Mapping[str, str]) -> None:
    """Let standards be found by numbers that they had; ``former`` has their ids by the number's comparison form."""
    rows = [{"alias": alias_id("Standard", key), "key": key, "standard": standard} for key, standard in former.items()]
    if rows:
        await tx.run(FORMER, rows=rows)


def without_null(properties: Mapping[str, object]) -> dict[str, object]:
    """The properties that are known."""
    return {name: value for name, value in properties.items() if value is not None}
