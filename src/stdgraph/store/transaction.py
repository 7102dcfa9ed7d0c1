"""An open transaction: one Cypher statement in, typed rows out; every statement is counted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypedDict, TypeVar, overload
from uuid import uuid4

from neo4j import AsyncResult, AsyncSession, Query

from stdgraph.domain import calendar, zone
from stdgraph.errors import TimedOut, Unavailable
from stdgraph.store.rewriting import rewritten
from stdgraph.store.stored_reading import TurnedDay, stored
from stdgraph.store.traffic import CATALOGUE_LOCK, Traffic
from stdgraph.store.versioned_cache import VersionedCache

CATALOGUE = "catalogue"
"""The id of the node."""

RESTORING = "restore"
"""What ``Catalogue.unfinishedLoad`` holds while a backup is being restored."""

HALF_RESTORED = (
    "the catalogue holds only a part of a backup: a restore is under way or was interrupted; "
    "if it was interrupted, run stdgraph restore FILE again"
)


HALF_LOADED = (
    "the catalogue holds only a part of a dataset: a load is under way or was interrupted; "
    "if it was interrupted, the next stdgraph command or start of the service goes on with it"
)

LOCK = (
    "MATCH (c:Catalogue {id: $catalogue}) SET c.turn = true "
    "RETURN coalesce(c.unfinishedLoad, CASE WHEN c.stagingUntil > $now THEN c.stagingLoad ELSE null END) AS load, "
    "c.day AS day, c.recordedAt AS recordedAt"
)


class LockRow(TypedDict):
    """The load that keeps others from writing, the latest day that the catalogue has seen, and the instant of its last change."""

    load: str | None
    day: date | None
    recordedAt: str | None


async def acquire_write_lock(tx: Transaction, *, load: str | None = None, any_load: bool = False) -> None:
    """Wait until no other transaction changes the catalogue. Call it before reading anything that is to be changed.

    Raises Unavailable while a load, other than the one that calls, is under way or unfinished: it takes several transactions.
    ``any_load`` is for what keeps the state of such a load as well.
    It writes a constant: Neo4j reads a property before it waits for the lock, and writing that back would undo what others wrote.
    Raises Unavailable while a backup is being restored.
    """
    begun = time.monotonic()
    row = await tx.row(LOCK, LockRow, catalogue=CATALOGUE, now=time.time())
    tx.traffic.waited(CATALOGUE_LOCK, time.monotonic() - begun)
    if row is not None:
        zone.meet(native(row["day"]))
        tx.recorded_at = row["recordedAt"]
    if row is not None and row["load"] == RESTORING:
        raise Unavailable(HALF_RESTORED)
    if row is not None and row["load"] not in (None, load) and not any_load:
        raise Unavailable("a dataset is being loaded: nothing else can be changed until that is done, try again then")


async def mark_structure_changed(tx: Transaction) -> None:
    """Record that more than standards changed, so that nothing cached of the rest is used any longer."""
    await tx.run(
        "MATCH (c:Catalogue {id: $catalogue}) SET c.structureVersion = $version",
        catalogue=CATALOGUE,
        version=str(uuid4()),
    )


Row = dict[str, Any]
"""A row of undeclared columns; prefer a ``TypedDict`` passed to ``rows``, ``table`` or ``row``."""
R = TypeVar("R", bound=Mapping[str, Any])


def native(value: Any) -> Any:
    """A value of the driver as Python has it: dates and instants as ``datetime`` has them, everything else as it is."""
    return value.to_native() if hasattr(value, "to_native") else value


@dataclass(slots=True)
class Counter:
    """The texts of the statements sent so far, in order."""

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
    """Record a statement that is sent."""
    counter = _counter.get()
    if counter is not None:
        counter.texts.append(text)


class Runs(Protocol):
    """What runs a statement."""

    async def run(self, query: str, parameters: dict[str, Any], /) -> AsyncResult:
        """Its result, all of which is read before the next statement is run."""


class Statements:
    """A session whose statements are transactions of their own."""

    __slots__ = ("_session", "_timeout")

    def __init__(self, session: AsyncSession, timeout: float | None) -> None:
        self._session = session
        self._timeout = timeout

    async def run(self, query: str, parameters: dict[str, Any], /) -> AsyncResult:
        """The result of a statement that the engine ends at the time limit."""
        return await self._session.run(Query(query, timeout=self._timeout), parameters)


class Transaction:
    """An open managed transaction, or a session whose statements see all that is committed. It ends with the work that it is passed to."""

    gone: tuple[str, ...] = ()
    """Ids of the standards that count as withdrawn, whatever the graph says."""
    recorded_at: str | None = None
    """The instant of the catalogue's last change before this transaction; known once it holds the write lock."""

    turned: TurnedDay | None = None
    """The day to which the stored states are known to be turned; None where they are not read: what writes them is before them."""

    def __init__(
        self,
        transaction: Runs,
        limit: float | None,
        memory: VersionedCache,
        turned: TurnedDay | None = None,
        traffic: Traffic | None = None,
    ) -> None:
        self._transaction = transaction
        self._limit = limit
        self.turned = turned
        self.traffic = traffic or Traffic()
        self._now: str | None = None
        self.memory = memory
        """The process's cache of answers derived from the graph."""

    def now(self) -> str:
        """The instant of all that this transaction changes, as text: the clock's when it is first asked for, or that of the last change
        where the clock was set back."""
        if self._now is None:
            self._now = max(calendar.now().isoformat(timespec="milliseconds"), self.recorded_at or "")
        return self._now

    @property
    def actual(self) -> Transaction:
        """The same transaction without hypothetical changes."""
        return self

    @overload
    async def rows(self, text: str, /, **parameters: object) -> list[Row]: ...
    @overload
    async def rows(self, text: str, shape: type[R], /, **parameters: object) -> list[R]: ...
    async def rows(self, text: str, shape: object = None, /, **parameters: object) -> object:
        """All rows of one statement as the driver decodes them, typed as ``shape`` declares its columns. Raises TimedOut."""
        return await self._rows(text, parameters)

    async def _rows(self, text: str, parameters: Mapping[str, object]) -> list[Row]:
        note(text)
        try:
            async with asyncio.timeout(self._limit):
                result = await self._transaction.run(text, dict(parameters))
                keys = result.keys()
                return [dict(zip(keys, record, strict=True)) async for record in result]
        except TimeoutError:
            raise TimedOut("the engine neither answered the statement nor ended it at its time limit") from None

    @overload
    async def table(self, shape: Sequence[str], text: str, /, **parameters: object) -> list[Row]: ...
    @overload
    async def table(self, shape: type[R], text: str, /, **parameters: object) -> list[R]: ...
    async def table(self, shape: Sequence[str] | type[R], text: str, /, **parameters: object) -> object:
        """The rows of a statement that returns the columns ``shape`` declares, in no order, fetched as one row.

        The driver awaits every record by itself: a hundred records cost it several times what one list of a hundred does.
        """
        columns = list(shape.__annotations__ if isinstance(shape, type) else shape)
        found = await self.collected(
            f"CALL () {{ {text} }} WITH collect([{', '.join(columns)}]) AS found", ["found"], **parameters
        )
        return [dict(zip(columns, one, strict=True)) for one in found[0]]

    async def lists(self, texts: Sequence[str], /, **parameters: object) -> list[list[Any]]:
        """What each of several statements collects, in one round trip; each ends with ``RETURN collect(…)``."""
        if not texts:
            return []
        names = [f"f{n}" for n in range(len(texts))]
        calls = (f"CALL () {{ {text} AS {name} }}" for name, text in zip(names, texts, strict=True))
        return await self.collected(f"{' '.join(calls)} WITH {', '.join(names)}", names, **parameters)

    async def collected(self, text: str, names: Sequence[str], /, **parameters: object) -> list[Any]:
        """What a statement collects under these names; its last clause is a WITH that carries them, and makes one row.

        Where it asks for the status or standing of standards today, these are read as they are stored, if they are turned to today.
        """
        columns, turned, on = ", ".join(names), self.turned, parameters.get("on")
        now = rewritten(text, stored, self.memory) if turned is not None and on == calendar.today() else text
        if turned is not None and now != text:
            # a reading that began before the states were turned is no reading of turned states: it was known before, and still holds
            for begun in (now, text) if turned.day == on else (text,):
                row = await self.row(turned.read_with(begun, columns), **parameters)
                turned.day = native(row["turned"]) if row else None
                if row is not None and (begun is text or turned.day == on):
                    return [row[name] for name in names]
        row = await self.row(f"{text} RETURN {columns}", **parameters)
        return [row[name] for name in names] if row else [[] for _ in names]

    @overload
    async def row(self, text: str, /, **parameters: object) -> Row | None: ...
    @overload
    async def row(self, text: str, shape: type[R], /, **parameters: object) -> R | None: ...
    async def row(self, text: str, shape: object = None, /, **parameters: object) -> object:
        """The first row of one statement, or None when it has none; typed as ``shape`` declares its columns."""
        rows = await self._rows(text, parameters)
        return rows[0] if rows else None

    async def run(self, text: str, /, **parameters: object) -> None:
        """Run one statement and discard its rows."""
        await self._rows(text, parameters)
