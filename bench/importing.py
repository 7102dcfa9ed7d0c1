"""Imports of registers: rows a second and the memory of the importer, beside the bare driver writing the same nodes and relationships."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from neo4j import AsyncManagedTransaction

from bench.engines import Place
from bench.floor import Floor
from bench.recording import Statement
from bench.report import Row, Section
from stdgraph.store.node_keys import NODE_KEYS, key_of
from stdgraph.store.session import Graph

BATCH = 2000
"""Rows that are written at a time: as many as a part of a load has."""
KILOBYTES = 1024
"""Of a megabyte: what the system counts in."""
PAGE = 10_000
"""Nodes or relationships that are read back at a time."""
LEFT_OUT = ("Catalogue", "LoadPart", "Migration")
"""What every catalogue has, and what a load keeps only to be taken back."""

Rows = list[dict[str, Any]]
Written = list[tuple[str, Rows]]
"""Statements with their rows."""


@dataclass(frozen=True, slots=True)
class Imported:
    """An import as a process of its own."""

    rows: int
    seconds: float
    megabytes: float


async def measure_imports(where: Place, empty: AbstractContextManager[Place], files: Sequence[Path]) -> list[Section]:
    """The import of a register into an empty catalogue, and what is there afterwards written by the bare driver into another one."""
    done = await asyncio.to_thread(run_import, where, files)
    async with await Graph.open(where.settings) as graph, Floor(graph.engine.endpoint()) as reading:
        version = graph.engine.version
        written = await _read_back(reading)
    with empty as beside:  # opening it makes the indexes
        async with await Graph.open(beside.settings) as graph, Floor(graph.engine.endpoint()) as writing:
            floor = await _write(writing, written)
    things = sum(len(rows) for text, rows in written if text.startswith("UNWIND $rows AS row CREATE"))
    links = sum(len(rows) for _, rows in written) - things
    rows: list[Row] = [
        {
            "import": ", ".join(file.name for file in files),
            "rows": done.rows,
            "seconds": done.seconds,
            "rows/s": done.rows / done.seconds,
            "importer MB": done.megabytes,
            "ratio": floor / done.seconds,
        },
        {
            "import": f"floor: {things} nodes, {links} relationships by the bare driver",
            "rows": done.rows,
            "seconds": floor,
            "rows/s": done.rows / floor,
            "importer MB": None,
            "ratio": 1.0,
        },
    ]
    return [Section(f"Import into an empty catalogue ({version})", rows)]


def run_import(where: Place, files: Sequence[Path]) -> Imported:
    """Run ``stdgraph import`` to its end. Raises ValueError where it fails."""
    command = ["import", *map(str, files), "--dataset", "register", "--yes", "--format", "json"]
    told = Path(where.settings.data_dir, "import.json")
    started = time.perf_counter()
    with told.open("wb") as out:
        process = os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "stdgraph", *command],
            {**os.environ, **where.environment},
            file_actions=[(os.POSIX_SPAWN_DUP2, out.fileno(), 1)],
        )
        _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - started
    if status:
        raise ValueError(f"stdgraph {' '.join(command)}: exit code {os.waitstatus_to_exitcode(status)}")
    report = json.loads(told.read_text(encoding="utf-8"))
    return Imported(report["accepted"], seconds, usage.ru_maxrss / KILOBYTES)


async def _read_back(floor: Floor) -> Written:
    """All that is in a graph, as statements that write it."""
    found: Written = []
    labels = [label for label in NODE_KEYS if label not in LEFT_OUT]
    for label in labels:
        nodes = [row[0] async for row in _paged(floor, f"MATCH (n:{label})", "properties(n)")]
        found.append((f"UNWIND $rows AS row CREATE (n:{label}) SET n = row", nodes))
    for source in labels:
        links: defaultdict[str, Rows] = defaultdict(list)
        columns = f"type(r), a.{NODE_KEYS[source]}, labels(b)[0], {key_of('b')}, properties(r)"
        async for kind, a, target, b, properties in _paged(floor, f"MATCH (a:{source})-[r]->(b)", columns):
            if target in LEFT_OUT:
                continue
            write = (
                f"UNWIND $rows AS row MATCH (a:{source} {{{NODE_KEYS[source]}: row.a}}) "
                f"MATCH (b:{target} {{{NODE_KEYS[target]}: row.b}}) CREATE (a)-[r:{kind}]->(b) SET r = row.properties"
            )
            links[write].append({"a": a, "b": b, "properties": properties})
        found += links.items()
    return found


async def _paged(floor: Floor, match: str, columns: str) -> AsyncIterator[list[Any]]:
    """The rows of a statement, page by page: the engine ends one that takes long."""
    done = 0
    while True:
        page = [row async for row in floor.rows(Statement(f"{match} RETURN {columns} SKIP {done} LIMIT {PAGE}", {}))]
        for row in page:
            yield row
        done += len(page)
        if len(page) < PAGE:
            return


async def _write(floor: Floor, written: Written) -> float:
    """Write it; the seconds that took."""
    started = time.perf_counter()
    for text, rows in written:
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]

            async def work(tx: AsyncManagedTransaction, text: str = text, batch: Rows = batch) -> None:
                await (await tx.run(text, rows=batch)).consume()

            await floor.write(work)
    return time.perf_counter() - started
