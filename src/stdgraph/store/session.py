"""The open database: one driver per process, managed transactions for all work, the domain's errors for the driver's."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from contextvars import Context as Contextvars
from datetime import date
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    AsyncDriver,
    AsyncGraphDatabase,
    AsyncManagedTransaction,
    AsyncSession,
    Bookmarks,
    unit_of_work,
)
from neo4j.exceptions import ClientError, DriverError, Neo4jError

from stdgraph import __version__
from stdgraph.errors import TimedOut, Unavailable
from stdgraph.settings import Settings
from stdgraph.store import catalogue_zone, migrations
from stdgraph.store.driver_errors import translated_driver_errors
from stdgraph.store.embedded.engine import EmbeddedEngine
from stdgraph.store.engine import Endpoint, Engine
from stdgraph.store.neo4j_server import Neo4jServer
from stdgraph.store.stored_reading import TurnedDay
from stdgraph.store.traffic import TURN, Traffic
from stdgraph.store.transaction import (
    CATALOGUE,
    HALF_LOADED,
    HALF_RESTORED,
    RESTORING,
    Row,
    Statements,
    Transaction,
    count_statements,
    native,
)
from stdgraph.store.unfinished import MARK, refuse_half_restored
from stdgraph.store.versioned_cache import VersionedCache

__all__ = ["BeforeMigration", "Graph", "Row", "Transaction", "count_statements", "native"]

T = TypeVar("T")

logger = logging.getLogger(__name__)

logging.getLogger("neo4j").addHandler(logging.NullHandler())  # what the driver retries does not concern a terminal

GRACE = 5.0
"""Seconds past the statement limit after which a silent engine is given up."""

DEFINED_MEANWHILE = "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists"
"""Neo4j's answer to IF NOT EXISTS when another process defines the same at the same moment."""

CONNECT_LIMIT = 6.0
"""Seconds that the first connection may take."""

CHECK_LIMIT = 3.0
"""Seconds that the readiness check waits."""

WRITE_CHECK_INTERVAL = 5.0
"""Seconds for which it is taken as known whether writing works."""

WRITE_CHECK_PATIENCE = 1.0
"""Seconds that the check waits for its turn among writers; where it does not come, others are writing."""

TOUCH = "MATCH (c:Catalogue {id: $catalogue}) SET c.turn = NOT coalesce(c.turn, false)"
"""A change that nobody reads, of a property that every writer sets: it reaches the disk, and raises no revision."""


BeforeMigration = Callable[["Graph", int], Awaitable[None]]
"""What is done with an open graph before it is migrated, by the version of its schema: it is backed up."""


