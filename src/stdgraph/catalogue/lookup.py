"""Looking one thing up: by code, by id, or a standard by any way in which people print its number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from stdgraph.catalogue.entities import READER
from stdgraph.catalogue.reader import Selection
from stdgraph.domain.numbers import all_keys, read_number
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, status


async def one(tx: Transaction, label: str, key: str, selection: Selection) -> dict[str, Any] | None:
    """The node of a label with a key, as far as it is wanted; None when there is none."""
    name = READER.entities[label].key[0]
    text = f"MATCH (n:{label} {{{name}: $key}}) RETURN {READER.project(label, selection)} AS row LIMIT 1"
    row = await tx.row(text, key=key)
    return row["row"] if row else None


async def many(tx: Transaction, label: str, selection: Selection) -> list[dict[str, Any]]:
    """Every node of a label by key: for the labels of which a catalogue has few."""
    name = READER.entities[label].key[0]
    rows = await tx.rows(f"MATCH (n:{label}) RETURN {READER.project(label, selection)} AS row ORDER BY n.{name}")
    return [row["row"] for row in rows]


async def standard(tx: Transaction, text: str, selection: Selection) -> dict[str, Any] | None:
    """The standard that a number, plan number or id names, as far as it is wanted; None when the catalogue holds none."""
    shape = READER.project("Standard", selection)
    row = await tx.row(
        "CALL () { UNWIND $keys AS k MATCH (n:Standard {numberKey: k}) RETURN n, 0 AS way "
        "UNION MATCH (n:Standard {planNumber: $plan}) RETURN n, 1 AS way "
        "UNION MATCH (n:Standard {id: $id}) RETURN n, 2 AS way } "
        "WITH n, way, [at IN range(0, size($keys) - 1) WHERE $keys[at] = n.numberKey][0] AS place "  # in a double number
        f"ORDER BY way, place, n.id LIMIT 1 RETURN {shape} AS row",
        keys=list(all_keys(text)),
        plan=read_number(text).text,
        id=text.strip(),
    )
    return row["row"] if row else None


NAMED = (
    "CALL () { UNWIND $keys AS k MATCH (n:Standard {numberKey: k}) RETURN n "
    "UNION UNWIND $plans AS k MATCH (n:Standard {planNumber: k}) RETURN n "
    "UNION UNWIND $ids AS k MATCH (n:Standard {id: k}) RETURN n } "
    f"RETURN n.id AS id, n.numberKey AS key, n.planNumber AS plan, {status('n')} AS status"
)


async def statuses(tx: Transaction, texts: Sequence[str], on: date) -> list[tuple[str, str] | None]:
    """For each number, plan number or id the id of the standard that it names, and its status on a day; None for what the
    catalogue does not hold. The same rules as for one; one statement.
    """
    rows = await tx.rows(
        NAMED,
        keys=sorted({key for text in texts for key in all_keys(text)}),
        plans=sorted({read_number(text).text for text in texts}),
        ids=sorted({text.strip() for text in texts}),
        **day_parameters(on),
    )
    ways: dict[tuple[str, str], tuple[str, str]] = {}
    for row in sorted(rows, key=lambda row: str(row["id"])):
        for way in ("key", "plan", "id"):
            if row[way] is not None:
                ways.setdefault((way, row[way]), (row["id"], row["status"]))
    found: list[tuple[str, str] | None] = []
    for text in texts:
        named = [*(("key", key) for key in all_keys(text)), ("plan", read_number(text).text), ("id", text.strip())]
        found.append(next((ways[way] for way in named if way in ways), None))
    return found
