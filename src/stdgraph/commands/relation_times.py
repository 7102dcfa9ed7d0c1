"""Relations of standards through time: nothing is deleted. What no longer holds goes on under the type of its past.

What was believed until now is retracted; where it ended in the world, it is believed from now on that it held until that day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypedDict

from stdgraph.commands.events import NODE_KEYS
from stdgraph.domain.relation_history import ENDING
from stdgraph.store.plan_cypher import past
from stdgraph.store.session import Transaction

WAS_SEEDED = "wasSeeded"
"""Says of a relationship of the past that datasets stated it until then."""


class RelationRow(TypedDict):
    """A relation as it is to be from now on, None for none, and the day on which it ended as it was, None for an error."""

    start: str
    end: str
    properties: Mapping[str, object] | None
    ended: date | None


def close(kind: str) -> str:
    """Cypher that moves the bound relation ``r`` from ``a`` to ``b`` into the past, retracted at ``$now``; it ended on ``row.ended``,
    unless that is null or it had not begun by then."""
    return (
        f"CREATE (a)-[w:{past(kind)}]->(b) SET w = properties(r), w.retracted = datetime($now), w.{WAS_SEEDED} = r.seeded, w.seeded = null "
        f"WITH row, a, b, r WHERE row.ended IS NULL OR r.from >= row.ended DELETE r"
    )


def end(kind: str) -> str:
    """Cypher for what ``close`` left: the bound relation ``r`` is believed to have held until ``row.ended``."""
    return (
        f"CREATE (a)-[w:{past(kind)}]->(b) SET w = properties(r), w.recorded = datetime($now), w.until = row.ended, w.seeded = null "
        "DELETE r"
    )


async def retract_past(tx: Transaction, kind: str, start: str, end: str, rows: Sequence[Mapping[str, object]]) -> None:
    """What changes that are taken back said of the past of relations between things of two labels is believed no longer. Each row has
    the keys ``start`` and ``end`` and, as ``at``, the instant of the change."""
    await tx.run(
        f"UNWIND $rows AS row MATCH ({node('a', start, 'row.start')})-[w:{past(kind)}]->({node('b', end, 'row.end')}) "
        f"WHERE w.retracted IS NULL AND {said_at(kind, 'row.at')} SET w.retracted = datetime($now)",
        rows=rows,
        now=tx.now(),
    )


def said_at(kind: str, at: str) -> str:
    """Condition: what is believed of the past of a relation ``w`` from ``a`` to ``b`` was said at an instant; what was believed otherwise
    meanwhile, and is believed again, was said then as well."""
    again = f"MATCH (a)-[o:{past(kind)}]->(b) WHERE o.recorded = datetime({at}) AND o.until = w.until"
    return f"(w.recorded = datetime({at}) OR EXISTS {{ {again} }})"


def node(var: str, label: str, key: str) -> str:
    """The inside of a node pattern: what has a key among the things of a label."""
    return f"{var}:{label} {{{NODE_KEYS.get(label, 'id')}: {key}}}"


async def write_relations(
    tx: Transaction, kind: str, label: str, rows: Sequence[RelationRow], start: str = "Standard"
) -> None:
    """Make, change, end or retract relations of one type from things of a label ``start`` to things of another. Up to three statements.

    One that is made again, of unknown day, holds from the day on which it ended last.
    """
    now = tx.now()
    ends = f"UNWIND $rows AS row MATCH ({node('a', start, 'row.start')}) MATCH ({node('b', label, 'row.end')})"
    former = f"{ends} MATCH (a)-[r:{kind}]->(b)"
    await tx.run(f"{former} {close(kind)}", rows=rows, now=now)
    ended = [row for row in rows if row["ended"] is not None]
    if ended:
        await tx.run(f"{former} {end(kind)}", rows=ended, now=now)
    made = [row for row in rows if row["properties"] is not None]
    if not made:
        return
    create = f"CREATE (a)-[r:{kind}]->(b) SET r = row.properties, r.recorded = datetime($now)"
    if kind not in ENDING:
        await tx.run(f"{ends} {create}", rows=made, now=now)
        return
    days = [{**row, "from": (row["properties"] or {}).get("from")} for row in made]
    last = f"COLLECT {{ MATCH (a)-[w:{past(kind)}]->(b) WHERE w.retracted IS NULL RETURN w.until ORDER BY w.until DESC LIMIT 1 }}[0]"
    text = f"{ends} WITH row, a, b, {last} AS ended {create}, r.from = coalesce(row.from, ended)"
    await tx.run(text, rows=days, now=now)
