"""The server engine: a Neo4j that runs elsewhere. Nothing to start, to restart or to serialise."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from neo4j import AsyncGraphDatabase

from stdgraph.settings import Settings
from stdgraph.store.driver_errors import translated_driver_errors
from stdgraph.store.engine import Endpoint
from stdgraph.store.trouble import Trouble

MIGRATION_LOCK = "MATCH (m:Migration {version: 1}) SET m.turn = true"


class Neo4jServer:
    """A Neo4j server or cluster at an address."""

    name = "neo4j"
    memory_setting = "dbms.memory.transaction.total.max, server.memory.heap.max_size"

    def __init__(self, settings: Settings, uri: str) -> None:
        parts = urlsplit(uri)
        self.address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        self.version = "unknown"
        self.transaction_timeout: float | None = settings.query_timeout
        self.text_indexes = True
        self.plans_first_match = False
        password = settings.graph_password.get_secret_value() if settings.graph_password else ""
        self._endpoint = Endpoint(uri, settings.graph_user, password, settings.graph_database)

    @property
    def label(self) -> str:
        """The engine as error messages call it."""
        return f"the Neo4j server at {self.address}"

    @property
    def refusal(self) -> str:
        """The message for refused credentials."""
        user = self._endpoint.user
        return f"{self.label} refused user {user}: check STDGRAPH_GRAPH_USER and STDGRAPH_GRAPH_PASSWORD"

    @property
    def run(self) -> str:
        """Always the same: a server starts unnoticed."""
        return self.address

    async def start(self) -> None:
        """Nothing: the server runs, or the first connection says that it does not."""

    def endpoint(self) -> Endpoint:
        """The endpoint that the settings name."""
        return self._endpoint

    @asynccontextmanager
    async def write_lock(self) -> AsyncIterator[None]:
        """Nothing to wait for: Neo4j locks by itself and the driver retries."""
        yield

    @asynccontextmanager
    async def migration_lock(self) -> AsyncIterator[None]:
        """Hold a lock in the database, on the record of the first migration, in a transaction that writes nothing else.

        It is free as soon as the connection of its holder is gone. Migrations must not define anything of the label ``Migration``.
        """
        at = self._endpoint
        async with AsyncGraphDatabase.driver(at.uri, auth=(at.user, at.password)) as driver:
            with translated_driver_errors(self):
                async with driver.session(database=at.database) as session:
                    transaction = await session.begin_transaction()
                    async with transaction:
                        await (await transaction.run(MIGRATION_LOCK)).consume()
                        yield

    def identified_as(self, agent: str) -> None:
        """Note the server's version, such as ``Neo4j/5.26.30``."""
        self.version = agent.replace("/", " ", 1)

    def trouble(self) -> Trouble | None:
        """None: it says itself what is wrong, and its disk and log are elsewhere."""
        return None

    def storage_trouble(self) -> Trouble | None:
        """None: its disk is elsewhere."""
        return None

    def facts(self) -> dict[str, str]:
        """What ``stdgraph doctor`` shows."""
        return {
            "engine": self.name,
            "version": self.version,
            "address": self.address,
            "database": self._endpoint.database,
            "user": self._endpoint.user,
        }

    def footprint(self) -> None:
        """None: a Neo4j tells of itself."""

    async def release(self) -> None:
        """Nothing to release."""
