"""Round trips: how many statements an operation sends is fixed by its document, whatever it is asked about and however much there is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
import strawberry

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.settings import Settings
from stdgraph.store import versioned_cache
from stdgraph.store.session import Graph, count_statements
from tests.contract.operations import SENT, VARIABLES, document, title
from tests.engines import wipe
from tests.graphql.bigger_seed import ADDED, bigger_seed
from tests.graphql.client import Ask, asker

MOST = {
    "01-system-progress": 3,
    "02-subsystem-tree": 11,
    "03-standards-page": 3,
    "04-standard-detail": 2,
    "05-gaps": 10,
    "06-coverage": 3,
    "07-readiness": 6,
    "08-targets": 6,
    "09-committee-desk": 11,
    "14-search": 3,
    "15-progress-history": 2,
}
"""Statements that an operation sends; fewer where an answer leaves nothing to ask further."""


async def statements(graph: Graph, ask: Ask, name: str, variables: dict[str, Any]) -> int:
    """How many a document sends while nothing is remembered of the catalogue."""
    graph.memory.clear()
    with count_statements() as counter:
        await ask(document(name), **variables)
    return len(counter.texts)


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read is kept at once, so that an operation reads it once however many of its fields need it."""
    monkeypatch.setattr(versioned_cache, "SETTLED", 0.0)


@pytest.fixture(scope="module")
def seed_counts() -> dict[str, int]:
    """What the seed took, for the tests of this module that come after."""
    return {}


async def test_on_the_seed(graph: Graph, ask: Ask, seed_counts: dict[str, int]) -> None:
    for name, variables in SENT:
        seed_counts[title((name, variables))] = await statements(graph, ask, name, variables)
    most = {name: max(seed_counts[title((name, variables))] for variables in VARIABLES[name]) for name in MOST}
    assert most == MOST


async def test_page_size_does_not_matter(graph: Graph, ask: Ask) -> None:
    for name in ("03-standards-page", "05-gaps", "14-search"):
        more = {"text": "光伏"} if name == "14-search" else {}
        assert await statements(graph, ask, name, {"first": 1, **more}) == await statements(
            graph, ask, name, {"first": 200, **more}
        )


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ask_bigger(
    graph: Graph, engine_settings: Settings, schema: strawberry.Schema, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Ask]:
    await wipe(graph)
    await load_seed(graph, read_seed(bigger_seed(tmp_path_factory.mktemp("bigger"))))
    yield asker(graph, engine_settings, schema)
    await wipe(graph)


async def test_what_was_found_is_not_looked_for_again(graph: Graph, ask: Ask) -> None:
    first = await statements(graph, ask, "05-gaps", {})
    with count_statements() as counter:
        await ask(document("05-gaps"))
    assert len(counter.texts) == first - 6, (
        "the categories and their version, the targets, and the two statements that find gaps"
    )


async def test_in_a_bigger_catalogue(graph: Graph, seed_counts: dict[str, int], ask_bigger: Ask) -> None:
    assert (await ask_bigger('{ system(code: "PV2024") { progress { listed } } }'))["system"]["progress"][
        "listed"
    ] == 106 + ADDED
    bigger = {
        title((name, variables)): await statements(graph, ask_bigger, name, variables) for name, variables in SENT
    }
    assert bigger == seed_counts


async def test_a_standard_listed_twice_counts_once(ask_bigger: Ask) -> None:
    tree = (await ask_bigger(document("02-subsystem-tree"), code="PV2024"))["system"]["tree"]
    drafting = {node["subsystem"]["code"]: (node["own"]["drafting"], node["total"]["drafting"]) for node in tree}
    assert drafting["DA"] == (ADDED + 1, ADDED + 1), "S019 and what was added"
    assert drafting["DBC"] == (ADDED + 1, ADDED + 1), "S018 and the same"
    assert drafting["D"] == (0, ADDED + 2)
    progress = (await ask_bigger(document("01-system-progress"), code="PV2024"))["system"]["progress"]
    assert progress["drafting"] == ADDED + 4
