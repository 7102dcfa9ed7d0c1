"""Reads the whole graph in one order, the same on both engines, in pages of bounded size.

Keys are read first, label by label, and sorted here; nodes are then found by them, with the relationships that leave them. So every
relationship is read once, and no engine has to sort or to skip.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypedDict

from stdgraph.datasets.backup.lines import NAME, Key, PackedLink, link_line, node_line
from stdgraph.datasets.backup.manifest import NODES, RELATIONSHIPS
from stdgraph.errors import StdgraphError, Unavailable
from stdgraph.store.node_keys import NODE_KEYS, key_of
from stdgraph.store.transaction import CATALOGUE, HALF_RESTORED, RESTORING, Transaction

ReportRows = Callable[[str, int, int], None]
"""Called with the label under way, the number of its nodes done, and their total."""

PAGE_BYTES = 1 << 20
"""About what a page of nodes with their relationships comes to as text."""

SMALLEST_PAGE, LARGEST_PAGE = 16, 2000
"""Nodes of the first page of a label, whose size is not known yet, and of the largest."""

OMITTED = {"Catalogue": ("instance", "turn")}
"""What is no part of the content: the id of this copy of the data, and what writers write to take turns."""


class Sink(Protocol):
    """Takes the lines of the files of a backup, each file's in order."""

    def add(self, path: str, lines: Sequence[bytes]) -> None:
        """Take the next lines of a file. It may be called from another thread."""
        ...


class LabelRow(TypedDict):
    """How many nodes have these labels."""

    labels: list[str]
    nodes: int


class KeysRow(TypedDict):
    """The keys of a label's nodes, in any order."""

    keys: list[Key]


class PageRow(TypedDict):
    """A node with the relationships that leave it: type, labels and key of the other end, properties."""

    node: dict[str, Any]
    links: list[tuple[str, list[str], Key | None, dict[str, Any]]]


class StateRow(TypedDict):
    """What the Catalogue node says of the state of the data."""

    schema: int
    instance: str | None
    revision: int
    sequence: int
    mark: str | None


CONTENT_STATE = (
    "MATCH (c:Catalogue {id: $catalogue}) RETURN c.schemaVersion AS schema, c.instance AS instance, "
    "c.revision AS revision, c.sequence AS sequence, c.unfinishedLoad AS mark"
)
LABELS = "MATCH (n) WITH labels(n) AS labels, count(*) AS nodes RETURN labels, nodes"


async def read_contents(tx: Transaction, sink: Sink, progress: ReportRows | None = None) -> StateRow:
    """Pass every node and relationship to the sink; the state that was read.

    Call it in a transaction that holds the write lock, so that it is one state. Raises Unavailable while a backup is being restored,
    StdgraphError where the graph holds what no stdgraph writes: nothing is left out.
    """
    state = await tx.row(CONTENT_STATE, StateRow, catalogue=CATALOGUE)
    if state is None:
        raise Unavailable("the graph has no Catalogue: its schema was not made by stdgraph")
    if state["mark"] == RESTORING:
        raise Unavailable(HALF_RESTORED)
    for label, count in sorted((await _counted(tx)).items()):
        await _Label(tx, sink, label, count).read(progress or (lambda label, done, total: None))
    return state


async def _counted(tx: Transaction) -> dict[str, int]:
    """How many nodes each label has. Raises StdgraphError for a node that has not one label of stdgraph's."""
    found = await tx.rows(LABELS, LabelRow)
    for row in found:
        if len(row["labels"]) != 1 or row["labels"][0] not in NODE_KEYS:
            raise StdgraphError(
                f"the graph holds {row['nodes']} nodes with the labels {row['labels']}, which no stdgraph writes"
            )
    return {row["labels"][0]: row["nodes"] for row in found}


class _Label:
    """Reads the nodes of a label."""

    def __init__(self, tx: Transaction, sink: Sink, label: str, count: int) -> None:
        self._tx, self._sink, self._label, self._count = tx, sink, label, count
        self._key = NODE_KEYS[label]
        self._text = (
            f"UNWIND $keys AS key MATCH (n:{label} {{{self._key}: key}}) RETURN properties(n) AS node, "
            f"COLLECT {{ MATCH (n)-[r]->(m) RETURN [type(r), labels(m), {key_of('m')}, properties(r)] }} AS links"
        )

    async def read(self, progress: ReportRows) -> None:
        keys = await self._keys()
        size, done = SMALLEST_PAGE, 0
        while done < len(keys):
            progress(self._label, done, len(keys))
            page = keys[done : done + size]
            taken = await asyncio.to_thread(self._pass_on, page, await self._tx.table(PageRow, self._text, keys=page))
            done += len(page)
            size = min(LARGEST_PAGE, size * 2) if taken < PAGE_BYTES else max(1, size * PAGE_BYTES // taken)
        progress(self._label, done, len(keys))

    async def _keys(self) -> list[Key]:
        row = await self._tx.row(f"MATCH (n:{self._label}) RETURN collect(n.{self._key}) AS keys", KeysRow)
        keys = sorted(set(row["keys"])) if row else []
        if len(keys) != self._count:
            raise StdgraphError(
                f"{self._count} nodes of {self._label} have {len(keys)} different keys ({self._key}): a backup needs one for each"
            )
        return keys

    def _pass_on(self, page: Sequence[Key], rows: Sequence[PageRow]) -> int:
        """Give a page to the sink, in order; how many bytes it was."""
        found = {row["node"][self._key]: row for row in rows}
        if len(found) != len(page):
            raise StdgraphError(f"{len(page)} nodes of {self._label} are {len(found)} by their keys ({self._key})")
        omitted = OMITTED.get(self._label, ())
        nodes: list[bytes] = []
        links: defaultdict[str, list[bytes]] = defaultdict(list)
        for key in page:
            row = found[key]
            nodes.append(node_line({name: value for name, value in row["node"].items() if name not in omitted}))
            for kind, line in sorted(self._link(key, *link) for link in row["links"]):
                links[kind].append(line)
        self._sink.add(f"{NODES}{self._label}.jsonl", nodes)
        for kind, lines in links.items():
            self._sink.add(f"{RELATIONSHIPS}{kind}.jsonl", lines)
        return sum(map(len, nodes)) + sum(len(line) for lines in links.values() for line in lines)

    def _link(
        self, key: Key, kind: str, labels: Sequence[str], end: Key | None, properties: dict[str, Any]
    ) -> tuple[str, bytes]:
        if len(labels) != 1 or end is None or not NAME.fullmatch(kind):
            raise StdgraphError(f"{self._label} {key!r}: its relationship {kind} leads to a node without label or key")
        return kind, link_line(PackedLink((self._label, key), (labels[0], end), properties))
