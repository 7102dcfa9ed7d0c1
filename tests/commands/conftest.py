"""A small catalogue, as its seed has it, to be changed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.store.session import Graph
from tests.commands.snapshot import Kept, keep, restore
from tests.commands.workspace import Workspace
from tests.datasets.small_seed import write_small


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def small(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """What the graph holds once the small seed is loaded."""
    await load_seed(graph, read_seed(write_small(tmp_path_factory.mktemp("any") / "small")))
    return await keep(graph)


@pytest_asyncio.fixture(loop_scope="session")
async def workspace(graph: Graph, small: Kept) -> AsyncIterator[Workspace]:
    """A workspace with the small seed on it; whatever a test did there, the catalogue is sound afterwards, and then as it was."""
    workspace = Workspace(graph)
    yield workspace
    try:
        await workspace.sound()
    finally:
        await restore(graph, small)
