"""Holds what GraphQL answers against what the oracle says, question by question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import product
from typing import Any, TypeVar

from tests.api import documents
from tests.api.asking import Answer, Ask, key_of
from tests.api.told import shown_chain, shown_gaps, told_chain, told_gaps, told_progress, told_row
from tests.oracle.answers import gaps, progress_of, tree
from tests.oracle.coverage import coverage
from tests.oracle.day import Day
from tests.oracle.gap import Scope
from tests.oracle.progress import progress
from tests.oracle.readiness import readiness
from tests.oracle.records import World

T = TypeVar("T")

PAGE = 200
STATUSES = ("PLANNED", "DRAFTING", "PUBLISHED", "WITHDRAWN", "ABANDONED")
STANDINGS = ("UPCOMING", "IN_FORCE", "SUPERSEDED", "WITHDRAWN", None)


async def systems_agree(ask: Ask, day: Day) -> None:
    """Of every system and every subsystem its progress, its place in the tree, and its gaps."""
    found = gaps(day)
    for system in day.world.systems:
        answer = (await ask(documents.SYSTEM, system=system.code, on=day.on.isoformat()))["system"]
        assert answer["progress"] == told_progress(day, progress(day, system.code))
        assert answer["tree"] == [told_row(row) for row in tree(day, system.code)]
        branches = dict(_branches(answer["subsystems"]))
        assert set(branches) == {s.code for s in day.world.subsystems if s.system == system.code}
        for code, branch in branches.items():
            assert branch["progress"] == told_progress(day, progress(day, system.code, code)), code
            scope = Scope(subsystem=f"{system.code}/{code}")
            assert shown_gaps(branch["gaps"]) == told_gaps(day, found, scope, PAGE), code


def _branches(nodes: Iterable[Answer]) -> Iterable[tuple[str, Answer]]:
    for node in nodes:
        yield node["code"], node
        yield from _branches(node.get("children", ()))


async def coverage_agrees(ask: Ask, day: Day) -> None:
    """The matrix of every system at depths 1 to 4, cell by cell."""
    for system in day.world.systems:
        answer = await ask(documents.COVERAGE, system=system.code, on=day.on.isoformat())
        for depth in range(1, 5):
            expected = coverage(day, system.code, depth)
            found = answer[f"d{depth}"]
            assert [row["code"] for row in found["rows"]] == [row.split("/", 1)[1] for row in expected.rows]
            assert [column["code"] for column in found["columns"]] == expected.columns
            assert found["cells"] == [
                {
                    "row": row.split("/", 1)[1],
                    "column": column,
                    "state": cell.state,
                    "demanded": cell.demanded,
                    "standards": len(cell.standards),
                }
                for (row, column), cell in expected.cells.items()
            ]
            summary = asdict(expected.summary)
            assert found["summary"] == {"groupOnly": summary.pop("group_only"), **summary}


async def readiness_agrees(ask: Ask, day: Day, subsystems: Iterable[str]) -> None:
    """The chain of every product category in some subsystems (by id), whole and one step deep."""
    for subsystem in subsystems:
        system, code = subsystem.split("/", 1)
        answer = await ask(documents.READINESS, subsystem={"system": system, "code": code}, on=day.on.isoformat())
        chains = {category["code"]: category for category in answer["productCategories"]}
        assert set(chains) == set(day.world.categories)
        for category, found in chains.items():
            whole, near = readiness(day, category, subsystem), readiness(day, category, subsystem, 1)
            assert shown_chain(found["whole"]) == told_chain(whole), (subsystem, category)
            assert shown_chain(found["near"]) == told_chain(near), (subsystem, category)


async def scopes_agree(ask: Ask, day: Day, scopes: Sequence[Scope], size: int = PAGE) -> None:
    """The gaps of every scope, page by page, and its progress."""
    found = gaps(day)
    for start in range(0, len(scopes), documents.MOST_SCOPES):
        batch = scopes[start : start + documents.MOST_SCOPES]
        answers = await _every_page(ask, day, batch, size)
        for scope, (connection, figures) in zip(batch, answers, strict=True):
            assert shown_gaps(connection) == told_gaps(day, found, scope), scope
            assert figures == told_progress(day, progress_of(day, scope)), scope


async def _every_page(ask: Ask, day: Day, scopes: Sequence[Scope], size: int) -> list[tuple[Answer, Answer]]:
    """For each scope its gaps as one connection, and its progress."""
    variables = {f"s{n}": _scope_input(scope) for n, scope in enumerate(scopes)}
    fixed = {"on": day.on.isoformat(), "first": size, **variables}
    document = documents.of_scopes(len(scopes))
    first = await ask(document, **fixed)
    answers = [(first[f"g{n}"], first[f"p{n}"]) for n in range(len(scopes))]
    for n, (connection, _) in enumerate(answers):
        info = connection["pageInfo"]
        while info["hasNextPage"]:
            page = await ask(
                documents.GAPS, scope=variables[f"s{n}"], after=info["endCursor"], on=fixed["on"], first=size
            )
            connection["edges"] += page["gaps"]["edges"]
            info = page["gaps"]["pageInfo"]
    return answers


def _scope_input(scope: Scope) -> Answer | None:
    if scope == Scope():
        return None
    place = scope.subsystem.split("/", 1) if scope.subsystem else None
    return {
        "system": scope.system,
        "subsystem": {"system": place[0], "code": place[1]} if place else None,
        "committee": scope.committee,
        "productCategory": scope.category,
    }


async def committees_and_categories_agree(ask: Ask, day: Day) -> None:
    """The gaps of every committee and every product category, asked for in one document."""
    found = gaps(day)
    answer = await ask(documents.OWNERS_AND_CATEGORIES, on=day.on.isoformat())
    assert {one["code"] for one in answer["committees"]} == set(day.world.committees)
    for one in answer["committees"]:
        scope = Scope(committee=one["code"])
        assert shown_gaps(one["gaps"]) == told_gaps(day, found, scope, PAGE), scope
        assert one["progress"] == told_progress(day, progress_of(day, scope)), scope
    for one in answer["productCategories"]:
        scope = Scope(category=one["code"])
        assert shown_gaps(one["gaps"]) == told_gaps(day, found, scope, PAGE), scope


async def standings_agree(ask: Ask, day: Day) -> None:
    """The standing of every standard, as a field and as a condition, and its status as a condition."""
    found: dict[str, str | None] = {}
    after = None
    while True:
        page = (await ask(documents.STANDINGS, on=day.on.isoformat(), after=after))["standards"]
        found |= {key_of(edge["node"]["id"]): edge["node"]["standing"] for edge in page["edges"]}
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == day.standing
    counts = await ask(documents.COUNTS, on=day.on.isoformat())
    standing, status = Counter(day.standing.values()), Counter(day.status.values())
    assert counts == {
        **{f"standing_{name}": {"totalCount": standing[name]} for name in STANDINGS},
        **{f"status_{name}": {"totalCount": status[name]} for name in STATUSES},
    }


def scopes_of(world: World, each: int) -> list[Scope]:
    """Scopes of every shape, up to `each` of one shape, spread over what the catalogue holds."""
    demanded = [demand.subsystem for demand in world.demands]
    axes: dict[str, list[Any]] = {
        "system": _spread([system.code for system in world.systems], 2),
        "subsystem": _spread(demanded, 1) + _spread([s.id for s in world.subsystems], 3),
        "committee": _spread([code for s in world.standards for code in s.committees], 3),
        "category": _spread([code for s in world.standards for code in s.categories], 2)
        + _spread([demand.category for demand in world.demands], 2),
    }
    found: list[Scope] = []
    for given in product((False, True), repeat=len(axes)):
        values = [axes[name] if wanted else [None] for name, wanted in zip(axes, given, strict=True)]
        found += _spread([Scope(**dict(zip(axes, choice, strict=True))) for choice in product(*values)], each)
    return found


def _spread(items: Iterable[T], most: int) -> list[T]:
    """Up to so many distinct items, from all over."""
    distinct = list(dict.fromkeys(items))
    return distinct[:: max(1, -(-len(distinct) // most))][:most]
