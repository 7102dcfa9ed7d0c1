"""What something was called before it was merged or renamed finds it, wherever a code, an id or a gap's id is given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
import strawberry

from stdgraph.graphql.types.fields import global_id
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Transaction
from tests.gap_records.tracker import Tracker
from tests.graphql.client import Ask, key_of

FORMER = [
    ("StandardsSystem", "OLD2024", "PV2024"),
    ("StandardsSystem", "OLDNP2024", "NP2024"),
    ("Subsystem", "PV2024/OLD", "PV2024/BA"),
    ("Committee", "SAC/TC900", "SAC/TC90"),
    ("ProductCategory", "OLD_MODULE", "PV_MODULE"),
    ("Standard", "S900", "S018"),
]
NODE = "query ($id: ID!) { node(id: $id) { id __typename } }"


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def aliases(seeded: Graph) -> AsyncIterator[None]:
    async def make(tx: Transaction) -> None:
        for label, former, key in FORMER:
            await tx.run(
                f"MATCH (n:{label}) WHERE coalesce(n.id, n.code) = $key "
                "CREATE (:Alias {id: $alias, label: $label, key: $former})-[:NAMES]->(n)",
                key=key,
                alias=f"{label}:{former}",
                label=label,
                former=former,
            )

    async def forget(tx: Transaction) -> None:
        await tx.run("MATCH (a:Alias) DETACH DELETE a")

    await seeded.write(make)
    yield
    await seeded.write(forget)


@pytest.mark.parametrize(
    ("document", "answer"),
    [
        ('{ system(code: "OLD2024") { code } }', {"system": {"code": "PV2024"}}),
        ('{ subsystem(system: "PV2024", code: "OLD") { code } }', {"subsystem": {"code": "BA"}}),
        ('{ subsystem(system: "OLD2024", code: "BA") { code } }', {"subsystem": {"code": "BA"}}),
        ('{ subsystem(system: "PV2024", code: "BA") { code } }', {"subsystem": {"code": "BA"}}),
        ('{ committee(code: "SAC/TC900") { code } }', {"committee": {"code": "SAC/TC90"}}),
        ('{ productCategory(code: "OLD_MODULE") { code } }', {"productCategory": {"code": "PV_MODULE"}}),
        ('{ committee(code: "SAC/TC901") { code } }', {"committee": None}),
    ],
)
async def test_a_former_code_finds_what_has_another_now(ask: Ask, document: str, answer: dict[str, Any]) -> None:
    assert await ask(document) == answer


@pytest.mark.parametrize(("label", "former", "key"), FORMER)
async def test_a_former_global_id_finds_the_node_under_its_own(ask: Ask, label: str, former: str, key: str) -> None:
    assert (await ask(NODE, id=global_id(label, former)))["node"] == {"id": global_id(label, key), "__typename": label}


async def test_a_former_id_of_a_standard_finds_it(ask: Ask) -> None:
    assert key_of((await ask('{ standard(number: "S900") { id } }'))["standard"]["id"]) == "S018"
    former = global_id("Standard", "S900")
    assert (
        key_of((await ask("query ($n: String!) { standard(number: $n) { id } }", n=former))["standard"]["id"]) == "S018"
    )


async def test_a_gap_is_tracked_and_found_under_its_former_id(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema
) -> None:
    tracker = Tracker(seeded, engine_settings, schema)
    await tracker.tracked("UNITEMISED:OLDNP2024", priority="HIGH")
    for gap in ("UNITEMISED:OLDNP2024", "UNITEMISED:NP2024"):
        found = await tracker.record(gap)
        assert found is not None
        assert found["gapId"] == "UNITEMISED:NP2024"
    await tracker.tracked("UNITEMISED:OLDNP2024", priority="LOW")
    changed = await tracker.record("UNITEMISED:NP2024")
    assert changed is not None
    assert (changed["priority"], changed["revision"]) == ("LOW", 2)
