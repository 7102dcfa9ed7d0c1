"""A catalogue with more in it than the seed: the same round trips, and each standard counted once."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import strawberry

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.settings import Settings
from stdgraph.store import versioned_cache
from stdgraph.store.session import Graph
from tests.contract.operations import SENT, document, title
from tests.engines import wipe
from tests.graphql.bigger_seed import ADDED, bigger_seed
from tests.graphql.client import Ask, asker, statements


async def counts(graph: Graph, ask: Ask) -> dict[str, int]:
    """How many statements each operation sends."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versioned_cache, "STABLE_AFTER", 0.0)  # what is read is kept at once
        return {
            title((name, variables)): await statements(graph, ask, document(name), variables)
            for name, variables in SENT
        }


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seed_counts(graph: Graph, ask: Ask) -> dict[str, int]:
    """What the operations send on the seed."""
    return await counts(graph, ask)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ask_bigger(
    graph: Graph,
    engine_settings: Settings,
    schema: strawberry.Schema,
    tmp_path_factory: pytest.TempPathFactory,
    seed_counts: dict[str, int],
) -> AsyncIterator[Ask]:
    """Asks the bigger catalogue, which takes the place of the seed once that is measured."""
    await wipe(graph)
    await load_seed(graph, read_seed(bigger_seed(tmp_path_factory.mktemp("bigger"))))
    yield asker(graph, engine_settings, schema)
    await wipe(graph)


async def test_operations_send_no_more(graph: Graph, seed_counts: dict[str, int], ask_bigger: Ask) -> None:
    assert (await ask_bigger('{ system(code: "PV2024") { progress { listed } } }'))["system"]["progress"][
        "listed"
    ] == 121 + ADDED
    assert await counts(graph, ask_bigger) == seed_counts


async def test_a_standard_listed_twice_counts_once(ask_bigger: Ask) -> None:
    tree = (await ask_bigger(document("02-subsystem-tree"), code="PV2024"))["system"]["tree"]
    drafting = {node["subsystem"]["code"]: (node["own"]["drafting"], node["total"]["drafting"]) for node in tree}
    assert drafting["DA"] == (ADDED, ADDED), "what was added"
    assert drafting["DBC"] == (ADDED + 1, ADDED + 1), "S018 and the same"
    assert drafting["D"] == (0, ADDED + 1)
    progress = (await ask_bigger(document("01-system-progress"), code="PV2024"))["system"]["progress"]
    assert progress["drafting"] == ADDED + 3
