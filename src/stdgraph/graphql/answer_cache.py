"""Answers kept as bytes for as long as nothing changes, and one computation for all who ask the same at once.

An answer is kept under the version of the catalogue that was known, and visible as a whole, before its computation began. It is given to
whoever asks only where a reading that began after they came finds that very version: versions never come back, so it was the
catalogue's all the time between, and nothing that was committed before the question is missing. Nothing is read where nothing is kept,
or what is kept is known to be past.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date

from stdgraph.catalogue.revision import CatalogueVersion
from stdgraph.domain import calendar
from stdgraph.errors import StdgraphError
from stdgraph.graphql.encoding import Coding, EncodedBody
from stdgraph.graphql.observed import OK, OperationFacts
from stdgraph.graphql.revision_reading import revision_reading
from stdgraph.store.memory import SHORTLY
from stdgraph.store.session import Graph

KIND = "answers"
ENTRY = 600
"""Bytes that a kept answer takes besides its key and its bodies."""

AnswerVersion = tuple[CatalogueVersion, date]
"""What kept answers hold for: a version of the catalogue on a day."""


@dataclass(frozen=True, slots=True)
class ComputedAnswer:
    """The body of an answer, and whether others who ask the same may have it."""

    body: EncodedBody
    is_whole: bool
    """Without errors, and without anything that is told to whoever asked alone."""
    is_shortly_kept: bool = False
    facts: OperationFacts | None = None
    outcome: str = OK


Compute = Callable[[], Awaitable[ComputedAnswer | None]]
"""Computes an answer; None for a question that is not answered here after all."""


@dataclass(slots=True, eq=False)
class KeptAnswer:
    """An answer as it is kept."""

    version: AnswerVersion
    answer: ComputedAnswer
    until: float | None
    key_size: int


@dataclass(slots=True, eq=False)
class Flight:
    """A computation under way, or one that begins once the one before it is over."""

    version: AnswerVersion | None = None
    """The version that was known and visible as a whole when it began."""
    has_begun: bool = False
    successor: Flight | None = None
    outcome: asyncio.Future[ComputedAnswer | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    """None where it failed."""

    def settle(self, found: ComputedAnswer | None) -> None:
        """Tell those who wait what came of it, once."""
        if not self.outcome.done():
            self.outcome.set_result(found)


class AnswerCache:
    """The answers of one service. They lie in the memory of its graph, beside all else that is remembered of it."""

    def __init__(self, graph: Callable[[], Graph]) -> None:
        self._graph = graph
        self._own = object()  # services with other settings may share a graph
        self._flights: dict[Hashable, Flight] = {}

    def has(self, key: Hashable) -> bool:
        """Whether an answer to a question is kept which may still hold."""
        return self._kept(key) is not None

    async def answer(self, key: Hashable, size: int, after: Sequence[str], compute: Compute) -> ComputedAnswer | None:
        """The answer to a question that rests on the catalogue alone, kept or computed. ``size``: the bytes of the key.

        Who asks is admitted already. Raises what ``compute`` raises.
        """
        now = None
        if self._kept(key) is not None:
            now = await self._current(after)
            kept = self._kept(key)
            if kept is not None and kept.version == now:
                return kept.answer
        if not after:  # else it waits for what those who ask the same need not have seen
            shared = await self._shared(key, now)
            if isinstance(shared, ComputedAnswer):
                return shared
            if shared is not None:
                return await self._lead(shared, key, size, compute)
        return await self._computed(key, size, self._known(), compute)

    async def coded(self, key: Hashable, answer: ComputedAnswer, coding: Coding) -> bytes:
        """The body of an answer in an encoding; where the answer is kept, so is that."""
        before = answer.body.size
        found = await answer.body.coded(coding)
        kept = self._kept(key) if answer.body.size != before else None
        if kept is not None and kept.answer is answer:
            self._keep(key, kept)
        return found

    def _kept(self, key: Hashable) -> KeptAnswer | None:
        memory = self._graph().memory
        found: KeptAnswer | None = memory.get(KIND, (self._own, key))
        if found is not None and self._is_past(found.version):
            memory.drop(KIND, (self._own, key))
            return None
        return found

    def _is_past(self, version: AnswerVersion) -> bool:
        """Whether another version was seen since: there is nothing to be read then."""
        seen = revision_reading(self._graph()).seen
        return seen is not None and version != (seen, calendar.today())

    def _keep(self, key: Hashable, kept: KeptAnswer) -> None:
        size = ENTRY + kept.key_size + kept.answer.body.size
        seconds = None if kept.until is None else kept.until - time.monotonic()
        self._graph().memory.keep(KIND, (self._own, key), kept, size, seconds=seconds)

    async def _current(self, after: Sequence[str] = ()) -> AnswerVersion | None:
        """The version that there is now; None where it cannot be read: whatever is computed then says why."""
        graph = self._graph()
        try:
            version = await revision_reading(graph).current(graph, after)
        except StdgraphError:
            return None
        return None if version is None else (version, calendar.today())

    def _known(self) -> AnswerVersion | None:
        version = revision_reading(self._graph()).stable()
        return None if version is None else (version, calendar.today())

    async def _shared(self, key: Hashable, now: AnswerVersion | None) -> ComputedAnswer | Flight | None:
        """What others compute, if it holds for whoever asks now; else the computation that is to be made for all who wait.

        None where that of the others failed: the answer is computed for whoever asks alone.
        """
        flight = self._flights.get(key)
        if flight is None:
            return self._enter(key)
        if flight.has_begun and flight.version is not None and not self._is_past(flight.version):
            if (now or await self._current()) == flight.version:
                found = await asyncio.shield(flight.outcome)
                if found is not None and found.is_whole:
                    return found
            flight = self._flights.get(key)
            if flight is None:
                return self._enter(key)
        if flight.has_begun:
            before, flight = flight, flight.successor
            if flight is None:
                return await self._succeed(key, before)
        found = await asyncio.shield(flight.outcome)
        return found if found is not None and found.is_whole else None

    def _enter(self, key: Hashable) -> Flight:
        flight = self._flights[key] = Flight()
        return flight

    async def _succeed(self, key: Hashable, before: Flight) -> Flight:
        """The computation after another one, when its time has come."""
        flight = before.successor = Flight()
        try:
            await asyncio.shield(before.outcome)
        except asyncio.CancelledError:
            flight.settle(None)
            if self._flights.get(key) is flight:
                del self._flights[key]
            raise
        return flight

    async def _lead(self, flight: Flight, key: Hashable, size: int, compute: Compute) -> ComputedAnswer | None:
        flight.version, flight.has_begun = self._known(), True
        try:
            found = await self._computed(key, size, flight.version, compute)
            flight.settle(found)
            return found
        finally:
            flight.settle(None)
            if self._flights.get(key) is flight:
                if flight.successor is not None and not flight.successor.outcome.done():
                    self._flights[key] = flight.successor
                else:
                    del self._flights[key]

    async def _computed(
        self, key: Hashable, size: int, version: AnswerVersion | None, compute: Compute
    ) -> ComputedAnswer | None:
        found = await compute()
        if found is not None and found.is_whole:
            if version is not None and version[1] == calendar.today():
                until = time.monotonic() + SHORTLY if found.is_shortly_kept else None
                self._keep(key, KeptAnswer(version, found, until, size))
            graph = self._graph()
            revision_reading(graph).read_soon(graph)  # the next to be computed is kept under what there is then
        return found
