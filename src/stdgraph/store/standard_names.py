"""The names of a standard, and how one is found by any of them: one order, one statement, wherever somebody names a standard.

A number without its year means a series, and comes before everything else: which of its editions, whoever asks decides.
A number comes before its plan number, that before its id. What it was called before it was merged or renamed comes after these, and
last what a dataset calls it: ``pv2024:S001`` or, where one standard alone is called so, ``S001``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from stdgraph.domain.numbers import all_keys, plan_number_text
from stdgraph.domain.series import UNDATED_ORDER, undated_keys
from stdgraph.store.status_cypher import in_force, status

T = TypeVar("T")

NAMED = (
    "CALL () { UNWIND $series AS name MATCH (n:Standard {seriesKey: name}) RETURN n, -1 AS way, name "
    "UNION ALL UNWIND $keys AS name MATCH (n:Standard {numberKey: name}) RETURN n, 0 AS way, name "
    "UNION ALL UNWIND $plans AS name MATCH (n:Standard {planNumber: name}) RETURN n, 1 AS way, name "
    "UNION ALL UNWIND $ids AS name MATCH (n:Standard {id: name}) RETURN n, 2 AS way, name "
    "UNION ALL UNWIND $keys AS name MATCH (:Alias {numberKey: name})-[:NAMES]->(n:Standard) RETURN n, 3 AS way, name "
    "UNION ALL UNWIND $plans AS name MATCH (:Alias {planNumber: name})-[:NAMES]->(n:Standard) RETURN n, 4 AS way, name "
    "UNION ALL UNWIND $aliases AS name MATCH (:Alias {id: name})-[:NAMES]->(n:Standard) RETURN n, 5 AS way, name "
    "UNION ALL UNWIND $statements AS name MATCH (:Statement {id: name})-[:STATES]->(n:Standard) RETURN n, 6 AS way, name "
    "UNION ALL UNWIND $ids AS name MATCH (:Statement {local: name, label: 'Standard'})-[:STATES]->(m:Standard) "
    "WITH name, collect(DISTINCT m) AS several WHERE size(several) = 1 UNWIND several AS n RETURN n, 7 AS way, name }"
)
"""Binds ``n``, the ``way`` and the ``name`` by which it was found, for the names that ``name_parameters`` gives; a standard appears
once for each of its names."""

SERIES = -1
"""The way of a number without its year."""


def edition_rank(var: str) -> str:
    """How far an edition is from being the one that its series means on the day: 0 for one in force. An edition that was published by
    then comes next, one that was not last; a document whose own number bears no year comes after those that have one."""
    dated = f"{var}.seriesOrder < '{UNDATED_ORDER}'"
    published = f"({status(var)}) IN ['PUBLISHED', 'WITHDRAWN']"
    return (
        f"CASE WHEN NOT {published} THEN 4 WHEN {in_force(var)} THEN CASE WHEN {dated} THEN 0 ELSE 2 END "
        f"WHEN {dated} THEN 1 ELSE 3 END"
    )


FIRST = (
    f"{NAMED} WITH n, way, [at IN range(0, size($keys) - 1) WHERE $keys[at] = name][0] AS place "
    f"WITH n, way, place, CASE WHEN way = {SERIES} THEN {edition_rank('n')} ELSE 0 END AS rank "
    "ORDER BY way, place, rank, CASE WHEN rank = 4 THEN n.stage ELSE '' END DESC, coalesce(n.seriesOrder, '') DESC, n.id LIMIT 1"
)
"""Binds ``n``, the one standard that the names of a single text mean on the day of ``day_parameters``: of a series the edition in force,
else the latest that was published, else the one furthest on."""


def names_of(text: str, *, series: bool = True) -> list[tuple[int, str]]:
    """The names that a text may be, as ways and names, in the order in which they count; without ``series`` only one's own."""
    keys, plan, name = all_keys(text), plan_number_text(text), text.strip()
    dataset, colon, local = name.partition(":")
    ways = [(SERIES, key) for key in undated_keys(text)] if series else []
    ways += [*((0, key) for key in keys), (1, plan), (2, name)]
    ways += [*((3, key) for key in keys), (4, plan), (5, alias_id("Standard", name))]
    if colon:
        ways.append((6, f"{dataset}:Standard:{local}"))
    return [*ways, (7, name)]


def name_parameters(texts: Iterable[str], *, series: bool = True) -> dict[str, list[str]]:
    """The parameters of ``NAMED`` for some texts; of a single text its numbers keep their order."""
    found: dict[int, dict[str, None]] = {way: {} for way in range(SERIES, 8)}
    for text in texts:
        for way, name in names_of(text, series=series):
            found[way][name] = None
    parameters = {"series": SERIES, "keys": 0, "plans": 1, "ids": 2, "aliases": 5, "statements": 6}
    return {name: [one for one in found[way] if one] for name, way in parameters.items()}


def choose(texts: Sequence[str], found: Mapping[tuple[int, str], T], *, series: bool = True) -> dict[str, T]:
    """For each text what it means, of what was found by way and name; texts that mean nothing are absent."""
    chosen: dict[str, T] = {}
    for text in texts:
        way = next((way for way in names_of(text, series=series) if way in found), None)
        if way is not None:
            chosen[text] = found[way]
    return chosen


def alias_id(label: str, key: str) -> str:
    """The id of the ``Alias`` for what was known by a key."""
    return f"{label}:{key}"
