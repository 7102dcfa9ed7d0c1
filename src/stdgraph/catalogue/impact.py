"""Impact of a standard: what depends on it, and what its withdrawal or revision would affect."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TypedDict

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.network import adjacency, reachable, shortest_paths
from stdgraph.store.plan_cypher import downwards, ever, holds, on_plan, upwards
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, in_force, status


class RelationsRow(TypedDict):
    """Relationships between categories and between standards, and the categories that the standards in question apply to."""

    dependencies: list[tuple[str, str]]
    relations: list[tuple[str, str, str]]
    """Id of a standard, id of the one it uses, and the type of the relationship."""
    applies: list[tuple[str, str]]


class UserRow(TypedDict):
    """A standard that uses others, with its place in the order of numbers."""

    id: str
    place: str | None


class LosingRow(TypedDict):
    """A category for which a standard is the only one in force."""

    id: str
    category: str


RELATIONS = (
    f"RETURN COLLECT {{ MATCH (a:ProductCategory)-[r:{ever('DEPENDS_ON')}]->(b:ProductCategory) "
    f"WHERE {on_plan('a')} AND {on_plan('b')} AND {holds('r')} RETURN DISTINCT [a.code, b.code] }} AS dependencies, "
    f"COLLECT {{ MATCH (a:Standard)-[r:{ever('REFERENCES', 'ADOPTS')}]->(b:Standard) WHERE {holds('r')} "
    "RETURN DISTINCT [a.id, b.id, CASE WHEN type(r) ENDS WITH 'ADOPTS' THEN 'ADOPTS' ELSE 'REFERENCES' END] } AS relations, "
    f"COLLECT {{ UNWIND $standards AS id MATCH (:Standard {{id: id}})-[r:{ever('APPLIES_TO')}]->(:ProductCategory)"
    f"{downwards('KIND_OF', 'kd')}(c:ProductCategory) WHERE {holds('r')} AND {on_plan('c')} RETURN DISTINCT [id, c.code] }} AS applies"
)
USERS = (
    f"MATCH (a:Standard)-[:{ever('REFERENCES', 'ADOPTS')}]->(:Standard) WITH DISTINCT a "
    f"WITH a, {status('a')} AS status WHERE NOT status IN ['WITHDRAWN', 'ABANDONED'] RETURN a.id AS id, a.numberSort AS place"
)
"""The standards that use others and are neither withdrawn nor abandoned on the day, with their place in the order of numbers."""

LOSING = (
    f"UNWIND $standards AS id MATCH (s:Standard {{id: id}})-[r:{ever('APPLIES_TO')}]->(:ProductCategory)"
    f"{downwards('KIND_OF', 'kd')}(c:ProductCategory) WHERE {holds('r')} AND {on_plan('c')} AND {in_force('s')} WITH DISTINCT id, c "
    # stops at the first other one; for NOT EXISTS the embedded engine visits all of them
    f"WITH id, c, COLLECT {{ MATCH (c){upwards('KIND_OF', 'ku')}(:ProductCategory)<-[q:{ever('APPLIES_TO')}]-(o:Standard) "
    f"WHERE {holds('q')} AND o.id <> id AND {in_force('o')} RETURN o.id LIMIT 1 }} AS others WHERE size(others) = 0 RETURN id, c.code AS category"
)
"""The categories for which a standard is the only one in force, directly or because they are kinds of what it names."""

Path = tuple[str, ...]


async def compute_impacts(
    tx: Transaction, standards: Sequence[str], on: date, first: int, wanted: Collection[str]
) -> list[Answer]:
    """For each standard what depends on it on a day. Counts are always present; of the lists, which hold at most ``first`` entries
    beside their totals, those that ``wanted`` names: ``dependents``, ``losing``, ``affected``. Up to three statements.
    """
    row = await tx.row(RELATIONS, RelationsRow, standards=list(standards), **day_parameters(on))
    relations = row or RelationsRow(dependencies=[], relations=[], applies=[])
    preceding = adjacency((b, a) for a, b in relations["dependencies"])
    applies = adjacency((standard, category) for standard, category in relations["applies"])
    uses: dict[tuple[str, str], list[str]] = {}
    for user, used, kind in sorted(relations["relations"]):
        uses.setdefault((user, used), []).append(kind)
    users = adjacency((b, a) for a, b in uses)
    answers: list[Answer] = [
        {
            "dependentCategories": len(reachable(applies.get(standard, ()), preceding)),
            "transitiveDependents": len(reachable([standard], users)) - 1,
        }
        for standard in standards
    ]
    if _wants(wanted, "dependents"):
        places = {one["id"]: one["place"] or "" for one in await tx.rows(USERS, UserRow, **day_parameters(on))}
        living = adjacency((used, user) for user, used in uses if user in places)
        for standard, answer in zip(standards, answers, strict=True):
            answer |= _dependents(standard, living, places, uses, first)
    if _wants(wanted, "losing", "affected"):
        rows = await tx.rows(LOSING, LosingRow, standards=list(standards), **day_parameters(on))
        losing = adjacency((one["id"], one["category"]) for one in rows)
        for standard, answer in zip(standards, answers, strict=True):
            answer |= _categories(losing.get(standard, ()), preceding, first)
    return answers


def _wants(wanted: Collection[str], *names: str) -> bool:
    return any(name in wanted or f"{name}Total" in wanted for name in names)


def _dependents(
    standard: str,
    living: Mapping[str, Sequence[str]],
    places: Mapping[str, str],
    uses: Mapping[tuple[str, str], list[str]],
    first: int,
) -> Answer:
    """The standards that use this one, directly or through others that are still valid, nearest first, then by number."""
    paths = shortest_paths(standard, living)
    shown = sorted(paths.items(), key=lambda item: (len(item[1]), places[item[0]] or "~", item[0]))[:first]
    return {"dependentsTotal": len(paths), "dependents": [_dependent(path, uses) for _, path in shown]}


def _dependent(path: Path, uses: Mapping[tuple[str, str], list[str]]) -> Answer:
    steps: list[Answer] = [
        {"standard": Ref("Standard", user), "relations": uses[user, used]} for used, user in pairwise(path)
    ]
    return {**steps[-1], "depth": len(steps), "path": steps}


def _categories(losing: Iterable[str], preceding: Mapping[str, Sequence[str]], first: int) -> Answer:
    """The categories that lose their last standard, and those that depend on them, nearest first, then by code."""
    codes = sorted(losing)
    paths = shortest_paths("", {**preceding, "": codes})  # "" is not a code: from it each of them is one step away
    affected = sorted(
        (path[1:] for code, path in paths.items() if code not in codes), key=lambda path: (len(path), path[-1])
    )
    return {
        "losingTotal": len(codes),
        "losing": [Ref("ProductCategory", code) for code in codes[:first]],
        "affectedTotal": len(affected),
        "affected": [
            {
                "category": Ref("ProductCategory", path[-1]),
                "depth": len(path) - 1,
                "path": [Ref("ProductCategory", code) for code in path],
            }
            for path in affected[:first]
        ],
    }
