"""The engines that the tests run on, and how a test gets its graph empty."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from stdgraph.domain import calendar
from stdgraph.domain.web_places import ANY
from stdgraph.settings import Settings
from stdgraph.store import migrations
from stdgraph.store.session import Graph, Transaction

ENGINES = ("embedded", "neo4j")
RAN: set[str] = set()
"""What the engines that the tests ran on call themselves."""

REQUIRED = os.environ.get("STDGRAPH_REQUIRE_NEO4J") == "1"


class Engines:
    """The settings of engines, by name; an engine starts when it is first asked for."""

    def __init__(self, stack: ExitStack, folders: pytest.TempPathFactory) -> None:
        self._stack = stack
        self._folders = folders
        self._started: dict[str, Settings] = {}

    def settings(self, engine: str) -> Settings:
        """The settings of ``embedded`` or ``neo4j``. Skips or fails the test where the engine is absent."""
        if engine not in self._started:
            data_dir = self._folders.mktemp("data")
            self._started[engine] = (
                embedded_settings(data_dir)
                if engine == "embedded"
                else self._stack.enter_context(serving_neo4j(data_dir))
            )
        return self._started[engine]


class Graphs:
    """The graphs that are open, one an engine."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._open: dict[Path, Graph] = {}

    async def on(self, settings: Settings) -> Graph:
        """The graph of an engine, opened when it is first asked for."""
        if settings.data_dir not in self._open:
            graph = await self._stack.enter_async_context(await Graph.open(settings))
            RAN.add(graph.engine.version)
            self._open[settings.data_dir] = graph
        return self._open[settings.data_dir]


def neo4j_absent() -> str | None:
    """Why the Neo4j half cannot run here; None when it can."""
    if os.environ.get("STDGRAPH_TEST_NEO4J_URI"):
        return None
    from tools.neo4j.server import can_serve

    return can_serve(neo4j_version())


def neo4j_version() -> str:
    """The version of the Neo4j that the tests start."""
    from tools.neo4j.server import VERSION

    return os.environ.get("STDGRAPH_TEST_NEO4J_VERSION", VERSION)


@contextmanager
def serving_neo4j(data_dir: Path) -> Iterator[Settings]:
    """The settings of a Neo4j for tests: the one that the environment names, else one started for them."""
    uri = os.environ.get("STDGRAPH_TEST_NEO4J_URI")
    if uri:
        user = os.environ.get("STDGRAPH_TEST_NEO4J_USER", "neo4j")
        yield neo4j_settings(uri, user, os.environ.get("STDGRAPH_TEST_NEO4J_PASSWORD", "neo4j"), data_dir)
        return
    from tools.neo4j.server import ServerError, serve

    reason = neo4j_absent()
    if reason is not None:
        absent(reason)
    try:
        with serve(neo4j_version()) as server:
            yield neo4j_settings(server.uri, server.user, server.password, data_dir)
    except ServerError as error:
        absent(str(error))


def absent(reason: str) -> None:
    """Skip a test for want of Neo4j, or fail it where Neo4j is required."""
    if REQUIRED:
        pytest.fail(f"STDGRAPH_REQUIRE_NEO4J=1: {reason}")
    pytest.skip(reason)


PATIENCE = 120.0
"""Seconds that a statement has in tests: planning one for the first time takes long on a machine with other work."""


def embedded_settings(data_dir: Path, **others: object) -> Settings:
    """Settings of the embedded engine, whatever the environment says."""
    return Settings.model_validate(
        {
            "graph_uri": None,
            "data_dir": data_dir,
            "seed": False,
            "query_timeout": PATIENCE,
            "allowed_hosts": ANY,
            **others,
        }
    )


def neo4j_settings(uri: str, user: str, password: str, data_dir: Path) -> Settings:
    """Settings that name a Neo4j server."""
    return Settings.model_validate(
        {
            "graph_uri": uri,
            "graph_user": user,
            "graph_password": password,
            "data_dir": data_dir,
            "seed": False,
            "query_timeout": PATIENCE,
            "allowed_hosts": ANY,
        }
    )


async def wipe(graph: Graph) -> None:
    """Delete all data; the schema stays, and a fresh Catalogue: other data, of which nothing is remembered."""

    async def work(transaction: Transaction) -> None:
        await transaction.run("MATCH (n) WHERE NOT n:Catalogue AND NOT n:Migration DETACH DELETE n")
        await transaction.run(
            "MATCH (c:Catalogue) "
            "SET c = {id: c.id, instance: $instance, schemaVersion: c.schemaVersion, revision: 0, sequence: 0, turnedTo: $today}",
            instance=str(uuid4()),
            today=calendar.today(),
        )

    await graph.write(work)
    await migrations.apply(graph)
