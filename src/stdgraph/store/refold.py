"""What data of earlier versions is searched by, computed anew: how texts are folded is Python's, not the engines'."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypedDict, TypeVar

from stdgraph.domain.stored_state import SEARCHED, searchable
from stdgraph.store.node_keys import NODE_KEYS
from stdgraph.store.transaction import Transaction

T = TypeVar("T")

BATCH = 1000
"""Nodes a transaction."""


class Writable(Protocol):
    """What is needed of an open graph; see ``Graph``."""

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run the work in a write transaction."""
        ...


class NodeRow(TypedDict):
    """A node's key and properties."""

    key: str
    properties: dict[str, Any]


async def refold(graph: Writable) -> None:
    """Give every node that is searched the properties that it is searched by. It may be run again; each transaction is bounded."""
    for label in SEARCHED:
        after: str | None = ""
        while after is not None:
            after = await _refold_after(graph, label, after)


async def _refold_after(graph: Writable, label: str, after: str) -> str | None:
    """Refold the nodes whose keys come next; the last of these keys, None at the end."""
    key = NODE_KEYS[label]

    async def work(tx: Transaction) -> str | None:
        rows = await tx.rows(
            f"MATCH (n:{label}) WHERE n.{key} > $after WITH n ORDER BY n.{key} LIMIT $size "
            f"RETURN n.{key} AS key, properties(n) AS properties",
            NodeRow,
            after=after,
            size=BATCH,
        )
        found = [{"key": row["key"], "found": searchable(label, row["properties"])} for row in rows]
        if found:
            await tx.run(f"UNWIND $rows AS row MATCH (n:{label} {{{key}: row.key}}) SET n += row.found", rows=found)
        return rows[-1]["key"] if rows else None

    return await graph.write(work)
