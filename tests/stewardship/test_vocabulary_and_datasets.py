"""What people change of the vocabulary stays when a dataset is loaded again, and former codes in it find what there is today."""

from __future__ import annotations

from pathlib import Path

import pytest
import strawberry

from stdgraph.commands.audit import audit
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.ownership import owner_differences
from stdgraph.datasets.reader import read_seed
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.datasets.small_seed import put
from tests.graphql.actor import Actor
from tests.graphql.conftest import schema
from tests.stewardship.vocabulary import Keeper, load_small

__all__ = ["schema"]

TODAY = "2026-11-23"
BOTH = ["GB/T 10-2020", "三"]


@pytest.fixture
async def keeper(graph: Graph, engine_settings: Settings, schema: strawberry.Schema, tmp_path: Path) -> Keeper:
    await load_small(graph, tmp_path)
    return Keeper(Actor(graph, engine_settings, schema))


async def sound(graph: Graph) -> None:
    """The catalogue agrees with what its datasets state and people entered."""
    assert await graph.read(audit) == []
    assert await owner_differences(graph) == []


async def test_a_dataset_that_names_former_codes_means_what_is_called_otherwise_now(
    keeper: Keeper, graph: Graph, tmp_path: Path
) -> None:
    """Only a standard changes in the dataset: its committee and its category are looked up all the same."""
    await keeper.done("changeCommittee", code="SAC/TC1", newCode="SAC/TC9")
    await keeper.done("changeProductCategory", code="CATHODE", newCode="ANODE")
    put(tmp_path, "X2024/standards.csv", 4, "title_en", "Three again")
    put(tmp_path, "X2024/standards.csv", 5, "committees", "SAC/TC1")
    put(tmp_path, "X2024/standards.csv", 5, "product_categories", "CATHODE")
    await load_seed(graph, read_seed(tmp_path))
    assert await keeper.listed(TODAY, committee="SAC/TC9") == [*BOTH[:1], *BOTH[1:], "四"]
    assert await keeper.listed(TODAY, productCategory="ANODE") == ["三", "四"]
    await sound(graph)


async def test_what_was_merged_or_succeeded_stays_so_when_the_dataset_is_loaded_again(
    keeper: Keeper, graph: Graph, tmp_path: Path
) -> None:
    await keeper.done("createCommittee", code="SAC/TC2", titleZh="二委")
    await keeper.done("mergeCommittees", lost="SAC/TC1/SC2", kept="SAC/TC2")
    await keeper.done("retireProductCategory", code="CATHODE", into="LI_BATTERY", effectiveOn="2026-03-01")
    await sound(graph)
    for row, title in ((4, "Three again"), (2, "One again")):
        put(tmp_path, "X2024/standards.csv", row, "title_en", title)
    put(tmp_path, "committees.csv", 3, "title_en", "Second SC again")
    put(tmp_path, "product-categories.csv", 4, "title_en", "Cathode again")
    await load_seed(graph, read_seed(tmp_path))
    assert await keeper.listed(TODAY, committee="SAC/TC2") == ["GB/T 10-2020"]
    assert await keeper.listed(TODAY, committee="SAC/TC1") == BOTH
    assert await keeper.listed(TODAY, productCategory="CATHODE") == []
    assert await keeper.listed(TODAY, productCategory="LI_BATTERY") == BOTH
    shown = await keeper.actor.data('{ committee(code: "SAC/TC2") { title parent { code } } committees { code } }')
    assert shown["committee"] == {"title": "二委", "parent": {"code": "SAC/TC1"}}
    assert [one["code"] for one in shown["committees"]] == ["SAC/TC1", "SAC/TC2"]
    await sound(graph)
    await keeper.done("succeedCommittee", code="SAC/TC1", successor="SAC/TC2", effectiveOn="2026-06-01")
    put(tmp_path, "X2024/standards.csv", 4, "title_en", "Three once more")
    await load_seed(graph, read_seed(tmp_path))
    assert await keeper.listed(TODAY, committee="SAC/TC2") == BOTH
    assert await keeper.listed(TODAY, committee="SAC/TC1") == []
    await sound(graph)


async def test_what_people_said_of_a_claim_or_a_source_stays(keeper: Keeper, graph: Graph, tmp_path: Path) -> None:
    await keeper.done("changeSource", id="page", title="正本")
    await keeper.done("withdrawClaim", claim="C002")
    await keeper.done("removeDependency", code="LI_BATTERY", dependsOn="CATHODE")
    put(tmp_path, "sources.csv", 2, "note", "read again")
    put(tmp_path, "claims.csv", 3, "value", "2020-01-03")
    put(tmp_path, "dependencies.csv", 2, "note", "again")
    await load_seed(graph, read_seed(tmp_path))
    shown = await keeper.actor.data(
        '{ standard(number: "S001") { claims { value source { title } } } productCategory(code: "LI_BATTERY") { dependsOn { role } } }'
    )
    assert shown["standard"]["claims"] == [{"value": "2020-01-01", "source": {"title": "正本"}}]
    assert shown["productCategory"]["dependsOn"] == []
    await sound(graph)
