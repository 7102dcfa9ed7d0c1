"""The engine matrix: every test that asks for ``graph`` runs on the embedded engine and on a real Neo4j."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from stdgraph.settings import Settings
from stdgraph.store import transaction
from stdgraph.store.session import Graph
from stdgraph.store.transaction import note
from tests.engines import ENGINES, RAN, embedded_settings, serving_neo4j, wipe
from tests.store.shapes import forbidden


@pytest.fixture(scope="session", params=ENGINES)
def engine_settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The settings of an engine that the tests may do with as they like."""
    data_dir = tmp_path_factory.mktemp("data")
    if request.param == "embedded":
        yield embedded_settings(data_dir)
    else:
        with serving_neo4j(data_dir) as settings:
            yield settings


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def open_graph(engine_settings: Settings) -> AsyncIterator[Graph]:
    """One graph a session and engine; tests ask for ``graph``."""
    async with await Graph.open(engine_settings) as graph:
        RAN.add(graph.engine.version)
        yield graph


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def graph(open_graph: Graph) -> Graph:
    """An open, migrated graph, empty but for its Catalogue when a module begins."""
    await wipe(open_graph)
    return open_graph


@pytest.fixture(scope="session", autouse=True)
def shapes_are_checked() -> Iterator[None]:
    """Hold every statement that any test sends to the shapes that both engines understand alike."""

    def checked(text: str) -> None:
        wrong = forbidden(text)
        assert wrong is None, wrong
        note(text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction, "note", checked)
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which engines the tests ran on."""
    if RAN:
        terminalreporter.write_line(f"engines: {', '.join(sorted(RAN))}")
