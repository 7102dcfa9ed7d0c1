"""Restores a backup into an empty catalogue of either engine.

It is written in many transactions. The Catalogue node says so meanwhile (``unfinishedLoad`` is ``restore``): nobody else writes, and no
process starts on a half of the data. A restore that was interrupted is begun again from nothing. ``restoring`` names the one that is
under way, so that of two at once the first gives up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import TypedDict
from uuid import uuid4

from stdgraph.auth.token_cache import token_cache
from stdgraph.datasets.backup.archive import Archive
from stdgraph.datasets.backup.contents import LABELS, LabelRow, ReportRows
from stdgraph.datasets.backup.lines import read_node
from stdgraph.datasets.backup.manifest import NODES, RELATIONSHIPS, Manifest, PackedFile
from stdgraph.datasets.backup.statements import RestoreStatement, link_statements, node_statements, replace_catalogue
from stdgraph.errors import BadInput, Unavailable
from stdgraph.store import migrations
from stdgraph.store.node_keys import NODE_KEYS
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.transaction import CATALOGUE, RESTORING

BATCH_ROWS = 1000
BATCH_BYTES = 4 << 20
"""Of a transaction: the embedded engine refuses messages over 16 MiB."""

BATCH_LIMIT = 300.0
"""Seconds for a transaction."""

OWN = ("Catalogue", "Migration")
"""Labels that an empty catalogue has, too."""

RestorePart = Callable[[Transaction], Awaitable[int]]


class WrittenRow(TypedDict):
    """How many nodes or relationships a statement wrote or removed."""

    count: int


class TurnRow(TypedDict):
    """What the Catalogue node says once the lock is held."""

    mark: str | None


async def restore(graph: Graph, path: Path, *, migrate: bool = True, progress: ReportRows | None = None) -> Manifest:
    """Bring an empty catalogue to the state of a backup, under a new instance id; the manifest of the backup.

    What an older stdgraph wrote is migrated afterwards, unless told not to. Where an earlier restore was interrupted, what it left is
    removed first. Raises BadInput for a file that is no backup or damaged, and for a catalogue that holds anything: nothing was
    changed then.
    """
    with Archive.open(path) as archive:
        await asyncio.to_thread(archive.check)
        await _Restore(graph, archive, progress or (lambda label, done, total: None)).run(migrate=migrate)
        return archive.manifest


class _Restore:
    def __init__(self, graph: Graph, archive: Archive, progress: ReportRows) -> None:
        self._graph, self._archive, self._progress = graph, archive, progress
        self._id = str(uuid4())

    async def run(self, *, migrate: bool) -> None:
        is_rest = await self._graph.write(self._begin, limit=BATCH_LIMIT)
        await self._wipe([label for label in NODE_KEYS if label != "Catalogue"] if is_rest else ["Migration"])
        own = {file.name: file for file in self._archive.files(NODES) if file.name in OWN}
        for file in (*self._archive.files(NODES), *self._archive.files(RELATIONSHIPS)):
            if file not in own.values():
                await self._load(file)
        if "Migration" in own:
            await self._load(own["Migration"])
        mark = await self._set_catalogue(own["Catalogue"])
        if migrate:
            await migrations.apply(self._graph)
        await self._finish(mark)
        self._graph.memory.clear()
        token_cache(self._graph).clear()

    async def _begin(self, tx: Transaction) -> bool:
        """Mark the catalogue; whether it holds what an interrupted restore left. Raises BadInput where it holds anything else."""
        row = await tx.row(
            "MATCH (c:Catalogue {id: $catalogue}) SET c.turn = true RETURN c.unfinishedLoad AS mark",
            TurnRow,
            catalogue=CATALOGUE,
        )
        if row is None:
            raise Unavailable("the graph has no Catalogue: its schema was not made by stdgraph")
        found = {":".join(one["labels"]): one["nodes"] for one in await tx.rows(LABELS, LabelRow)}
        held = [f"{count} {label}" for label, count in sorted(found.items()) if label not in OWN]
        if held and row["mark"] != RESTORING:
            raise BadInput(f"the catalogue is not empty, it holds {', '.join(held)}: restore into an empty one")
        await tx.run(
            "MATCH (c:Catalogue {id: $catalogue}) SET c.unfinishedLoad = $mark, c.restoring = $id",
            catalogue=CATALOGUE,
            mark=RESTORING,
            id=self._id,
        )
        return bool(held)

    async def _in_turn(self, part: RestorePart) -> int:
        """Do a part of the restore in a transaction of its own. Raises Unavailable once another restore has begun."""

        async def work(tx: Transaction) -> int:
            row = await tx.row(
                "MATCH (c:Catalogue {id: $catalogue}) WHERE c.restoring = $id SET c.turn = true RETURN c.unfinishedLoad AS mark",
                TurnRow,
                catalogue=CATALOGUE,
                id=self._id,
            )
            if row is None:
                raise Unavailable("another restore into this catalogue has begun: this one gives up")
            return await part(tx)

        return await self._graph.write(work, limit=BATCH_LIMIT)

    async def _wipe(self, labels: Sequence[str]) -> None:
        """Remove the nodes of some labels; relationships first, so that no node is removed with very many of them."""
        for pattern, gone in (("(n:{})-[r]->()", "r"), ("(n:{})", "n")):
            for label in labels:
                text = f"MATCH {pattern.format(label)} WITH {gone} LIMIT $size DELETE {gone} WITH count(*) AS count RETURN count"
                while await self._in_turn(_running([RestoreStatement(text, [])])):
                    pass

    async def _load(self, file: PackedFile) -> None:
        """Write the lines of a file. Raises BadInput where a relationship leads nowhere."""
        done = 0
        batches = _batches(self._archive.lines(file))
        statements = node_statements if file.path.startswith(NODES) else link_statements
        while batch := await asyncio.to_thread(next, batches, None):
            self._progress(file.name, done, file.rows)
            written = await self._in_turn(_running(await asyncio.to_thread(statements, file.name, batch)))
            if written != len(batch):
                raise BadInput(
                    f"backup {self._archive.path}: {file.path}, lines {done + 1} to {done + len(batch)}: "
                    "expected both ends of every relationship among its nodes"
                )
            done += len(batch)
        self._progress(file.name, done, file.rows)

    async def _set_catalogue(self, file: PackedFile) -> str | None:
        """Give the Catalogue node its properties, still marked; the mark that it had when the backup was made."""
        (line,) = self._archive.lines(file)
        marks = {"instance": str(uuid4()), "unfinishedLoad": RESTORING, "restoring": self._id}
        await self._in_turn(_running([replace_catalogue(line, **marks)]))
        mark: str | None = read_node("Catalogue", line)[1].get("unfinishedLoad")
        return mark

    async def _finish(self, mark: str | None) -> None:
        """Take the mark away: from here on the catalogue is whole."""

        async def part(tx: Transaction) -> int:
            await tx.run(
                "MATCH (c:Catalogue {id: $catalogue}) SET c.unfinishedLoad = $mark, c.restoring = null, c.turn = null",
                catalogue=CATALOGUE,
                mark=mark,
            )
            return 1

        await self._in_turn(part)


def _running(statements: Sequence[RestoreStatement]) -> RestorePart:
    """A part that runs statements; how much they wrote."""

    async def part(tx: Transaction) -> int:
        rows = [await tx.row(text, WrittenRow, rows=rows, size=BATCH_ROWS) for text, rows in statements]
        return sum(row["count"] for row in rows if row)

    return part


def _batches(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    """Lines by as many as a transaction takes."""
    batch: list[bytes] = []
    size = 0
    for line in lines:
        if batch and (len(batch) == BATCH_ROWS or size + len(line) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line)
    if batch:
        yield batch
