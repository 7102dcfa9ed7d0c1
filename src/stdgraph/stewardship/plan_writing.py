"""Writing things and relations that commands changed, in a number of statements that does not grow with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdgraph.commands.change_record import Edge
from stdgraph.commands.relation_times import RelationRow, node, retract_past, write_relations
from stdgraph.commands.versions import FactChange, change_facts
from stdgraph.datasets.tree_order import place_subsystems
from stdgraph.stewardship.things import Thing
from stdgraph.store.plan_cypher import KEPT
from stdgraph.store.session import Transaction
from stdgraph.store.transaction import mark_structure_changed
from stdgraph.store.versions_cypher import VERSIONED


@dataclass(frozen=True, slots=True)
class EdgeWrite:
    """A relation as it is to be, None for none; the day on which it ended as it was, None for an error; and the instant of the change
    that this takes back."""

    properties: Mapping[str, Any] | None
    ended_on: date | None = None
    undoes: str | None = None


async def write_plan(
    tx: Transaction, things: Sequence[Thing], edges: Mapping[Edge, EdgeWrite], systems: Collection[str]
) -> None:
    """Write new and changed things with what their facts were, then relations, then the places of the subsystems of these systems."""
    await _create(tx, [thing for thing in things if not thing.exists])
    await _update(tx, [thing for thing in things if thing.exists and thing.plain_differences()])
    await _restate(tx, [thing for thing in things if thing.restated])
    await _write_edges(tx, edges)
    await _raise_revisions(tx, edges)
    await place_subsystems(tx, systems)
    await mark_structure_changed(tx)


async def _create(tx: Transaction, things: Sequence[Thing]) -> None:
    for label, several in _by_label(things).items():
        dated = ", n.statedAt = datetime($now)" if label in VERSIONED else ""
        text = f"UNWIND $rows AS row CREATE (n:{label}) SET n = row{dated}"
        await tx.run(text, rows=[thing.created() for thing in several], now=tx.now())


async def _update(tx: Transaction, things: Sequence[Thing]) -> None:
    for label, several in _by_label(things).items():
        rows = [{"key": thing.key, "properties": thing.plain_differences()} for thing in several]
        await tx.run(f"UNWIND $rows AS row MATCH ({node('n', label, 'row.key')}) SET n += row.properties", rows=rows)


async def _restate(tx: Transaction, things: Sequence[Thing]) -> None:
    for label, several in _by_label(things).items():
        changes = [FactChange(thing.key, one.values, one.on, one.undoes) for thing in several for one in thing.restated]
        await change_facts(tx, label, changes)


def _by_label(things: Sequence[Thing]) -> dict[str, list[Thing]]:
    found: defaultdict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        found[thing.label].append(thing)
    return found


async def _write_edges(tx: Transaction, edges: Mapping[Edge, EdgeWrite]) -> None:
    groups: defaultdict[tuple[str, str, str], list[tuple[Edge, EdgeWrite]]] = defaultdict(list)
    for edge, write in edges.items():
        groups[edge.kind, edge.start.label, edge.end.label].append((edge, write))
    for (kind, start, end), found in groups.items():
        rows: list[RelationRow] = [
            {"start": edge.start.key, "end": edge.end.key, "properties": write.properties, "ended": write.ended_on}
            for edge, write in found
        ]
        if kind in KEPT:
            await _retract(tx, kind, start, end, found)
            await write_relations(tx, kind, end, rows, start)
        else:
            await _write_untimed(tx, kind, start, end, rows)


async def _retract(tx: Transaction, kind: str, start: str, end: str, found: Sequence[tuple[Edge, EdgeWrite]]) -> None:
    """What a change that is taken back said of the past is believed no longer."""
    rows = [{"start": edge.start.key, "end": edge.end.key, "at": write.undoes} for edge, write in found if write.undoes]
    if rows:
        await retract_past(tx, kind, start, end, rows)


async def _write_untimed(tx: Transaction, kind: str, start: str, end: str, rows: Sequence[RelationRow]) -> None:
    ends = f"UNWIND $rows AS row MATCH ({node('a', start, 'row.start')}) MATCH ({node('b', end, 'row.end')})"
    await tx.run(f"{ends} MATCH (a)-[r:{kind}]->(b) DELETE r", rows=rows)
    made = [row for row in rows if row["properties"] is not None]
    if made:
        await tx.run(f"{ends} CREATE (a)-[r:{kind}]->(b) SET r = row.properties", rows=made)


async def _raise_revisions(tx: Transaction, edges: Mapping[Edge, EdgeWrite]) -> None:
    """A standard whose relations change has another revision."""
    standards = sorted({edge.start.key for edge in edges if edge.start.label == "Standard"})
    if standards:
        text = f"UNWIND $ids AS id MATCH ({node('n', 'Standard', 'id')}) SET n.revision = coalesce(n.revision, 0) + 1"
        await tx.run(text, ids=standards)
