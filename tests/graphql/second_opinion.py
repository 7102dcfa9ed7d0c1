"""Holds what GraphQL answers against what the oracle says, question by question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import pairwise, product
from typing import Any, TypeVar

from stdgraph.domain import calendar
from tests.graphql import documents
from tests.graphql.answer_shapes import (
    gap_rows,
    shown_chain,
    shown_gaps,
    told_chain,
    told_progress,
    told_row,
    told_unknown,
)
from tests.graphql.client import Answer, Ask, key_of
from tests.oracle.answers import gaps, progress_of, rows_behind, tree
from tests.oracle.coverage import coverage
from tests.oracle.day import Day
from tests.oracle.gap import Scope
from tests.oracle.impact import impact, unrecorded, without
from tests.oracle.plan import stays
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
    drawn = [s for s in day.everything.subsystems if stays(day.everything, calendar.today(), "Subsystem", s.id)]
    for system in day.everything.systems:
        answer = (await ask(documents.SYSTEM, system=system.code, on=day.on.isoformat()))["system"]
        assert answer["progress"] == told_progress(day, progress(day, system.code))
        assert answer["tree"] == [told_row(row) for row in tree(day, system.code)]
        branches = dict(_branches(answer["subsystems"]))
        assert set(branches) == {s.code for s in drawn if s.system == system.code}
        for code, branch in branches.items():
            assert branch["progress"] == told_progress(day, progress(day, system.code, code)), code
            scope = Scope(subsystem=f"{system.code}/{code}")
            assert shown_gaps(branch["gaps"]) == gap_rows(day, found, scope, PAGE), code


def _branches(nodes: Iterable[Answer]) -> Iterable[tuple[str, Answer]]:
    for node in nodes:
        yield node["code"], node
        yield from _branches(node.get("children", ()))


async def coverage_agrees(ask: Ask, day: Day) -> None:
    """The matrix of every system at depths 1 to 4, cell by cell."""
    for system in day.everything.systems:
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
        assert set(chains) == Day(day.everything, calendar.today()).categories
        for category, found in chains.items():
            whole, near = readiness(day, category, subsystem), readiness(day, category, subsystem, 1)
            assert shown_chain(found["whole"]) == told_chain(day, whole), (subsystem, category)
            assert shown_chain(found["near"]) == told_chain(day, near), (subsystem, category)


async def scopes_agree(ask: Ask, day: Day, scopes: Sequence[Scope], size: int = PAGE) -> None:
    """The gaps of every scope, page by page, and its progress."""
    found = gaps(day)
    for start in range(0, len(scopes), documents.MOST_SCOPES):
        batch = scopes[start : start + documents.MOST_SCOPES]
        answers = await _every_page(ask, day, batch, size)
        for scope, (connection, figures) in zip(batch, answers, strict=True):
            assert shown_gaps(connection) == gap_rows(day, found, scope), scope
            assert figures == told_progress(day, progress_of(day, scope)), scope


async def _every_page(ask: Ask, day: Day, scopes: Sequence[Scope], size: int) -> list[tuple[Answer, Answer]]:
    """For each scope its gaps as one connection, and its progress."""
    variables = {f"s{n}": scope_input(scope) for n, scope in enumerate(scopes)}
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


async def rows_agree(ask: Ask, day: Day, scopes: Iterable[Scope], size: int = PAGE) -> None:
    """The standards behind every figure of progress, page by page."""
    for scope in scopes:
        for count, expected in rows_behind(day, scope).items():
            found: list[str] = []
            after = None
            while True:
                variables = {"scope": scope_input(scope), "on": day.on.isoformat(), "of": count, "first": size}
                page = (await ask(documents.ROWS, after=after, **variables))["progress"]["standards"]
                found += [key_of(edge["node"]["id"]) for edge in page["edges"]]
                after = page["pageInfo"]["endCursor"]
                if not page["pageInfo"]["hasNextPage"]:
                    break
            assert (sorted(found), page["totalCount"]) == (sorted(expected), len(expected)), (scope, count)


def scope_input(scope: Scope) -> Answer | None:
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
    assert {one["code"] for one in answer["committees"]} == {
        code for code in day.world.committees if stays(day.everything, calendar.today(), "Committee", code)
    }
    for one in answer["committees"]:
        scope = Scope(committee=one["code"])
        assert shown_gaps(one["gaps"]) == gap_rows(day, found, scope, PAGE), scope
        assert one["progress"] == told_progress(day, progress_of(day, scope)), scope
    for one in answer["productCategories"]:
        scope = Scope(category=one["code"])
        assert shown_gaps(one["gaps"]) == gap_rows(day, found, scope, PAGE), scope


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
    planned = [key for key in day.standards if stays(day.everything, day.on, "Standard", key)]
    counts = await ask(documents.COUNTS, on=day.on.isoformat())
    standing, status = (Counter(each[key] for key in planned) for each in (day.standing, day.status))
    assert counts == {
        **{f"standing_{name}": {"totalCount": standing[name]} for name in STANDINGS},
        **{f"status_{name}": {"totalCount": status[name]} for name in STATUSES},
        "retired": {"totalCount": len(day.standards) - len(planned)},
    }


async def impacts_agree(ask: Ask, day: Day) -> None:
    """What rests on every standard, list by list; the paths are paths of the catalogue, and as long as they say."""
    uses = {(use.user, use.used): set[str]() for use in day.world.uses}
    for use in day.world.uses:
        uses[use.user, use.used].add(use.relation)
    depends = {(d.product, d.depends_on) for d in day.world.dependencies}
    seen: set[str] = set()
    after = None
    while True:
        page = (await ask(documents.IMPACTS, on=day.on.isoformat(), after=after))["standards"]
        for edge in page["edges"]:
            key = key_of(edge["node"]["id"])
            seen.add(key)
            _impact_agrees(day, key, edge["node"]["impact"], uses, depends)
            assert edge["node"]["referencesRecorded"] == (not unrecorded(day, [key])[0])
            assert edge["node"]["impact"]["unknown"] == told_unknown(day, Scope(), "引用本标准的可能不止以上所列")
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == set(day.standards)


def _impact_agrees(
    day: Day, key: str, found: Answer, uses: dict[tuple[str, str], set[str]], depends: set[tuple[str, str]]
) -> None:
    expected = impact(day, key)
    assert found["dependentCategories"] == expected.dependent_categories, key
    assert found["transitiveDependents"] == expected.transitive_dependents, key
    shown = {key_of(one["standard"]["id"]): one["depth"] for one in found["dependents"]}
    assert shown == expected.dependents, key
    assert found["dependentsTotal"] == len(found["dependents"]) == len(shown)
    assert [one["depth"] for one in found["dependents"]] == sorted(shown.values())
    for one in found["dependents"]:
        path = [key, *(key_of(step["standard"]["id"]) for step in one["path"])]
        assert path[-1] == key_of(one["standard"]["id"])
        assert one["depth"] == len(one["path"])
        assert [set(step["relations"]) for step in one["path"]] == [uses[b, a] for a, b in pairwise(path)]
        assert one["relations"] == one["path"][-1]["relations"]
    assert [one["code"] for one in found["losing"]] == sorted(expected.losing), key
    assert found["losingTotal"] == len(expected.losing)
    assert {one["category"]["code"]: one["depth"] for one in found["affected"]} == expected.affected, key
    assert found["affectedTotal"] == len(found["affected"]) == len(expected.affected)
    for one in found["affected"]:
        codes = [step["code"] for step in one["path"]]
        assert codes[0] in expected.losing
        assert (codes[-1], len(codes)) == (one["category"]["code"], one["depth"] + 1)
        assert all((b, a) in depends for a, b in pairwise(codes))


async def what_if_agrees(ask: Ask, day: Day, withdraw: Sequence[str], scopes: Sequence[Scope]) -> None:
    """Gaps and progress of a catalogue in which standards (by id) are withdrawn, though none is."""
    then = without(day, withdraw)
    found, later = gaps(day), gaps(then)
    known, remaining = {gap.id for gap in found}, {gap.id for gap in later}
    for scope in scopes:
        asked = {"withdraw": list(withdraw), "scope": scope_input(scope), "on": day.on.isoformat()}
        answer = (await ask(documents.WHAT_IF, **asked))["whatIf"]
        assert [(one["asked"], one["counts"], key_of(one["standard"]["id"])) for one in answer["supposed"]] == [
            (key, day.status[key] == "PUBLISHED", key) for key in withdraw
        ]
        opened = [gap for gap in later if gap.id not in known]
        closed = [gap for gap in found if gap.id not in remaining]
        assert _listed(answer["opened"]) == gap_rows(then, opened, scope, PAGE), (withdraw, scope)
        assert _listed(answer["closed"]) == gap_rows(day, closed, scope, PAGE), (withdraw, scope)
        assert answer["unknown"] == told_unknown(day, scope, "可能出现的缺口不止以上所列")
        assert answer["before"] == told_progress(day, progress_of(day, scope)), (withdraw, scope)
        assert answer["after"] == told_progress(then, progress_of(then, scope)), (withdraw, scope)


def _listed(answer: Answer) -> Answer:
    return shown_gaps({**answer, "edges": [{"node": gap} for gap in answer["gaps"]]})


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
