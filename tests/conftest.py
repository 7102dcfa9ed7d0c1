"""The engine matrix: every test that asks for ``graph`` runs on the embedded engine and on a real Neo4j."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack

import pytest
import pytest_asyncio
from coverage import Coverage

from stdgraph.domain import calendar
from stdgraph.settings import Settings
from stdgraph.store import transaction
from stdgraph.store.session import Graph
from stdgraph.store.transaction import note
from tests.calendar_day import TODAY
from tests.engines import ENGINES, RAN, Engines, Graphs, wipe
from tests.examples import MORE, register_profiles
from tests.selection import ProcessGuard, engine_of, is_fast, left_out_on_neo4j
from tests.store.shapes import forbidden

register_profiles()

COMPARISONS = ("tests/graphql/test_second_opinion_", "tests/graphql/test_parity.py")
"""Tests that compare thousands of answers: the branches they take are taken by others, and measuring doubles their time."""

LONGEST = (
    "tests/stewardship/test_every_command.py",
    "tests/graphql/test_second_opinion_random.py",
    "tests/graphql/test_second_opinion_seed.py",
    "tests/graphql/test_parity.py",
    "tests/upgrades/",
    "tests/concurrency/test_kills.py",
    "tests/gaps/test_incremental_detection.py",
    "tests/graphql/test_codes.py",
    "tests/store/test_embedded.py",
    "tests/graphql/test_operations_fuzz.py",
    "tests/browser/test_every_page.py",
)
"""What takes more than a minute and a half, to be begun first: else one worker is still at it when the others have nothing to do."""


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """The engines of this process, each started when a test first asks for it and stopped at the end.

    They outlive ``engine_settings``, which pytest makes anew whenever a module of one engine follows one of the other.
    """
    with ExitStack() as stack:
        yield Engines(stack, tmp_path_factory)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def graphs(engines: Engines) -> AsyncIterator[Graphs]:
    """An open graph on each engine that a test asked for."""
    async with AsyncExitStack() as stack:
        yield Graphs(stack)


@pytest.fixture(scope="session", params=ENGINES)
def engine_settings(request: pytest.FixtureRequest, engines: Engines) -> Settings:
    """The settings of an engine that the tests may do with as they like."""
    return engines.settings(request.param)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def open_graph(engine_settings: Settings, graphs: Graphs) -> Graph:
    """One graph a session and engine; tests ask for ``graph``."""
    return await graphs.on(engine_settings)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def graph(open_graph: Graph) -> Graph:
    """An open, migrated graph, empty but for its Catalogue when a module begins."""
    await wipe(open_graph)
    return open_graph


@pytest.fixture(scope="session", autouse=True)
def day_is_fixed() -> Iterator[None]:
    """Let the product read the same calendar day at every run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendar, "today", lambda: TODAY)
        yield


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


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to let several workers share the one Neo4j that the environment names."""
    if os.environ.get("STDGRAPH_TEST_NEO4J_URI") and getattr(config.option, "numprocesses", None):
        raise pytest.UsageError("STDGRAPH_TEST_NEO4J_URI names one server: run with -n 0")
    if config.option.markexpr == "fast":
        config.pluginmanager.register(ProcessGuard())
    if hasattr(config, "workerinput"):
        _measure_once()


def _measure_once() -> None:
    """Stop what measures this worker already: pytest-cov begins anew, and pauses that alone where a test is not to be measured."""
    while (begun := Coverage.current()) is not None:
        begun.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest. Mark the tests that need neither an engine nor another process, and those whose branches are measured already.

    A test that runs on both engines takes the same branches twice, but for those of the store: measuring takes as long
    as running, so the second time is left out, and so are comparisons of many answers. Cases that send Neo4j what others
    send it are left out where a test says so (``some_on_server``), but not with
    ``STDGRAPH_TEST_EXAMPLES``.
    """
    if MORE == 1 and (left_out := left_out_on_neo4j(items)):
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
    items.sort(key=_place)
    for item in items:
        if is_fast(item):
            item.add_marker(pytest.mark.fast)
        elif item.nodeid.startswith(COMPARISONS) or (
            not item.nodeid.startswith("tests/store/") and engine_of(item) == "neo4j"
        ):
            item.add_marker(pytest.mark.no_cover)


def _place(item: pytest.Item) -> int:
    """Where its file comes; files of one place stay in their order."""
    return next((place for place, path in enumerate(LONGEST) if item.nodeid.startswith(path)), len(LONGEST))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that collects the results which engines this worker ran on."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["engines"] = sorted(RAN)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Hear from a worker which engines it ran on."""
    RAN.update(getattr(node, "workeroutput", {}).get("engines", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which engines the tests ran on."""
    if RAN:
        terminalreporter.write_line(f"engines: {', '.join(sorted(RAN))}")
