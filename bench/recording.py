"""What an operation sends: its statements with their parameters, by transaction, so that they can be sent again alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from bench.operations import Operation
from stdgraph.graphql import execute
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Row, Transaction

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as it was sent."""

    text: str
    parameters: dict[str, Any]


class _Listening(Transaction):
    """A transaction that notes what is sent through it."""

    def __init__(self, inner: Transaction, heard: list[Statement]) -> None:
        self._inner = inner
        self._heard = heard
        self.memory = inner.memory

    async def _rows(self, text: str, parameters: Mapping[str, object]) -> list[Row]:
        self._heard.append(Statement(text, dict(parameters)))
        return await self._inner._rows(text, parameters)  # noqa: SLF001  one class of transactions


class _ListeningGraph:
    """A graph whose read transactions are listened to."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.heard: list[list[Statement]] = []

    async def read(self, work: Callable[[Transaction], Awaitable[T]], **options: Any) -> T:
        statements: list[Statement] = []
        self.heard.append(statements)
        return await self._graph.read(lambda tx: work(_Listening(tx, statements)), **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._graph, name)


async def statements_of(graph: Graph, settings: Settings, operation: Operation) -> list[list[Statement]]:
    """The statements of an operation, one list a transaction. Raises ValueError when it does not answer as it should."""
    listening = _ListeningGraph(graph)
    answer = await execute(cast("Graph", listening), settings, operation.document, operation.variables)
    if answer.get("errors"):
        raise ValueError(f"{operation.name}: {answer['errors'][0]['message']}")
    return listening.heard
