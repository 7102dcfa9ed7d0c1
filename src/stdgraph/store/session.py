"""The door to the database: one driver a process, managed transactions for all work, one error for everything that goes wrong below."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar, overload

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    AsyncDriver,
    AsyncGraphDatabase,
    AsyncManagedTransaction,
    Bookmarks,
    unit_of_work,
)
from neo4j.exceptions import ClientError

from stdgraph import __version__
from stdgraph.errors import TimedOut, Unavailable
from stdgraph.settings import Settings
from stdgraph.store import migrations
from stdgraph.store.driver_errors import translated_driver_errors
from stdgraph.store.engine import Endpoint, Engine, engine_for
from stdgraph.store.versioned_cache import VersionedCache


@dataclass(slots=True)
class Counter:
    """The statements sent so far, in order."""

    texts: list[str] = field(default_factory=list)


_counter: ContextVar[Counter | None] = ContextVar("counter", default=None)


@contextmanager
def count_statements() -> Iterator[Counter]:
    """Collect the text of every statement sent inside, by this task and the tasks it starts."""
    counter = Counter()
    token = _counter.set(counter)
    try:
        yield counter
    finally:
        _counter.reset(token)


def note(text: str) -> None:
    """A statement is sent; called by the transaction."""
    counter = _counter.get()
    if counter is not None:
        counter.texts.append(text)


__all__ = ["Graph", "Row", "Transaction", "count_statements", "native"]

T = TypeVar("T")
Row = dict[str, Any]
"""A row of which nobody declared the columns; prefer a ``TypedDict`` handed to ``rows``, ``table`` or ``row``."""
R = TypeVar("R", bound=Mapping[str, Any])


def native(value: Any) -> Any:
    """A value of the driver as Python has it: dates and instants as ``datetime`` has them, everything else as it is."""
    return value.to_native() if hasattr(value, "to_native") else value


logging.getLogger("neo4j").addHandler(logging.NullHandler())  # what the driver retries is no news to a terminal

GRACE = 5.0
"""Seconds past the statement limit after which an engine that says nothing at all is given up."""

DEFINED_MEANWHILE = "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists"
"""Neo4j's answer to IF NOT EXISTS when another process defines the same at the same moment."""

CONNECT_LIMIT = 6.0
"""Seconds that the first connection may take."""

CHECK_LIMIT = 3.0
"""Seconds that the readiness check waits."""


class Transaction:
    """A managed transaction that is open. It ends with the piece of work it was given to."""

    gone: tuple[str, ...] = ()
    """Standards that are supposed to be withdrawn, by id, whatever the graph says."""

    def __init__(self, transaction: AsyncManagedTransaction, limit: float | None, memory: VersionedCache) -> None:
        self._transaction = transaction
        self._limit = limit
        self.memory = memory
        """What the process remembers of the graph."""

    @property
    def actual(self) -> Transaction:
        """The same transaction with nothing supposed."""
        return self

    @overload
    async def rows(self, text: str, /, **parameters: Any) -> list[Row]: ...
    @overload
    async def rows(self, text: str, shape: type[R], /, **parameters: Any) -> list[R]: ...
    async def rows(self, text: str, shape: object = None, /, **parameters: Any) -> Any:
        """All rows of one statement as the driver decodes them, typed as ``shape`` declares its columns. Raises TimedOut."""
        return await self._rows(text, parameters)

    async def _rows(self, text: str, parameters: Row) -> list[Row]:
        note(text)
        try:
            async with asyncio.timeout(self._limit):
                result = await self._transaction.run(text, parameters)
                keys = result.keys()
                return [dict(zip(keys, record, strict=True)) async for record in result]
        except TimeoutError:
            raise TimedOut("the engine neither answered the statement nor ended it at its time limit") from None

    @overload
    async def table(self, shape: Sequence[str], text: str, /, **parameters: Any) -> list[Row]: ...
    @overload
    async def table(self, shape: type[R], text: str, /, **parameters: Any) -> list[R]: ...
    async def table(self, shape: Sequence[str] | type[R], text: str, /, **parameters: Any) -> Any:
        """The rows of a statement that returns the columns ``shape`` declares, in no order, fetched as one row.

        The driver awaits every record by itself: a hundred records cost it several times what one list of a hundred does.
        """
        columns = list(shape.__annotations__ if isinstance(shape, type) else shape)
        row = await self.row(f"CALL () {{ {text} }} RETURN collect([{', '.join(columns)}]) AS found", **parameters)
        return [dict(zip(columns, one, strict=True)) for one in row["found"]] if row else []

    async def lists(self, texts: Sequence[str], /, **parameters: Any) -> list[list[Any]]:
        """What each of several statements collects, all in one; each ends with ``RETURN collect(…)``. No statement for none."""
        if not texts:
            return []
        names = [f"f{n}" for n in range(len(texts))]
        calls = (f"CALL () {{ {text} AS {name} }}" for name, text in zip(names, texts, strict=True))
        row = await self.row(f"{' '.join(calls)} RETURN {', '.join(names)}", **parameters)
        return [row[name] for name in names] if row else [[] for _ in names]

    @overload
    async def row(self, text: str, /, **parameters: Any) -> Row | None: ...
    @overload
    async def row(self, text: str, shape: type[R], /, **parameters: Any) -> R | None: ...
    async def row(self, text: str, shape: object = None, /, **parameters: Any) -> Any:
        """The first row of one statement, or None when it has none; typed as ``shape`` declares its columns."""
        rows = await self._rows(text, parameters)
        return rows[0] if rows else None

    async def run(self, text: str, /, **parameters: Any) -> None:
        """One statement whose rows nobody needs."""
        await self._rows(text, parameters)