class Graph:
    """An open graph. Get one from ``Graph.open`` and close it, or use it as ``async with``."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine = engine
        self._settings = settings
        self._bookmarks = AsyncGraphDatabase.bookmark_manager()
        self._driver: AsyncDriver | None = None
        self._endpoint: Endpoint | None = None
        self._run = ""
        self.memory = VersionedCache(settings.cache_bytes)
        """What this process remembers of the graph, and of what it was asked."""
        self.traffic = Traffic()
        """The transactions of this process."""
        self._turned = TurnedDay(engine.plans_first_match)
        self._background: set[asyncio.Task[None]] = set()
        self._write_checked_at = -WRITE_CHECK_INTERVAL
        self._write_problem: Unavailable | None = None

    @classmethod
    async def open(
        cls,
        settings: Settings,
        *,
        migrate: bool = True,
        restoring: bool = False,
        before_migration: BeforeMigration | None = None,
    ) -> Graph:
        """Start or attach to the engine, check the credentials, bring the schema up to date.

        ``before_migration`` is called, with the version found, before a catalogue that holds anything is migrated; what it raises
        leaves the catalogue as it was.

        Raises Unavailable when the engine cannot be reached or started, or where a restore was interrupted unless this is to be
        another (``restoring``); SchemaTooNew when a newer stdgraph wrote the catalogue; BadInput where its days turn in another zone
        than the settings'.
        """
        graph = cls(_engine_for(settings), settings)
        try:
            await graph.engine.start()
            await graph._identify()
            await migrations.check(graph)
            if not restoring:
                await refuse_half_restored(graph)
            if migrate:
                await migrations.apply(graph, before_migration and partial(before_migration, graph))
                if not restoring:  # a restore brings the zone of its catalogue
                    await catalogue_zone.agree(graph, settings.timezone)
        except BaseException:
            await graph.close()
            raise
        return graph

    @property
    def text_indexes(self) -> bool:
        """Whether the engine has indexes for texts that contain a word."""
        return self.engine.text_indexes

    async def read(self, work: Callable[[Transaction], Awaitable[T]], *, after: Sequence[str] = ()) -> T:
        """Run work that only reads, on a replica where there is one. Never give it text that users wrote.

        It sees what this process wrote, and waits for what ``after``, bookmarks of other processes, covers. Each statement is a
        transaction of its own, which costs a round trip less: either engine shows a statement what is committed when it runs, whether
        or not others ran before it in one transaction. Where the engine asks to try again, the work is run once more, in a managed
        transaction.
        """
        limit = self._settings.query_timeout
        patience = limit + GRACE
        driver = await self._connected()
        with translated_driver_errors(self.engine), self.traffic.transaction(writes=False):
            try:
                async with self._session(driver, READ_ACCESS, after) as session:
                    statements = Statements(session, self._transaction_timeout(limit))
                    return await work(Transaction(statements, patience, self.memory, self._turned, self.traffic))
            except (DriverError, Neo4jError) as error:
                if not error.is_retryable():
                    raise
        return await self._transact(work, READ_ACCESS, limit, after)

    @property
    def turned_to(self) -> date | None:
        """The day to which the stored states were turned when that was last read; None where they are being turned."""
        return self._turned.day

    @turned_to.setter
    def turned_to(self, day: date | None) -> None:
        self._turned.day = day

    async def bookmarks(self) -> list[str]:
        """Bookmarks that cover everything this process has written; empty on a single-machine engine."""
        return sorted(await self._bookmarks.get_bookmarks())

    async def write(self, work: Callable[[Transaction], Awaitable[T]], *, limit: float | None = None) -> T:
        """Run the work in a write transaction, all or nothing. ``limit``: its seconds, where a request's are too few."""
        begun = time.monotonic()
        async with self.engine.write_lock():
            self.traffic.waited(TURN, time.monotonic() - begun)
            return await self._transact(work, WRITE_ACCESS, limit or self._settings.query_timeout)

    async def define(self, text: str) -> None:
        """Run one schema statement in its own transaction, without a time limit."""

        async def work(transaction: Transaction) -> None:
            await transaction.run(text)

        async with self.engine.write_lock():
            try:
                await self._transact(work, WRITE_ACCESS, None)
            except ClientError as error:
                if error.code != DEFINED_MEANWHILE:
                    raise

    def migration_lock(self) -> AbstractAsyncContextManager[None]:
        """The lock under which one process, of all, migrates the catalogue."""
        return self.engine.migration_lock()

    async def check(self) -> None:
        """One small round trip without retries: a probe must see a crash that a request may ride out.

        Raises Unavailable when there is no answer within three seconds, and while a backup is being restored.
        """
        try:
            async with asyncio.timeout(CHECK_LIMIT):
                driver = await self._connected()
                with translated_driver_errors(self.engine):
                    await driver.verify_connectivity()  # drops connections that went stale while idle
                    async with (
                        driver.session(database=self.engine.endpoint().database) as session,
                        await session.begin_transaction() as transaction,
                    ):
                        row = await (await transaction.run(MARK, catalogue=CATALOGUE)).single()
        except TimeoutError:
            raise Unavailable(f"{self.engine.label} does not answer within {CHECK_LIMIT:.0f} s") from None
        if row is not None and row["mark"] is not None:
            raise Unavailable(HALF_RESTORED if row["mark"] == RESTORING else HALF_LOADED)

    async def check_writing(self) -> None:
        """A change that nobody sees, at most once in five seconds; a long write of others counts as well.

        Raises Unavailable, with the reason, where nothing can be stored.
        """
        now = asyncio.get_running_loop().time()
        if now - self._write_checked_at >= WRITE_CHECK_INTERVAL:
            self._write_checked_at = now
            try:
                async with asyncio.timeout(WRITE_CHECK_PATIENCE):
                    await self._touch()
            except TimeoutError:
                return
            except (Unavailable, TimedOut) as error:
                self._write_problem = Unavailable(f"writing does not work: {error}")
            else:
                self._write_problem = None
        if self._write_problem is not None:
            raise self._write_problem

    async def _touch(self) -> None:
        """Raises Unavailable; what the engine refuses for no reason that is known is a reason, too: the next write would fail alike."""
        full = self.engine.storage_trouble()
        if full is not None:  # a change this small may still find room where the next does not
            raise Unavailable(f"{self.engine.label}: {full}")
        async with self.engine.write_lock():
            driver = await self._connected()
            try:
                with translated_driver_errors(self.engine):
                    async with (
                        driver.session(database=self.engine.endpoint().database) as session,
                        await session.begin_transaction() as transaction,
                    ):
                        await (await transaction.run(TOUCH, catalogue=CATALOGUE)).consume()
                        await transaction.commit()
            except Neo4jError as error:
                logger.warning("%s refuses to write: %s", self.engine.label, error.code)
                raise Unavailable(f"{self.engine.label} refuses to store a change ({error.code})") from None

    def run_in_background(self, work: Coroutine[object, None, None]) -> None:
        """Start reading that nobody waits for; closing the graph ends it. It counts for no request: it has no context of its own."""
        task = asyncio.get_running_loop().create_task(work, context=Contextvars())
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def close(self) -> None:
        """End what runs in the background, close the driver and let go of the engine. May be called twice."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        driver, self._driver, self._endpoint = self._driver, None, None
        try:
            if driver is not None:
                await driver.close()
        finally:
            await self.engine.release()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _identify(self) -> None:
        """Connect for the first time, in bounded time: whatever listens may not speak Bolt at all."""
        driver = await self._connected()
        try:
            async with asyncio.timeout(CONNECT_LIMIT):
                with translated_driver_errors(self.engine):
                    info = await driver.get_server_info()
        except TimeoutError:
            raise Unavailable(f"{self.engine.label} does not answer within {CONNECT_LIMIT:.0f} s") from None
        self.engine.identified_as(info.agent)

    async def _transact(
        self,
        work: Callable[[Transaction], Awaitable[T]],
        access: str,
        limit: float | None,
        after: Sequence[str] = (),
    ) -> T:
        timeout = self._transaction_timeout(limit)
        patience = None if limit is None else limit + GRACE
        clock = asyncio.get_running_loop().time

        @unit_of_work(timeout=timeout)
        async def unit(transaction: AsyncManagedTransaction) -> T:
            waiting.reschedule(None)  # statements have limits of their own
            try:
                turned = self._turned if access == READ_ACCESS else None
                return await work(Transaction(transaction, patience, self.memory, turned, self.traffic))
            finally:
                waiting.reschedule(None if patience is None else clock() + patience)

        driver = await self._connected()
        try:
            with translated_driver_errors(self.engine), self.traffic.transaction(writes=access == WRITE_ACCESS):
                async with (
                    asyncio.timeout(patience) as waiting,  # for a transaction's begin and its end
                    self._session(driver, access, after) as session,
                ):
                    execute = session.execute_read if access == READ_ACCESS else session.execute_write
                    return await execute(unit)
        except TimeoutError:
            if patience is None:
                raise
            raise Unavailable(f"{self.engine.label} does not answer within {patience:.0f} s") from None

    def _transaction_timeout(self, limit: float | None) -> float | None:
        """The limit that the engine is told; None where it has its own."""
        return None if self.engine.transaction_timeout is None else limit

    def _session(self, driver: AsyncDriver, access: str, after: Sequence[str]) -> AsyncSession:
        return driver.session(
            database=self.engine.endpoint().database,
            default_access_mode=access,
            bookmark_manager=self._bookmarks,
            bookmarks=Bookmarks.from_raw_values(after) if after else None,
            fetch_size=-1,
        )

    async def _connected(self) -> AsyncDriver:
        """The driver for the endpoint in force: a new one where the engine came back at another port."""
        endpoint = self.engine.endpoint()
        if (
            self.engine.run != self._run
        ):  # its data may have been replaced while it was down, by an older copy of themselves
            self._run = self.engine.run
            self.memory.clear()
            self._turned.day = None
        if self._driver is not None and endpoint == self._endpoint:
            return self._driver
        old, self._driver, self._endpoint = self._driver, _driver(endpoint), endpoint
        if old is not None:
            await old.close()
        return self._driver


def _engine_for(settings: Settings) -> Engine:
    """Neo4j where the settings name an address, else the embedded engine."""
    return Neo4jServer(settings, settings.graph_uri) if settings.graph_uri else EmbeddedEngine(settings)


def _driver(endpoint: Endpoint) -> AsyncDriver:
    """A driver that gives up in seconds: a person or a probe is waiting."""
    return AsyncGraphDatabase.driver(
        endpoint.uri,
        auth=(endpoint.user, endpoint.password),
        user_agent=f"stdgraph/{__version__}",
        connection_timeout=3.0,
        connection_acquisition_timeout=5.0,
        max_transaction_retry_time=3.0,
        initial_retry_delay=0.1,
        notifications_min_severity="OFF",
        telemetry_disabled=True,
    )
