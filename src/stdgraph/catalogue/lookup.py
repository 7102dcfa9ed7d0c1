"""Looking one thing up: by code, by id, or a standard by any way in which people print its number."""

from __future__ import annotations

from typing import Any

from stdgraph.catalogue.entities import READER
from stdgraph.catalogue.reading import Selection
from stdgraph.graph.door import Transaction
from stdgraph.model.numbers import all_keys, read_number


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
        f"UNION MATCH (n:Standard {{id: $id}}) RETURN n, 2 AS way }} WITH n, way ORDER BY way, n.id LIMIT 1 RETURN {shape} AS row",
        keys=list(all_keys(text)),
        plan=read_number(text).text,
        id=text.strip(),
    )
    return row["row"] if row else None
