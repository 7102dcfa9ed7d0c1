"""Writes the parts of a load, each in an open transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stdgraph.commands.events import NewEvent
from stdgraph.commands.relation_times import close, end
from stdgraph.datasets.operations import Part, Row, Target, in_order
from stdgraph.domain import calendar
from stdgraph.domain.relation_history import SINGLE
from stdgraph.domain.vocabulary import EventKind
from stdgraph.store.amendments import link_amendments, link_new
from stdgraph.store.plan_cypher import STRUCTURE, TIMED, is_past, past
from stdgraph.store.session import Transaction
from stdgraph.store.stored_states import first_state, store_states

FREE = "UNWIND $rows AS row MATCH (n:<label> {id: row.id}) SET n += row.set"
CREATE = "UNWIND $rows AS row CREATE (n:<label>) SET n = row"
STATE = (
    "UNWIND $rows AS row MERGE (a:Statement {id: row.id}) SET a = row.properties WITH a, row "
    "OPTIONAL MATCH (a)-[r:STATES]->() DELETE r"
)
STATE_NEW = (
    "UNWIND $rows AS row MATCH (n:<label> {id: row.node}) CREATE (a:Statement)-[:STATES]->(n) SET a = row.properties"
)
STATED = (
    "UNWIND $rows AS row MATCH (a:Statement {id: row.id}) MATCH (n:<label> {id: row.node}) CREATE (a)-[:STATES]->(n)"
)
UNSTATE = "UNWIND $rows AS row MATCH (a:Statement {id: row.id}) DETACH DELETE a"
DELETE = "UNWIND $rows AS row MATCH (n:<label> {id: row.id}) DETACH DELETE n"
_SEEDED = (
    "UNWIND $rows AS row MATCH (a:<label> {id: row.a})-[r:<type>]->(b:<end> {id: row.b}) "
    "WHERE r.seeded AND coalesce(r.locator, '') = coalesce(row.locator, '') "
)
UNLINK = f"{_SEEDED} DELETE r"
RETRACT = f"{_SEEDED} SET r.retracted = datetime($now), r.seeded = null"
AGAIN = (
    "UNWIND $rows AS row MATCH (a:<label> {id: row.a}) MATCH (b:<end> {id: row.b}) WITH row, a, b, "
    "COLLECT { MATCH (a)-[w:<past>]->(<last>) WHERE w.retracted IS NULL RETURN w.until AS ended ORDER BY ended DESC LIMIT 1 }[0] AS ended "
    "CREATE (a)-[r:<type>]->(b) SET r = row.properties, r.recorded = datetime($now), r.from = ended"
)
"""What is made again holds from the day on which it ended last; of what there is one at a time, from that on which the other one did."""
LINK = (
    "UNWIND $rows AS row MATCH (a:<label> {id: row.a}) MATCH (b:<end> {id: row.b}) CREATE (a)-[r:<type>]->(b) "
    "SET r = row.properties"
)
CLAIM = "UNWIND $rows AS row MATCH (n:<label> {id: row.about}) CREATE (k:Claim)-[:ABOUT {seeded: true}]->(n) SET k = row.properties"
CITE = (
    "UNWIND $rows AS row MATCH (k:Claim {id: row.claim}) MATCH (o:Source {id: row.source}) "
    "CREATE (k)-[r:STATED_BY]->(o) SET r = row.properties"
)
_TEXTS = {"free": FREE, "create": CREATE, "set": FREE, "delete": DELETE, "unlink": UNLINK, "link": LINK}


async def write_part(tx: Transaction, part: Part) -> list[NewEvent]:
    """Write a part; its events are returned, to be recorded. Call it after ``acquire_write_lock``."""
    events: list[NewEvent] = []
    created: list[Row] = []
    renumbered: set[str] = set()
    touched: set[str] = set()
    today = calendar.today()
    for target, rows in in_order(part):
        if target.kind == "event":
            events += [_event(target.label, row) for row in rows]
        elif target.kind == "create" and target.label == "Standard":
            created += [{**row, **first_state(row, today)} for row in rows]
            await _write(tx, target, created)
        else:
            await _write(tx, target, rows)
            renumbered |= _renumbered(target, rows)
            touched |= _touched(target, rows)
    await link_amendments(tx, renumbered)
    await link_new(tx, created)
    await store_states(tx, touched, today)
    return events


def _renumbered(target: Target, rows: Sequence[Row]) -> set[str]:
    """The standards that got or lost a number."""
    if target.label != "Standard" or target.kind not in ("free", "set"):
        return set()
    names = ("numberKey", "amendsKey", "number")
    return {row["id"] for row in rows if any(name in row["set"] for name in names)}


def _touched(target: Target, rows: Sequence[Row]) -> set[str]:
    """The standards whose state may be another one."""
    if target.kind in ("free", "set") and target.label == "Standard":
        return {row["id"] for row in rows}
    if target.kind in ("link", "unlink") and target.type == "REPLACES":
        return {row["b"] for row in rows}
    return set()


async def _write(tx: Transaction, target: Target, rows: Sequence[Row]) -> None:
    if target.kind == "state":
        new, rows = [row for row in rows if row.get("new")], [row for row in rows if not row.get("new")]
        if new:
            await tx.run(STATE_NEW.replace("<label>", target.label), rows=new)
        if not rows:
            return
        await tx.run(STATE, rows=rows)
        await tx.run(
            STATED.replace("<label>", target.label), rows=[{"id": row["id"], "node": row["node"]} for row in rows]
        )
    elif target.kind == "unstate":
        await tx.run(UNSTATE, rows=rows)
    elif target.kind == "claim":
        await _claim(tx, target.label, rows)
    else:
        for template in _texts(target):
            text = (
                template.replace("<label>", target.label)
                .replace("<type>", target.type)
                .replace("<past>", past(target.type))
            )
            await tx.run(text.replace("<end>", target.end), rows=rows, now=tx.now())


def _texts(target: Target) -> Sequence[str]:
    """The statements of a kind of operation; a relationship that has times is not deleted but goes on in the past."""
    if target.kind == "link" and target.type in STRUCTURE:
        return (AGAIN.replace("<last>", "" if target.type in SINGLE else "b"),)
    if target.kind == "link" and (target.type in TIMED or is_past(target.type)):
        return (f"{LINK}, r.recorded = datetime($now)",)
    if target.kind == "unlink" and is_past(target.type):
        return (RETRACT,)
    if target.kind == "unlink" and target.type in TIMED:
        return (f"{_SEEDED} WITH row, a, b, r {close(target.type)}", f"{_SEEDED} WITH row, a, b, r {end(target.type)}")
    return (_TEXTS[target.kind],)


async def _claim(tx: Transaction, label: str, rows: Sequence[Row]) -> None:
    await tx.run(CLAIM.replace("<label>", label), rows=rows)
    cited: list[dict[str, Any]] = [
        {
            "claim": row["properties"]["id"],
            "source": source["id"],
            "properties": {"locator": source["locator"]} if source["locator"] else {},
        }
        for row in rows
        for source in row["sources"]
    ]
    if cited:
        await tx.run(CITE, rows=cited)


def _event(label: str, row: Row) -> NewEvent:
    values = dict(row["properties"])
    return NewEvent(
        row["subject"],
        EventKind(values.pop("kind")),
        values.pop("stage", None),
        values.pop("fromStage", None),
        values.pop("effectiveOn", None),
        values.pop("note", None),
        values.pop("before", None),
        values.pop("after", None),
        values.pop("revokes", None),
        further=values,
        label=label,
    )
