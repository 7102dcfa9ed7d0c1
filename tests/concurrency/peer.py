"""A peer: ``python -m tests.concurrency.peer``, a process of its own on the graph that its environment names.

It does what each line of its standard input tells it, and answers with a line of JSON each.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from itertools import cycle
from typing import Any, TypeVar

from stdgraph.domain import calendar
from stdgraph.domain.identity import Identity, Role
from stdgraph.gap_records.reconciliation import reconcile_records
from stdgraph.graphql.context import Context
from stdgraph.graphql.planning import PlanCache
from stdgraph.graphql.schema import build_schema
from stdgraph.settings import Settings, load_settings
from stdgraph.store.session import Graph, Transaction
from tests.concurrency.documents import CHANGES

T = TypeVar("T")

WHO = Identity("peer", Role.ADMINISTRATOR)
LAST = "the last change"
"""The note of the change after which a reader has read enough."""


class Mortal(Graph):
    """A graph whose process is killed between the first commit of what it is asked and the answer."""

    is_open = False

    async def write(self, work: Callable[[Transaction], Awaitable[T]], *, limit: float | None = None) -> T:
        done = await super().write(work, limit=limit)
        if not self.is_open:
            return done
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("alive after a kill -9")


class Peer:
    """Asks like a client of the API, and reads the feed like one."""

    def __init__(self, graph: Graph, settings: Settings) -> None:
        self.graph, self.settings = graph, settings
        self.schema = build_schema(settings)
        self.plans = PlanCache()

    async def ask(self, document: str, variables: dict[str, Any]) -> Any:
        """The first root field's answer."""
        context = Context(self.graph, self.settings, self.plans, who=WHO)
        result = await self.schema.execute(document, variables, context_value=context)
        if result.errors or result.data is None:
            return {"errors": [str(error) for error in result.errors or []]}
        (answer,) = result.data.values()
        return answer

    async def at_once(self, asked: list[tuple[str, dict[str, Any]]]) -> list[Any]:
        """Ask everything at the same time."""
        return await asyncio.gather(*(self.ask(document, variables) for document, variables in asked))

    async def in_turn(self, asked: list[tuple[str, dict[str, Any]]]) -> list[Any]:
        """Ask one after the other."""
        return [await self.ask(document, variables) for document, variables in asked]

    async def settle(self) -> list[str]:
        """Make the records of gaps agree with the gaps; the gaps whose record was closed or opened."""
        done = await reconcile_records(self.graph, calendar.today())
        return [*done.closed, *done.reopened]

    async def follow(self, after: str, sizes: list[int], scope: dict[str, Any] | None) -> list[tuple[int, str]]:
        """The sequence and subject of every change from a cursor to the last one, in the order in which they were read."""
        seen: list[tuple[int, str]] = []
        note = None
        in_turn = cycle(sizes)
        while note != LAST:
            found = await self.ask(CHANGES, {"after": after, "first": next(in_turn), "scope": scope})
            nodes = [edge["node"] for edge in found["edges"]]
            seen += [(node["sequence"], node["subject"]["id"]) for node in nodes]
            after, note = found["pageInfo"]["endCursor"], nodes[-1]["note"] if nodes else note
            if not nodes:
                await asyncio.sleep(0.01)
        return seen


def _say(told: Any) -> None:
    print(json.dumps(told), flush=True)


async def main(kind: type[Graph]) -> None:
    """Answer until standard input ends."""
    settings = load_settings()
    async with await kind.open(settings) as graph:
        peer = Peer(graph, settings)
        if isinstance(graph, Mortal):
            graph.is_open = True
        _say("ready")
        while line := await asyncio.to_thread(sys.stdin.readline):
            name, arguments = json.loads(line)
            _say(await getattr(peer, name)(**arguments))


if __name__ == "__main__":
    asyncio.run(main(Mortal if sys.argv[1:] == ["mortal"] else Graph))
