"""The comparison forms of numbers computed anew, after grammars have changed: of standards, their former names, and statements."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypedDict

from stdgraph.domain.numbers import number_key, plan_number_text
from stdgraph.domain.stored_state import findable
from stdgraph.store.migratable import Migratable
from stdgraph.store.transaction import Transaction

BATCH = 500

STANDARDS = "MATCH (n:Standard) WHERE n.id > $after RETURN n.id AS id, n{.*} AS properties ORDER BY id LIMIT $size"
ALIASES = (
    "MATCH (n:Alias) WHERE n.id > $after AND (n.numberKey IS NOT NULL OR n.planNumber IS NOT NULL) "
    "RETURN n.id AS id, n.numberKey AS number, n.planNumber AS planNumber ORDER BY id LIMIT $size"
)
STATEMENTS = (
    "MATCH (n:Statement) WHERE n.id > $after AND n.label = 'Standard' "
    "RETURN n.id AS id, n.content AS content ORDER BY id LIMIT $size"
)
PLANS = "MATCH (n:Standard) WHERE n.planNumber IN $plans RETURN n.planNumber AS plan, n.id AS id"


class Row(TypedDict, total=False):
    """The texts of a node that its comparison forms follow from."""

    id: str
    number: str | None
    planNumber: str | None
    content: str
    properties: Mapping[str, object]


class PlanRow(TypedDict):
    """Who has a plan number."""

    plan: str
    id: str


async def refold_numbers(graph: Migratable) -> None:
    """Compute them anew; what is stored as a number stays as it is.

    Plan numbers are brought to the one form of all printings, unless another standard has that already: both keep theirs then, and
    two items of one plan number are for people to merge.
    """
    await _each(graph, "Standard", STANDARDS, _standards)
    await _each(graph, "Alias", ALIASES, _aliases)
    await _each(graph, "Statement", STATEMENTS, _statements)


async def _each(
    graph: Migratable,
    label: str,
    text: str,
    compute: Callable[[Transaction, Sequence[Row]], Awaitable[list[dict[str, object]]]],
) -> None:
    after = ""
    while True:

        async def work(tx: Transaction, start: str = after) -> str | None:
            rows = await tx.rows(text, Row, after=start, size=BATCH)
            changes = await compute(tx, rows)
            if changes:
                await tx.run(
                    f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET n += row.properties", rows=changes
                )
            return rows[-1]["id"] if rows else None

        last = await graph.write(work)
        if last is None:
            return
        after = last


async def _standards(tx: Transaction, rows: Sequence[Row]) -> list[dict[str, object]]:
    folded = {row["id"]: plan_number_text(str(plan)) for row in rows if (plan := row["properties"].get("planNumber"))}
    holders = {row["plan"]: row["id"] for row in await tx.rows(PLANS, PlanRow, plans=list(folded.values()))}
    changes: list[dict[str, object]] = []
    for row in rows:
        values, plan = row["properties"], folded.get(row["id"])
        if plan is not None and holders.setdefault(plan, row["id"]) == row["id"]:
            values = {**values, "planNumber": plan}
        kept = {"planNumber": values.get("planNumber"), **findable(values)}
        known = {name: value for name, value in kept.items() if value is not None}
        changes.append({"id": row["id"], "properties": known})
    return changes


async def _aliases(_: Transaction, rows: Sequence[Row]) -> list[dict[str, object]]:
    return [
        {
            "id": row["id"],
            "properties": {
                **({"numberKey": number_key(number)} if (number := row["number"]) else {}),
                **({"planNumber": plan_number_text(plan)} if (plan := row["planNumber"]) else {}),
            },
        }
        for row in rows
    ]


async def _statements(_: Transaction, rows: Sequence[Row]) -> list[dict[str, object]]:
    changes: list[dict[str, object]] = []
    for row in rows:
        number = json.loads(row["content"])["properties"].get("number")
        if number:
            changes.append({"id": row["id"], "properties": {"identity": number_key(number)}})
    return changes
