"""The rows of a system's list (明细表): every listing that holds on a day, with what the form prints of the standard."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import TypedDict

from stdgraph.store.plan_cypher import ever, holds, lists, on_plan
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, entry, entry_stage, with_state

Named = tuple[str, str | None, str | None, str | None]
"""A standard that a row mentions: its id, its number, the number as it is printed, and its plan number."""


class ListedRow(TypedDict):
    """A standard in a subsystem. Days are as they are stated: ``2005``, ``2005-03`` or ``2005-03-14``."""

    subsystem: str
    """The subsystem's code."""
    id: str
    sort: str | None
    number: str | None
    printedNumber: str | None
    planNumber: str | None
    titleZh: str | None
    titleEn: str | None
    titleBasis: str | None
    level: str | None
    nature: str | None
    status: str
    standing: str | None
    stage: str | None
    published: str | None
    inForce: str | None
    withdrawn: str | None
    dueOn: str | None
    adopts: list[tuple[Named, str | None]]
    """What it adopts on the day, with the degree."""
    replaces: list[tuple[Named, str]]
    """What it replaces, with the extent."""
    owners: list[tuple[str, str | None, str | None, str, str | None]]
    """Committees that own it on the day: code, both titles, role and basis."""
    categories: list[str]
    department: str | None
    draftingBodies: list[str] | None
    ics: list[str] | None
    ccs: list[str] | None
    confidence: str | None
    note: str | None
    itemNumber: str | None
    membership: str | None
    listingNote: str | None


_NAMED = "[t.id, t.number, t.printedNumber, t.planNumber]"
_PLAIN = ("number", "printedNumber", "planNumber", "titleZh", "titleEn", "titleBasis", "level", "nature", "department")
_FURTHER = ("draftingBodies", "ics", "ccs", "confidence", "note")
_STATED = {"published": "published", "inForce": "inForce", "withdrawn": "withdrawn"}
LISTED = (
    f"MATCH (x:Subsystem {{system: $system}})<-[l:{ever('LISTED_IN')}]-(s:Standard) "
    f"WHERE {lists('l', 'x')} AND {on_plan('s')} {with_state('s', 'x', 'l')} "
    "RETURN x.code AS subsystem, s.id AS id, s.numberSort AS sort, "
    + "".join(f"s.{name} AS {name}, " for name in (*_PLAIN, *_FURTHER))
    + "".join(f"coalesce(toString(s.{name}On), s.{name}In) AS {column}, " for column, name in _STATED.items())
    + "toString(s.projectDueOn) AS dueOn, status, standing, "
    f"[e IN [{entry('s')}] WHERE e IS NOT NULL | {entry_stage('e')}][0] AS stage, "
    f"COLLECT {{ MATCH (s)-[a:{ever('ADOPTS')}]->(t:Standard) WHERE {holds('a')} RETURN [{_NAMED}, a.degree] }} AS adopts, "
    f"COLLECT {{ MATCH (s)-[r:REPLACES]->(t:Standard) RETURN [{_NAMED}, r.extent] }} AS replaces, "
    f"COLLECT {{ MATCH (s)-[o:{ever('OWNED_BY')}]->(c:Committee) WHERE {holds('o')} "
    "RETURN [c.code, c.titleZh, c.titleEn, o.role, o.basis] } AS owners, "
    f"COLLECT {{ MATCH (s)-[p:{ever('APPLIES_TO')}]->(k:ProductCategory) WHERE {holds('p')} AND {on_plan('k')} RETURN k.code }} AS categories, "
    "l.itemNumber AS itemNumber, l.membership AS membership, l.note AS listingNote"
)


async def load_listed(tx: Transaction, system: str, on: date) -> list[ListedRow]:
    """What a system lists on a day, subsystem by subsystem in no order; in each by item number, then by number. One statement.

    What amends another document is a row where a subsystem lists it, although no figure counts it.
    """
    rows = await tx.table(ListedRow, LISTED, system=system, **day_parameters(on))
    for row in rows:
        row["adopts"].sort(key=lambda one: name_of(one[0]))
        row["replaces"].sort(key=lambda one: name_of(one[0]))
        row["owners"].sort(key=lambda one: (one[3], one[0]))
        row["categories"].sort()
    return sorted(rows, key=_place)


def _place(row: ListedRow) -> tuple[object, ...]:
    return (
        row["itemNumber"] is None,
        natural(row["itemNumber"] or ""),
        row["sort"] is None,
        row["sort"] or "",
        row["id"],
    )


def natural(text: str) -> list[tuple[int, str]]:
    """The sort key by which 2.9 comes before 2.10."""
    return [(int(part) if part.isdecimal() else -1, part) for part in re.findall(r"\d+|\D+", text)]


def name_of(named: Sequence[str | None]) -> str:
    """What a standard is called in a cell: its number as it is printed, its plan number, or its id."""
    key, number, printed, plan = named
    return printed or number or plan or str(key)


class NameRow(TypedDict):
    """What a standard is called."""

    named: Named
    zh: str | None
    en: str | None


async def load_names(tx: Transaction, ids: Collection[str]) -> dict[str, NameRow]:
    """Numbers and titles of standards, by id. One statement, or none."""
    if not ids:
        return {}
    text = f"UNWIND $ids AS id MATCH (t:Standard {{id: id}}) RETURN {_NAMED} AS named, t.titleZh AS zh, t.titleEn AS en"
    return {row["named"][0]: row for row in await tx.table(NameRow, text, ids=sorted(ids))}


class SubsystemRow(TypedDict):
    """What is said of a subsystem."""

    id: str
    code: str
    titleZh: str | None
    titleEn: str | None
    confidence: str | None


async def load_subsystems(tx: Transaction, system: str) -> dict[str, SubsystemRow]:
    """Every subsystem that a system has or had, by id. One statement."""
    text = (
        "MATCH (x:Subsystem {system: $system}) RETURN x.id AS id, x.code AS code, x.titleZh AS titleZh, "
        "x.titleEn AS titleEn, x.confidence AS confidence"
    )
    return {row["id"]: row for row in await tx.table(SubsystemRow, text, system=system)}
