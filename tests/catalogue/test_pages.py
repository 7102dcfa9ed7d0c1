"""Pages and conditions of standards: laws that hold for every page size, order and condition."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import example, given
from hypothesis import strategies as st

from stdgraph.datasets.reader import bundled_seed
from tests.catalogue.conditions import Rows, holds, rows_of
from tests.catalogue.drawn_conditions import wheres
from tests.examples import examples
from tests.graphql.client import Answer, Ask, key_of
from tests.oracle.drawn_days import DAYS

Asked = Callable[..., Answer]

PAGE = """
query($where: StandardWhere, $order: [StandardOrder!], $first: Int, $after: String, $last: Int, $before: String) {
  standards(where: $where, orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { id title level stage { code } publication { earliest } entryIntoForce { earliest basis } reviewDueOn revision } }
  }
}
"""
MATCHING = """
query($where: StandardWhere, $on: Date!, $after: String) {
  standards(where: $where, asOf: $on, first: 200, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { id } }
  }
}
"""

# Each fits a page of 200 rows and holds standards without a number, a day of publication or a level.
SETS = (
    {"listedIn": {"system": {"eq": "PV2024"}}},
    {"listedIn": {"system": {"eq": "ICN2024"}}},
    {"publishedOn": {"isNull": True}},
    {"status": {"in": ["PLANNED", "DRAFTING"]}},
)
READ: dict[str, Callable[[Answer], Any]] = {
    "TITLE": lambda node: node["title"],
    "LEVEL": lambda node: node["level"],
    "STAGE": lambda node: node["stage"] and node["stage"]["code"],
    "PUBLISHED_ON": lambda node: node["publication"] and node["publication"]["earliest"],
    "IN_FORCE_ON": lambda node: (
        node["entryIntoForce"]["earliest"]
        if node["entryIntoForce"] and node["entryIntoForce"]["basis"] == "STATED"
        else None
    ),
    "REVIEW_DUE_ON": lambda node: node["reviewDueOn"],
    "REVISION": lambda node: node["revision"],
}
"""What is ordered by, as far as the API shows it."""


def orders(names: Iterable[str], min_size: int = 0) -> st.SearchStrategy[list[Answer]]:
    """Up to two sort keys."""
    key = st.fixed_dictionaries({"field": st.sampled_from(list(names)), "direction": st.sampled_from(("ASC", "DESC"))})
    return st.lists(key, min_size=min_size, max_size=2, unique_by=lambda one: one["field"])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def asked(ask: Ask) -> Asked:
    """Asks from a test that is not async: the loop of the graph rests while such a test runs."""
    loop = asyncio.get_running_loop()
    return lambda document, **variables: loop.run_until_complete(ask(document, **variables))


@pytest.fixture(scope="module")
def rows() -> Rows:
    """The rows of the seed. An amendment has no review of its own, and what has no title bears none."""
    found = rows_of(bundled_seed())
    for standard in found.world.standards:
        row = found.fixed[standard.id]
        row["reviewDueOn"] = None if standard.amends else row["reviewDueOn"]
        row["titleBasis"] = row["titleBasis"] if row["title"] else None
    return found


def _walk(asked: Asked, size: int, *, backward: bool, **question: Any) -> list[list[str]]:
    """The ids of each page that one gets by following the cursors to the end."""
    pages: list[list[str]] = []
    cursor = None
    while True:
        turn = {"last": size, "before": cursor} if backward else {"first": size, "after": cursor}
        page = asked(PAGE, **question, **turn)["standards"]
        info, edges = page["pageInfo"], page["edges"]
        pages.append([edge["node"]["id"] for edge in edges])
        assert (info["startCursor"], info["endCursor"]) == (edges[0]["cursor"], edges[-1]["cursor"])
        assert info["hasNextPage" if backward else "hasPreviousPage"] == (cursor is not None)
        if not info["hasPreviousPage" if backward else "hasNextPage"]:
            return pages
        cursor = info["startCursor" if backward else "endCursor"]


@examples(20)
@given(st.sampled_from(SETS), orders([*READ, "NUMBER", "DUE_ON"]), st.integers(1, 7), st.booleans())
def test_small_pages_hold_what_one_big_page_holds(
    asked: Asked, where: Answer, order: list[Answer], size: int, backward: bool
) -> None:
    """Every row once and in the same order, from either end, rows without a value among them."""
    whole = asked(PAGE, where=where, order=order, first=200)["standards"]
    assert not whole["pageInfo"]["hasNextPage"]
    expected = [edge["node"]["id"] for edge in whole["edges"]]
    pages = _walk(asked, size, backward=backward, where=where, order=order)
    assert [len(page) for page in pages[:-1]] == [size] * (len(pages) - 1)
    assert [identifier for page in (reversed(pages) if backward else pages) for identifier in page] == expected


@examples(15)
@given(st.sampled_from(SETS), orders(READ, min_size=1))
def test_what_has_no_value_stands_last_in_either_direction(asked: Asked, where: Answer, order: list[Answer]) -> None:
    nodes = [edge["node"] for edge in asked(PAGE, where=where, order=order, first=200)["standards"]["edges"]]
    expected = sorted(nodes, key=lambda node: key_of(node["id"]))
    for key in reversed(order):
        read = READ[key["field"]]
        known = [node for node in expected if read(node) is not None]
        known.sort(key=read, reverse=key["direction"] == "DESC")
        expected = known + [node for node in expected if read(node) is None]
    assert [node["id"] for node in nodes] == [node["id"] for node in expected]


@examples(60)
@example({"title": {"ne": "太阳电池型号命名方法"}}, DAYS[-1])
@example({"title": {"notIn": ["carbon"], "contains": "carbon"}}, DAYS[-1])
@example({"title": {"isNull": True}}, DAYS[-1])
@example({"number": {"eq": "GBT2296-2001"}}, DAYS[-1])
@example({"number": {"ne": "gb／t 02296–2001"}}, DAYS[-1])
@example({"number": {"in": ["TCPIA28.2-2021", "IEC 62804-1-2015"]}}, DAYS[-1])
@example({"not": {"not": {"ics": {"startsWith": "27"}}}}, DAYS[-1])
@given(wheres(), st.sampled_from(DAYS))
def test_a_condition_leaves_what_python_leaves(asked: Asked, rows: Rows, where: Answer, on: date) -> None:
    expected = {key for key, row in rows.on(on).items() if holds(where, row)}
    found: list[str] = []
    after = None
    while True:
        page = asked(MATCHING, where=where, on=on.isoformat(), after=after)["standards"]
        assert page["totalCount"] == len(expected)
        found += [key_of(edge["node"]["id"]) for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert set(found) == expected
    assert len(found) == len(expected)
