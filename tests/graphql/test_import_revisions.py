"""Imports over GraphQL: a plan and what came of it name the catalogue's revision under one type, so that one selection fits both."""

from __future__ import annotations

import base64

import strawberry

from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.actor import Actor
from tests.graphql.client import Answer

TABLE = "标准号,标准名称,子体系名称\nGB/T 47009-2026,光伏组件回收术语,回收\n".encode()
OUTCOME = (
    "__typename ... on ImportPlanned { plan revision } ... on ImportApplied { load revision } "
    "... on ImportRefused { message }"
)


async def test_every_outcome_has_a_revision(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema
) -> None:
    actor = Actor(seeded, engine_settings, schema)

    async def planned() -> Answer:
        given = {
            "dataset": "revisions",
            "system": "PV2024",
            "fileName": "a.csv",
            "content": base64.b64encode(TABLE).decode(),
        }
        text = f"mutation ($input: PlanImportInput!) {{ planImport(input: $input) {{ {OUTCOME} }} }}"
        answer: Answer = (await actor.data(text, input=given))["planImport"]
        return answer

    async def applied(plan: Answer) -> Answer:
        text = f"mutation ($plan: ID!) {{ applyImport(input: {{ plan: $plan }}) {{ {OUTCOME} }} }}"
        answer: Answer = (await actor.data(text, plan=plan["plan"]))["applyImport"]
        return answer

    first = await planned()
    done = await applied(first)
    assert done["revision"] > first["revision"]
    again = await planned()
    assert again["revision"] == done["revision"]
    unchanged = await applied(again)
    assert unchanged == {"__typename": "ImportApplied", "load": None, "revision": done["revision"]}
    assert await applied(again) == unchanged
