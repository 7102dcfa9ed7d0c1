"""Reading from an engine that runs already: none is started, no file is made, and whoever asks does not wait long."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from neo4j import AsyncGraphDatabase, unit_of_work
from neo4j.exceptions import DriverError, Neo4jError

from stdgraph.errors import StdgraphError
from stdgraph.settings import Settings
from stdgraph.store.embedded.child import DATABASE
from stdgraph.store.embedded.files import DataDir
from stdgraph.store.engine import Endpoint
from stdgraph.store.neo4j_server import Neo4jServer
from stdgraph.store.transaction import Transaction
from stdgraph.store.versioned_cache import VersionedCache

T = TypeVar("T")


async def read_if_running(settings: Settings, work: Callable[[Transaction], Awaitable[T]], limit: float) -> T | None:
    """What the work reads from the engine that runs; None where none runs, or it does not answer within ``limit`` seconds."""
    try:
        endpoint = running_endpoint(settings)
        if endpoint is None:
            return None
        async with asyncio.timeout(limit):
            return await _read(endpoint, work, limit)
    except (StdgraphError, DriverError, Neo4jError, OSError, TimeoutError, ValueError):
        return None


def running_endpoint(settings: Settings) -> Endpoint | None:
    """Where the engine of the settings answers; of an embedded one only while it runs. Raises Unavailable."""
    if settings.graph_uri is not None:
        return Neo4jServer(settings, settings.graph_uri).endpoint()
    directory = DataDir(settings.data_dir)
    if not (directory.engine.exists() and directory.password_file.exists()):
        return None
    running = directory.running()
    if running is None:
        return None
    return Endpoint(f"bolt://127.0.0.1:{running.port}", "root", directory.password(), DATABASE)


async def _read(endpoint: Endpoint, work: Callable[[Transaction], Awaitable[T]], limit: float) -> T:
    driver = AsyncGraphDatabase.driver(
        endpoint.uri,
        auth=(endpoint.user, endpoint.password),
        connection_timeout=limit,
        connection_acquisition_timeout=limit,
        max_transaction_retry_time=0.0,
        notifications_min_severity="OFF",
        telemetry_disabled=True,
    )

    @unit_of_work()
    async def unit(transaction: object) -> T:
        return await work(Transaction(transaction, limit, VersionedCache()))  # type: ignore[arg-type]  # as the driver gives it

    async with driver, driver.session(database=endpoint.database, fetch_size=-1) as session:
        return await session.execute_read(unit)
