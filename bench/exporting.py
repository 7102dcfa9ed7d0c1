"""Exports: how soon they begin, how fast they are, and what the service holds meanwhile, beside one plain statement and ``csv.writer``."""

from __future__ import annotations

import asyncio
import csv
import io
import time
from dataclasses import dataclass, field

from bench.engines import Place
from bench.floor import Floor
from bench.memory import resident
from bench.recording import Statement
from bench.report import Row, Section
from bench.scale import enlarge
from bench.service import Service, service
from stdgraph.store.session import Graph

FORMATS = ("csv", "jsonl", "yaml", "xlsx")
MEGABYTE = 1024 * 1024
PLAIN = (
    "MATCH (n:Standard) RETURN n.number AS number, n.titleZh AS titleZh, n.titleEn AS titleEn, n.level AS level, n.nature AS nature, "
    "n.status AS status, n.publishedOn AS publishedOn, n.inForceOn AS inForceOn ORDER BY n.numberSort"
)
"""Eight properties of each standard and no relation: what an export could not do with less."""
WATCH = 0.1
"""Seconds between two looks at the service's memory."""


@dataclass(slots=True)
class Download:
    """A file that was fetched."""

    started: float = field(default_factory=time.perf_counter)
    first: float = 0.0
    """Seconds to the first byte of the body."""
    whole: float = 0.0
    size: int = 0
    lines: int = 0


async def measure_exports(where: Place, standards: int) -> list[Section]:
    """The export of all standards in each format, after one that warms up."""
    async with service(where.environment, fresh=True) as running, await Graph.open(where.settings) as graph:
        if standards:
            await enlarge(graph, standards, [])
        version = graph.engine.version
        total = (await _fetch(running, "jsonl")).lines
        rows = [await _measured(running, form, total) for form in FORMATS]
        async with Floor(graph.engine.endpoint()) as floor:
            rows.append(await _plain(floor, total))
    return [Section(f"Export of {total} standards ({version})", rows)]


async def _measured(running: Service, form: str, total: int) -> Row:
    before = resident(running.pid) or 0.0
    fetching = asyncio.create_task(_fetch(running, form))
    highest = before
    while not fetching.done():
        highest = max(highest, resident(running.pid) or 0.0)
        await asyncio.sleep(WATCH)
    return _row(form, await fetching, total, before, highest)


def _row(name: str, got: Download, total: int, before: float | None, highest: float | None) -> Row:
    return {
        "export": name,
        "first byte s": got.first,
        "whole s": got.whole,
        "MB": got.size / MEGABYTE,
        "rows/s": total / got.whole,
        "service MB before": before,
        "service MB at most": highest,
    }


async def _fetch(running: Service, form: str) -> Download:
    """Fetch all standards over a connection of its own. Raises ValueError for anything but 200."""
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    got = Download()
    writer.write(f"GET /export/standards.{form} HTTP/1.0\r\n\r\n".encode())  # 1.0: no chunks
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head.splitlines()[0]:
        raise ValueError(f"export of standards as {form}: {head.decode(errors='replace').splitlines()[0]}")
    while piece := await reader.read(MEGABYTE):
        got.first = got.first or time.perf_counter() - got.started
        got.size += len(piece)
        got.lines += piece.count(b"\n")
    got.whole = time.perf_counter() - got.started
    writer.close()
    return got


async def _plain(floor: Floor, total: int) -> Row:
    """The plain statement, decoded row by row by the driver and written by ``csv.writer``."""
    got = Download()
    kept = io.StringIO(newline="")
    writer = csv.writer(kept)
    async for row in floor.rows(Statement(PLAIN, {})):
        got.first = got.first or time.perf_counter() - got.started
        writer.writerow(row)
    got.whole, got.size = time.perf_counter() - got.started, len(kept.getvalue().encode())
    return _row("floor: eight properties as CSV", got, total, None, None)
