"""Looking up entities by code or id, and standards by any way in which people print a number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypedDict

from stdgraph.catalogue.entities import READER
from stdgraph.catalogue.reader import Selection
from stdgraph.catalogue.rows import StandardFields
from stdgraph.domain.numbers import all_keys, read_number
from stdgraph.store.plan_cypher import on_plan, today_parameters
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, status


class EntityRow(TypedDict):
    """The row of an entity whose label is known at run time only."""

    row: dict[str, object]


class FoundStandardRow(TypedDict):
    """The row of a standard."""

    row: StandardFields


async def find_entity(tx: Transaction, label: str, key: str, selection: Selection) -> dict[str, object] | None:
    """The selected properties of the node of a label with a key; None when there is none."""
    name = READER.entities[label].key[0]
    text = f"MATCH (n:{label} {{{name}: $key}}) RETURN {READER.project(label, selection)} AS row LIMIT 1"
    row = await tx.row(text, EntityRow, key=key, **today_parameters())
    return row["row"] if row else None


async def list_entities(tx: Transaction, label: str, selection: Selection) -> list[dict[str, object]]:
    """Every node of a label that is on the plan today, by key: for labels of which a catalogue has few."""
    name = READER.entities[label].key[0]
    text = f"MATCH (n:{label}) WHERE {on_plan('n', '$today')} RETURN {READER.project(label, selection)} AS row ORDER BY n.{name}"
    return [row["row"] for row in await tx.rows(text, EntityRow, **today_parameters())]


async def find_standard(tx: Transaction, text: str, selection: Selection) -> StandardFields | None:
    """The selected properties of the standard that a number, plan number or id names; None when there is none."""
    shape = READER.project("Standard", selection)
    row = await tx.row(
        "CALL () { UNWIND $keys AS k MATCH (n:Standard {numberKey: k}) RETURN n, 0 AS way "
        "UNION MATCH (n:Standard {planNumber: $plan}) RETURN n, 1 AS way "
        "UNION MATCH (n:Standard {id: $id}) RETURN n, 2 AS way } "
        "WITH n, way, [at IN range(0, size($keys) - 1) WHERE $keys[at] = n.numberKey][0] AS place "  # in a double number
        f"ORDER BY way, place, n.id LIMIT 1 RETURN {shape} AS row",
        FoundStandardRow,
        keys=list(all_keys(text)),
        plan=read_number(text).text,
        id=text.strip(),
        **today_parameters(),
    )
    return row["row"] if row else None


class StatusRow(TypedDict):
    """A standard under each of its names, with its status."""

    id: str
    key: str | None
    plan: str | None
    status: str


NAMED = (
    "CALL () { UNWIND $keys AS k MATCH (n:Standard {numberKey: k}) RETURN n "
    "UNION UNWIND $plans AS k MATCH (n:Standard {planNumber: k}) RETURN n "
    "UNION UNWIND $ids AS k MATCH (n:Standard {id: k}) RETURN n } "
    f"RETURN n.id AS id, n.numberKey AS key, n.planNumber AS plan, {status('n')} AS status"
)


async def find_statuses(tx: Transaction, texts: Sequence[str], on: date) -> list[tuple[str, str] | None]:
    """For each number, plan number or id the id of the standard that it names and its status on a day; None where there is none.

    The same rules as for a single standard; one statement.
    """
    rows = await tx.rows(
        NAMED,
        StatusRow,
        keys=sorted({key for text in texts for key in all_keys(text)}),
        plans=sorted({read_number(text).text for text in texts}),
        ids=sorted({text.strip() for text in texts}),
        **day_parameters(on),
    )
    by_name: dict[tuple[str, str], tuple[str, str]] = {}
    for row in sorted(rows, key=lambda row: row["id"]):
        for way, name in (("key", row["key"]), ("plan", row["plan"]), ("id", row["id"])):
            if name is not None:
                by_name.setdefault((way, name), (row["id"], row["status"]))
    found: list[tuple[str, str] | None] = []
    for text in texts:
        names = [*(("key", key) for key in all_keys(text)), ("plan", read_number(text).text), ("id", text.strip())]
        found.append(next((by_name[name] for name in names if name in by_name), None))
    return found
