"""What has left the plan: in no list but where it is asked for, and found by every name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from stdgraph.commands.events import record
from stdgraph.commands.retirement import PlanItem, retire
from stdgraph.graphql.types.fields import global_id
from stdgraph.store.session import Graph, Transaction
from tests.calendar_day import TODAY
from tests.graphql.client import Answer, Ask, key_of

LEFT = TODAY - timedelta(days=10)
ITEMS = (
    PlanItem("Standard", "S001"),
    PlanItem("Subsystem", "PV2024/AB"),
    PlanItem("ProductCategory", "LI_BATTERY"),
    PlanItem("Committee", "SAC/TC203/SC2"),
    PlanItem("Demand", "D001"),
)
COUNT = "query ($where: StandardWhere, $on: Date) { standards(where: $where, asOf: $on) { totalCount } }"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def without(seeded: Graph) -> AsyncIterator[Graph]:
    """The seed, some of which has left the plan."""

    async def leave(tx: Transaction) -> None:
        found = await retire(tx, ITEMS, LEFT)
        assert {(one.label, one.subject) for one in found.events} == set(ITEMS)
        await record(tx, found.events, actor="loader")

    await seeded.write(leave)
    yield seeded


async def count(ask: Ask, where: Answer | None, **variables: Any) -> int:
    total: int = (await ask(COUNT, where=where, **variables))["standards"]["totalCount"]
    return total


@pytest.mark.parametrize(
    ("where", "differs"),
    [
        (None, -1),
        ({}, -1),
        ({"retired": {"eq": False}}, -1),
        ({"not": {"retired": {"eq": True}}}, -1),
        ({"retired": {}}, 0),
        ({"any": [{"retired": {"eq": True}}, {"all": [{"retired": {"eq": False}}]}]}, 0),
        ({"number": {"eq": "GB/T 2296-2001"}, "retired": None}, -333),
        ({"number": {"eq": "GB/T 2296-2001"}, "retired": {}}, -332),
        ({"retired": {"eq": True}}, -332),
    ],
    ids=str,
)
async def test_standards_are_listed_where_the_condition_says_so(
    without: Graph, ask: Ask, where: Answer | None, differs: int
) -> None:
    assert await count(ask, where) == 333 + differs
    assert await count(ask, {"retired": {"eq": True}}, on=str(LEFT - timedelta(days=1))) == 0


async def test_a_condition_on_listings_means_those_that_count(without: Graph, ask: Ask) -> None:
    assert await count(ask, {"listedIn": {"system": {"eq": "PV2024"}, "code": {"eq": "AB"}}}) == 0
    assert await count(ask, {"listedIn": {"code": {"eq": "AB"}}}, on=str(LEFT - timedelta(days=1))) > 0
    facets = (await ask("{ standards { facets { field values { value count } } } }"))["standards"]["facets"]
    (systems,) = (
        {one["value"]: one["count"] for one in facet["values"]} for facet in facets if facet["field"] == "system"
    )
    assert systems["PV2024"] == await count(ask, {"listedIn": {"system": {"eq": "PV2024"}}})


async def test_lists_hold_what_is_on_the_plan_today(without: Graph, ask: Ask) -> None:
    answer = await ask(
        """{
      system(code: "PV2024") { subsystems { code children { code } } }
      subsystem(system: "PV2024", code: "AA") { listings { standard { id } } }
      productCategories { code kinds { code } parents { code } dependsOn { category { code } } dependents { category { code } } }
      committees { code subcommittees { code } }
      search(text: "2296") { totalCount edges { node { ... on Standard { id } } } }
      lithium: search(text: "LI_BATTERY") { edges { node { __typename } } }
      demands: productCategory(code: "LI_BATTERY") { retiredOn demands { id } }
      places: standard(number: "S008") { listedIn { subsystem { code } } productCategories { code } }
    }"""
    )
    gone = {item.key for item in ITEMS} | {"AB"}
    assert not gone & set(_codes(answer, "code"))
    assert not gone & {key_of(one) for one in _codes(answer, "id")}
    assert all(edge["node"]["__typename"] != "ProductCategory" for edge in answer["lithium"]["edges"])


def _codes(answer: Any, name: str) -> list[str]:
    """Every value under a name, at any depth."""
    if isinstance(answer, list):
        return [code for one in answer for code in _codes(one, name)]
    if not isinstance(answer, dict):
        return []
    own = [answer[name]] if isinstance(answer.get(name), str) else []
    return own + [code for one in answer.values() for code in _codes(one, name)]


async def test_everything_is_found_by_its_name(without: Graph, ask: Ask) -> None:
    day = LEFT.isoformat()
    answer = await ask(
        """query ($ids: [ID!]!) {
      standard(number: "GB/T 2296—2001") { id retiredOn status standing replacedBy { standard { id standing } } }
      subsystem(system: "PV2024", code: "AB") { retiredOn progress { listed } gaps { totalCount } }
      productCategory(code: "LI_BATTERY") { retiredOn gaps { totalCount } }
      committee(code: "SAC/TC203/SC2") { retiredOn }
      other: committee(code: "SAC/TC90") { retiredOn progress { listed } }
      nodes(ids: $ids) { __typename ... on Standard { retiredOn } ... on Demand { retiredOn } }
    }""",
        ids=[global_id(*item) for item in ITEMS],
    )
    assert [one and one["__typename"] for one in answer["nodes"]] == [item.label for item in ITEMS]
    assert answer["nodes"][0]["retiredOn"] == answer["nodes"][4]["retiredOn"] == day
    standard = answer["standard"]
    assert (key_of(standard["id"]), standard["retiredOn"]) == ("S001", day)
    assert (standard["status"], standard["standing"]) == ("PUBLISHED", "SUPERSEDED"), "a document is worth what it was"
    assert standard["replacedBy"][0]["standard"]["standing"] == "IN_FORCE"
    assert answer["subsystem"] == {"retiredOn": day, "progress": {"listed": 0}, "gaps": {"totalCount": 0}}
    assert answer["productCategory"]["retiredOn"] == answer["committee"]["retiredOn"] == day
    assert answer["other"]["retiredOn"] is None
    assert answer["other"]["progress"]["listed"] > 0
