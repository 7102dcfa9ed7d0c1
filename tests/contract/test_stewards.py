"""Operation 21: a steward keeps the tree of a system, and the operations that dashboards send show it."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry
from graphql import GraphQLSchema, build_schema, find_breaking_changes, parse, validate

from stdgraph.domain.identity import Identity, Role
from stdgraph.graphql import sdl
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.contract.operations import document
from tests.graphql.actor import Actor

INPUTS = """
input CreateSubsystemInput {
  system: String!  code: String!  parent: String
  titleZh: String!  titleEn: String  after: String
  expectedRevision: Int  note: String  requestId: String
}
"""
"""What the contract's page fixes in words."""
STEWARD = Identity("体系管理员", Role.STEWARD, systems=frozenset({"PV2024"}))


@pytest.fixture(scope="module")
def exposed() -> GraphQLSchema:
    return build_schema(sdl())


@pytest.fixture(scope="module")
def steward(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Actor:
    return Actor(seeded, engine_settings, schema, STEWARD)


async def created(steward: Actor, **given: Any) -> Any:
    return (await steward.data(document("21-create-subsystem"), input=given))["createSubsystem"]


def test_the_operation_fits_the_schema_and_the_input_holds_what_the_contract_names(exposed: GraphQLSchema) -> None:
    assert validate(exposed, parse(document("21-create-subsystem"))) == []
    named = build_schema(f"type Query {{ nothing: Int }} {INPUTS}")
    assert [change.description for change in find_breaking_changes(named, exposed)] == [
        "Field Query.nothing was removed."
    ]


async def test_a_subsystem_stands_where_its_steward_puts_it(steward: Actor) -> None:
    start = (await steward.state())[1]
    first = await created(
        steward, system="PV2024", code="CE", parent="C", titleZh="回收材料", after="CA", requestId="r1"
    )
    assert first["__typename"] == "SubsystemChanged", first
    assert (first["subsystem"]["code"], first["subsystem"]["title"]) == ("CE", "回收材料")
    assert (
        await created(steward, system="PV2024", code="CE", parent="C", titleZh="回收材料", after="CA", requestId="r1")
        == first
    )
    tree = (await steward.data(document("02-subsystem-tree"), code="PV2024"))["system"]["tree"]
    below = [node["subsystem"]["code"] for node in tree if node["parentCode"] == "C"]
    assert below == ["CA", "CE", "CB", "CC", "CD"]
    feed = "{ edges { node { requestId kind after concerns { label key } } } }"
    page = (await steward.data(f'{{ changes(after: "{start}", first: 1) {feed} }}'))["changes"]
    change = page["edges"][0]["node"]
    assert (change["requestId"], change["kind"]) == ("r1", "CREATED")
    assert change["concerns"] == {"label": "Subsystem", "key": "PV2024/CE"}
    assert change["after"]["parent"] == "C"


async def test_whatever_cannot_be_is_a_named_outcome(steward: Actor) -> None:
    taken = await created(steward, system="PV2024", code="CA", titleZh="又一")
    assert [problem["path"] for problem in taken["problems"]] == ["code"]
    late = await created(steward, system="PV2024", code="CX", titleZh="又一", expectedRevision=99)
    assert late["__typename"] == "RevisionConflict"
    foreign = await created(steward, system="NP2024", code="CX", titleZh="又一")
    assert (foreign["__typename"], foreign["required"]) == ("NotPermitted", "STEWARD for NP2024; or ADMINISTRATOR")


@pytest.mark.parametrize(
    ("given", "place"),
    [({"system": "PV2042"}, "system"), ({"parent": "CQ"}, "parent"), ({"after": "CQ"}, "after")],
)
async def test_a_code_that_names_nothing_is_a_request_that_is_wrong(
    steward: Actor, given: dict[str, str], place: str
) -> None:
    document_21 = document("21-create-subsystem")
    sent = {"system": "PV2024", "code": "CX", "titleZh": "又一", **given}
    data, errors = await steward.sent(document_21, input=sent)
    assert data == {"createSubsystem": None}
    assert errors[0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert errors[0]["message"].startswith(f"{place}: the catalogue has no ")
    assert errors[0]["extensions"]["nearest"]