class Graph:
    """The graph, open. Get one from ``Graph.open`` and close it, or use it as ``async with``."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine = engine
        self._settings = settings
        self._bookmarks = AsyncGraphDatabase.bookmark_manager()
        self._driver: AsyncDriver | None = None
        self._endpoint: Endpoint | None = None
        self.memory = VersionedCache()

    @classmethod
    async def open(cls, settings: Settings, *, migrate: bool = True) -> Graph:
        """Start or attach to the engine, check the credentials, bring the schema up to date.

        Raises Unavailable when the engine cannot be had, SchemaTooNew when a newer stdgraph wrote the catalogue.
        """
        graph = cls(engine_for(settings), settings)
        try:
            await graph.engine.start()
            await graph._greet()
            await migrations.check(graph)
            if migrate:
                await migrations.apply(graph)
        except BaseException:
            await graph.close()
            raise
        return graph

    async def read(self, work: Callable[[Transaction], Awaitable[T]], *, after: Sequence[str] = ()) -> T:
        """Run the work in a read transaction, on a replica where there is one. Never give it text that users wrote.

        It sees what this process wrote, and what ``after``, the bookmarks of another, stands for: it waits for that.
        """
        return await self._transact(work, READ_ACCESS, self._settings.query_timeout, after)

    async def bookmarks(self) -> list[str]:
        """What stands for everything that this process has written; nothing on an engine that is one machine."""
        return sorted(await self._bookmarks.get_bookmarks())

    async def write(self, work: Callable[[Transaction], Awaitable[T]], *, limit: float | None = None) -> T:
        """Run the work in a write transaction: all of it is kept, or nothing. ``limit`` gives it more seconds than a request has."""
        async with self.engine.write_turn():
            return await self._transact(work, WRITE_ACCESS, limit or self._settings.query_timeout)

    async def define(self, text: str) -> None:
        """Run one statement of schema, which may take as long as it takes, in a transaction of its own."""

        async def work(transaction: Transaction) -> None:
            await transaction.run(text)

        async with self.engine.write_turn():
            try:
                await self._transact(work, WRITE_ACCESS, None)
            except ClientError as error:
                if error.code != DEFINED_MEANWHILE:
                    raise

    async def check(self) -> None:
        """A trivial round trip, tried once: a request may ride out a crash that a probe must be told of.

        Raises Unavailable when there is no answer within three seconds.
        """
        try:
            async with asyncio.timeout(CHECK_LIMIT):
                driver = await self._connected()
                with translated_driver_errors(self.engine):
                    await driver.verify_connectivity()  # connections that went stale while nobody asked are no news
                    async with (
                        driver.session(database=self.engine.endpoint().database) as session,
                        await session.begin_transaction() as transaction,
                    ):
                        await (await transaction.run("RETURN 1 AS one")).consume()
        except TimeoutError:
            raise Unavailable(f"{self.engine.label} does not answer within {CHECK_LIMIT:.0f} s") from None

    async def close(self) -> None:
        """Close the driver and let go of the engine. May be called twice."""
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

    async def _greet(self) -> None:
        """Connect for the first time, in bounded time: what listens may be no Neo4j and never say a word."""
        driver = await self._connected()
        try:
            async with asyncio.timeout(CONNECT_LIMIT):
                with translated_driver_errors(self.engine):
                    info = await driver.get_server_info()
        except TimeoutError:
            raise Unavailable(f"{self.engine.label} does not answer within {CONNECT_LIMIT:.0f} s") from None
        self.engine.greeted(info.agent)

    async def _transact(
        self,
        work: Callable[[Transaction], Awaitable[T]],
        access: str,
        limit: float | None,
        after: Sequence[str] = (),
    ) -> T:
        timeout = None if self.engine.transaction_timeout is None else limit
        patience = None if limit is None else limit + GRACE
        clock = asyncio.get_running_loop().time

        @unit_of_work(timeout=timeout)
        async def unit(transaction: AsyncManagedTransaction) -> T:
            waiting.reschedule(None)  # statements have limits of their own
            try:
                return await work(Transaction(transaction, patience, self.memory))
            finally:
                waiting.reschedule(None if patience is None else clock() + patience)

        driver = await self._connected()
        try:
            with translated_driver_errors(self.engine):
                async with (
                    asyncio.timeout(patience) as waiting,  # for a transaction's begin and its end
                    driver.session(
                        database=self.engine.endpoint().database,
                        bookmark_manager=self._bookmarks,
                        bookmarks=Bookmarks.from_raw_values(after) if after else None,
                        fetch_size=-1,
                    ) as session,
                ):
                    execute = session.execute_read if access == READ_ACCESS else session.execute_write
                    return await execute(unit)
        except TimeoutError:
            if patience is None:
                raise
            raise Unavailable(f"{self.engine.label} does not answer within {patience:.0f} s") from None

    async def _connected(self) -> AsyncDriver:
        """The driver for the endpoint in force: a new one where the engine came back at another port."""
        endpoint = self.engine.endpoint()
        if self._driver is not None and endpoint == self._endpoint:
            return self._driver
        old, self._driver, self._endpoint = self._driver, _driver(endpoint), endpoint
        if old is not None:
            await old.close()
        return self._driver


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
