"""The floor: the statements of an operation, sent alone over the driver, with the settings that the service's door gives it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from types import TracebackType
from typing import Any, Self

from neo4j import READ_ACCESS, AsyncGraphDatabase, AsyncManagedTransaction

from bench.recording import Statement
from stdgraph.store.engine import Endpoint


class Floor:
    """A driver of its own at the engine's endpoint; use it as ``async with``."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._database = endpoint.database
        self._bookmarks = AsyncGraphDatabase.bookmark_manager()
        self._driver = AsyncGraphDatabase.driver(
            endpoint.uri,
            auth=(endpoint.user, endpoint.password),
            notifications_min_severity="OFF",
            telemetry_disabled=True,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._driver.close()

    async def write(self, work: Callable[[AsyncManagedTransaction], Awaitable[None]]) -> None:
        """Run work in a managed write transaction."""
        async with self._driver.session(database=self._database, bookmark_manager=self._bookmarks) as session:
            await session.execute_write(work)

    async def rows(self, statement: Statement) -> AsyncIterator[list[Any]]:
        """The rows of a statement as they come, in a read transaction of their own."""
        async with (
            self._driver.session(
                database=self._database, bookmark_manager=self._bookmarks, default_access_mode=READ_ACCESS
            ) as session,
            await session.begin_transaction() as transaction,
        ):
            async for record in await transaction.run(statement.text, statement.parameters):
                yield record.values()

    async def maps(self, statement: Statement) -> list[dict[str, Any]]:
        """The rows of a statement, by column."""
        async with self._driver.session(database=self._database, bookmark_manager=self._bookmarks) as session:
            return await session.execute_read(_maps, statement)

    async def send(self, transactions: Iterable[Iterable[Statement]]) -> None:
        """Send statements, each list in one managed read transaction, and decode every row."""
        for statements in transactions:
            async with self._driver.session(
                database=self._database, bookmark_manager=self._bookmarks, fetch_size=-1
            ) as session:
                await session.execute_read(_run, statements)


async def _run(transaction: AsyncManagedTransaction, statements: Iterable[Statement]) -> None:
    for statement in statements:
        result = await transaction.run(statement.text, statement.parameters)
        async for _ in result:
            pass


async def _maps(transaction: AsyncManagedTransaction, statement: Statement) -> list[dict[str, Any]]:
    return await (await transaction.run(statement.text, statement.parameters)).data()
