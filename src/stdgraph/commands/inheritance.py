"""Inheritance: what hangs on a standard that is merged into another is hung on that one, and the id goes on as an alias.

Relations in both directions, listings, claims, sources, what datasets state, events and records of gaps. A relation that both have is
one afterwards; where they say different things of it, the kept standard's hold. A transfer that is pending of the kept one is the only one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypedDict

from stdgraph.commands.events import NODE_KEYS
from stdgraph.commands.inherited_records import inherit_records
from stdgraph.commands.transfers import OFFERS
from stdgraph.store.plan_cypher import TIMED, is_past
from stdgraph.store.session import Transaction, native
from stdgraph.store.standard_names import alias_id

BATCH = 1000
"""Relations written at a time."""

_REST = "coalesce(t.id, t.code) AS end, properties(r) AS properties"
RELATIONS = (
    f"MATCH (n:Standard {{id: $id}})-[r]->(t) RETURN true AS outwards, type(r) AS kind, head(labels(t)) AS label, {_REST} "
    "UNION ALL MATCH (n:Standard {id: $id})<-[r]-(t) WHERE NOT t:Event AND NOT t:GapRecord "
    f"RETURN false AS outwards, type(r) AS kind, head(labels(t)) AS label, {_REST}"
)
EVENTS = (
    "MATCH (k:Standard {id: $kept}) MATCH (:Standard {id: $lost})<-[r:CONCERNS]-(e:Event) WITH k, r, e LIMIT $most "
    "SET e.mergedFrom = coalesce(e.mergedFrom, $lost) CREATE (e)-[:CONCERNS]->(k) DELETE r RETURN count(e) AS count"
)
ALIAS = (
    "MATCH (k:Standard {id: $kept}) MERGE (a:Alias {id: $alias}) "
    "SET a.label = 'Standard', a.key = $lost, a.numberKey = $number, a.planNumber = $plan MERGE (a)-[:NAMES]->(k)"
)
NUMBERS = "MATCH (n:Standard {id: $id}) RETURN n.numberKey AS number, n.planNumber AS plan"
REMOVE = "MATCH (n:Standard {id: $lost}) DETACH DELETE n"


class InheritedRelation(TypedDict):
    """A relation of a standard: its direction and type, the other end, and what is said of it."""

    outwards: bool
    kind: str
    label: str
    end: str
    properties: Mapping[str, object]


class NumbersRow(TypedDict):
    """The numbers by which a standard is found."""

    number: str | None
    plan: str | None


class MovedRow(TypedDict):
    """How many were moved."""

    count: int


async def inherit(tx: Transaction, lost: str, kept: str) -> None:
    """Hang everything of the standard ``lost`` on ``kept``, both by id, and remove it; its names are aliases from then on."""
    await _inherit_relations(tx, lost, kept)
    await inherit_records(tx, lost, kept)
    while True:
        row = await tx.row(EVENTS, MovedRow, lost=lost, kept=kept, most=BATCH)
        if row is None or row["count"] < BATCH:
            break
    numbers = await tx.row(NUMBERS, NumbersRow, id=lost) or {"number": None, "plan": None}
    await tx.run(REMOVE, lost=lost)
    await tx.run(ALIAS, kept=kept, alias=alias_id("Standard", lost), lost=lost, **numbers)


Place = tuple[bool, str, str]
"""Direction, type and the label at the other end."""


async def _inherit_relations(tx: Transaction, lost: str, kept: str) -> None:
    ours = _by_end(await tx.rows(RELATIONS, InheritedRelation, id=kept), {lost})
    theirs = _by_end(await tx.rows(RELATIONS, InheritedRelation, id=lost), {kept})
    pending = any(kind in OFFERS for _, kind, _ in ours)
    for place, ends in theirs.items():
        if pending and place[1] in OFFERS:
            continue
        rows = [
            {"end": end, "relations": _united(place[1], ours.get(place, {}).get(end, []), said)}
            for end, said in ends.items()
        ]
        outwards, kind, label = place
        link = f"(k)-[r:{kind}]->(t)" if outwards else f"(k)<-[r:{kind}]-(t)"
        ends_met = f"MATCH (k:Standard {{id: $kept}}) MATCH (t:{label} {{{NODE_KEYS.get(label, 'id')}: row.end}})"
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            await tx.run(f"UNWIND $rows AS row {ends_met} MATCH {link} DELETE r", rows=batch, kept=kept)
            await tx.run(
                f"UNWIND $rows AS row {ends_met} UNWIND row.relations AS said CREATE {link} SET r = said",
                rows=batch,
                kept=kept,
            )


def _by_end(
    relations: Sequence[InheritedRelation], without: set[str]
) -> dict[Place, dict[str, list[dict[str, object]]]]:
    """What is said of relations, by place and other end; nothing is related to itself, so those between the two are left out."""
    found: defaultdict[Place, dict[str, list[dict[str, object]]]] = defaultdict(dict)
    for one in relations:
        if one["label"] != "Standard" or one["end"] not in without:
            said = {name: native(value) for name, value in one["properties"].items()}
            found[one["outwards"], one["kind"], one["label"]].setdefault(one["end"], []).append(said)
    return found


def _united(
    kind: str, ours: Sequence[dict[str, object]], theirs: Sequence[dict[str, object]]
) -> list[dict[str, object]]:
    """The relations to one end: several only where they name places in a source, or are of the past."""
    if not ours:
        return list(theirs)
    if kind == "SOURCED_FROM" or is_past(kind):
        return [*ours, *(one for one in theirs if one not in ours)]
    one = {**theirs[0], **ours[0]}
    if kind in TIMED and kind != "REPLACES":  # it holds while either does
        days = [side[0].get("from") for side in (ours, theirs)]
        one["from"] = None if None in days else min(days)  # type: ignore[type-var]
    return [{name: value for name, value in one.items() if value is not None}, *ours[1:]]
