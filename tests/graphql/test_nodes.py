"""Global ids: every node type can be asked for again by the id it gave; what is no id of ours is null."""

from __future__ import annotations

import base64
from typing import Any

import pytest
import strawberry

from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.actor import Actor
from tests.graphql.client import Ask

EVERY_TYPE = """
{
  systems { id __typename targets { id __typename } subsystems { id __typename demands { id __typename } }
    sources { id __typename } }
  subsystem(system: "ICN2024", code: "BAB") { id __typename demands { id __typename } }
  standard(number: "GB/T 24067-2024") { id __typename sources { id __typename } claims { id __typename } }
  productCategories { id __typename }
  committees { id __typename }
  gapRecords { edges { node { id __typename } } }
}
"""
AGAIN = "query($id: ID!) { node(id: $id) { id __typename } }"
SEVERAL = """
query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Standard { number } ... on Committee { code parent { id } } } }
"""


def mentioned(value: Any) -> set[tuple[str, str]]:
    """Type and id of every node in an answer."""
    if isinstance(value, list):
        return set().union(*(mentioned(one) for one in value))
    if not isinstance(value, dict):
        return set()
    own = {(value["__typename"], value["id"])} if "id" in value else set()
    return own.union(*(mentioned(one) for one in value.values()))


async def test_every_type_of_node_is_found_again(
    ask: Ask, seeded: Graph, engine_settings: Settings, schema: strawberry.Schema
) -> None:
    actor = Actor(seeded, engine_settings, schema)
    await actor.data('mutation { trackGap(input: {gapId: "UNITEMISED:NP2024"}) { __typename } }')
    found = mentioned(await ask(EVERY_TYPE))
    by_type = dict(found)
    implementing = (await ask('{ __type(name: "Node") { possibleTypes { name } } }'))["__type"]["possibleTypes"]
    assert {one["name"] for one in implementing} == set(by_type)
    for typename, identifier in by_type.items():
        assert (await ask(AGAIN, id=identifier))["node"] == {"id": identifier, "__typename": typename}


async def test_ids_are_unique_among_all_nodes(ask: Ask) -> None:
    found = mentioned(await ask(EVERY_TYPE))
    assert len({identifier for _, identifier in found}) == len(found)


async def test_nodes_come_in_the_order_of_their_ids_one_for_each(ask: Ask) -> None:
    answer = await ask('{ a: standard(number: "GB/T 24067-2024") { id } b: committee(code: "SAC/TC90") { id } }')
    standard, committee = answer["a"]["id"], answer["b"]["id"]
    nodes = (await ask(SEVERAL, ids=[committee, "unknown", standard, committee]))["nodes"]
    desk = {"id": committee, "code": "SAC/TC90", "parent": None}
    assert nodes == [desk, None, {"id": standard, "number": "GB/T 24067-2024"}, desk]
    assert (await ask(SEVERAL, ids=[]))["nodes"] == []


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "identifier",
    [
        "",
        "x",
        "====",
        "碳足迹",
        "S159",
        "GB/T 24067-2024",
        encoded("Standard"),
        encoded("Standard:"),
        encoded("Standard:S9999"),
        encoded("standard:S159"),
        encoded("Nothing:S159"),
        encoded("Committee:S159"),
        encoded("Claim:C999"),
        encoded("Listing:S159"),
        encoded("Catalogue:catalogue"),
        base64.urlsafe_b64encode(b"\xff\xfe:\x00").decode(),
    ],
)
async def test_what_is_no_id_of_a_node_is_null(ask: Ask, identifier: str) -> None:
    assert await ask("query($id: ID!) { node(id: $id) { id } }", id=identifier) == {"node": None}
    assert await ask("query($id: ID!) { nodes(ids: [$id]) { __typename } }", id=identifier) == {"nodes": [None]}
