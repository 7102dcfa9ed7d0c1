"""A catalogue that the code at commit 0b03fae made, on each engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.engines import embedded_settings, wipe
from tests.upgrades.made import Made, make, strip
from tests.upgrades.old_code import Code, check_out, todays_source


@pytest.fixture(scope="session")
def old_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources at the old commit."""
    return check_out(tmp_path_factory.mktemp("old"))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def old(
    old_source: Path, engine_settings: Settings, graph: Graph, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Settings, Made]]:
    """Where the old code's catalogue is, and what that code answered. A Neo4j has its own schema again afterwards."""
    settings = engine_settings
    if settings.graph_uri is None:
        settings = embedded_settings(tmp_path_factory.mktemp("old-data") / "data")
    else:
        await strip(graph)
    yield settings, make(Code(old_source, settings))
    if settings.graph_uri is not None:
        await wipe(graph)


@pytest.fixture(scope="session")
def fresh(old_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """What today's code answers of a catalogue of its own, made of the old seed and the same changes."""
    settings = embedded_settings(tmp_path_factory.mktemp("fresh-data") / "data")
    return make(Code(todays_source(), settings), old_source.parent / "seed")
