"""Looking up entities by code or id, and standards by any way in which people print a number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypedDict, cast

from stdgraph.catalogue.entities import READER
from stdgraph.catalogue.reader import Selection
from stdgraph.catalogue.rows import StandardFields
from stdgraph.domain.numbers import Number, names_several, read_number
from stdgraph.errors import BadInput
from stdgraph.store.plan_cypher import on_plan, today_parameters
from stdgraph.store.session import Transaction
from stdgraph.store.standard_names import FIRST, NAMED, SERIES, alias_id, choose, edition_rank, name_parameters
from stdgraph.store.status_cypher import day_parameters, status


class EntityRow(TypedDict):
    """The row of an entity whose label is known at run time only."""

    row: dict[str, object]


async def find_entity(tx: Transaction, label: str, key: str, selection: Selection) -> dict[str, object] | None:
    """The selected properties of the node of a label with a key, or that had it before it was renamed; None when there is none."""
    name = READER.entities[label].key[0]
    system, _, code = key.partition("/")
    ways = [
        f"MATCH (n:{label} {{{name}: $key}}) RETURN n, 0 AS way",
        f"MATCH (:Alias {{id: $alias}})-[:NAMES]->(n:{label}) RETURN n, 1 AS way",
    ]
    if label == "Subsystem":  # of a system that was renamed
        ways.append(
            "MATCH (:Alias {id: $system})-[:NAMES]->(x:StandardsSystem) MATCH (n:Subsystem {system: x.code, code: $code}) "
            "RETURN n, 2 AS way"
        )
    row = await tx.row(
        f"CALL () {{ {' UNION ALL '.join(ways)} }} WITH n, way ORDER BY way LIMIT 1 "
        f"RETURN {READER.project(label, selection)} AS row",
        EntityRow,
        key=key,
        alias=alias_id(label, key),
        system=alias_id("StandardsSystem", system),
        code=code,
        **today_parameters(),
    )
    return row["row"] if row else None


async def list_entities(tx: Transaction, label: str, selection: Selection) -> list[dict[str, object]]:
    """Every node of a label that is on the plan today, by key: for labels of which a catalogue has few."""
    name = READER.entities[label].key[0]
    text = f"MATCH (n:{label}) WHERE {on_plan('n', '$today')} RETURN {READER.project(label, selection)} AS row ORDER BY n.{name}"
    return [row["row"] for row in await tx.rows(text, EntityRow, **today_parameters())]


DATED = "MATCH (n:Standard {numberKey: $key}) WITH n ORDER BY n.id LIMIT 1"
"""Binds ``n``, the standard of a number that bears its year."""


async def find_standard(tx: Transaction, text: str, selection: Selection, on: date) -> StandardFields | None:
    """The selected properties of the standard that a number, plan number or id names, or named once; None when there is none.

    A number without its year names the edition that is in force on a day, else the latest published, else the one furthest on.
    Raises BadInput for a text that names several standards, where it is not the name of one.
    """
    shape = READER.project("Standard", selection)
    days = {**today_parameters(), **day_parameters(on)}
    number = read_number(text)
    if (
        isinstance(number, Number) and number.year is not None
    ):  # the name that most are asked for by, and the first that counts
        (found,) = await tx.collected(f"{DATED} WITH collect({shape}) AS found", ["found"], key=number.key, **days)
        if found:
            return cast("StandardFields", found[0])
    (found,) = await tx.collected(
        f"{FIRST} WITH collect({shape}) AS found", ["found"], **name_parameters([text]), **days
    )
    if not found and names_several(text):
        raise BadInput(
            f"number: {text!r} names several standards: ask standards(where: {{number: {{eq: …}}}}) for all of them"
        )
    return found[0] if found else None


class StatusRow(TypedDict):
    """A standard as one of its names finds it, with its status."""

    way: int
    name: str
    id: str
    status: str
    rank: int
    order: str
    """Of the editions of a series the one with the lowest rank is meant, of those the last in order."""


STATUSES = (
    f"{NAMED} WITH way, name, n, {status('n')} AS status, CASE WHEN way = {SERIES} THEN {edition_rank('n')} ELSE 0 END AS rank "
    "RETURN way, name, n.id AS id, status, rank, "
    "CASE WHEN rank = 4 THEN coalesce(n.stage, '') ELSE '' END + '/' + coalesce(n.seriesOrder, '') AS order"
)


async def find_statuses(tx: Transaction, texts: Sequence[str], on: date) -> list[tuple[str, str] | None]:
    """For each number, plan number or id the id of the standard that it names and its status on a day; None where there is none.

    The same rules as for a single standard; one statement.
    """
    rows = await tx.table(StatusRow, STATUSES, **name_parameters(texts), **day_parameters(on))
    found: dict[tuple[int, str], tuple[str, str]] = {}
    rows.sort(key=lambda row: row["id"])
    rows.sort(key=lambda row: row["order"], reverse=True)
    for row in sorted(rows, key=lambda row: row["rank"]):
        found.setdefault((row["way"], row["name"]), (row["id"], row["status"]))
    chosen = choose(texts, found)
    return [chosen.get(text) for text in texts]
