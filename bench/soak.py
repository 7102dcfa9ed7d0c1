"""A soak: mixed traffic for some minutes, and whether memory, file descriptors and times are flat in its second half."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

from rich.console import Console

from bench.client import Client
from bench.engines import Place
from bench.memory import resident
from bench.report import Row, Section
from bench.sampling import percentile
from bench.scale import enlarge
from bench.service import Service, service
from bench.traffic import Traffic, dated_operations, write
from bench.writing import ADVANCE, Advancing, issued_token, registered
from stdgraph.store.session import Graph

READERS = 4
WATCHERS = 3
PAUSE = 2.0
"""Seconds between two changes."""
SAMPLES = 60
"""Rows of the table: a soak of an hour looks once a minute."""
TOLERANCE = 0.02
"""Part by which resident memory may be more in the last quarter than in the third and count as flat."""
SLACK = 2.0
"""Megabytes by which it may exceed it in any case."""

console = Console(stderr=True)


async def measure_soak(where: Place, standards: int, minutes: float, rate: float, cache: str) -> list[Section]:
    """What the service held over time, and the verdict."""
    async with (
        service({**where.environment, "STDGRAPH_CACHE_BYTES": cache}, fresh=True) as running,
        await Graph.open(where.settings) as graph,
        AsyncExitStack() as stack,
    ):
        if standards:
            await enlarge(graph, standards, [])
        token = await issued_token(graph)
        client = await stack.enter_async_context(Client(running.port))
        advancing = Advancing(client, token, await registered(client, token, 0), ADVANCE.read_text(encoding="utf-8"))
        traffic = Traffic(running.port, dated_operations(), rate)
        until = time.monotonic() + 60 * minutes
        sampling = asyncio.create_task(_sampled(running, where.pid, traffic, 60 * minutes))
        await asyncio.gather(
            *(traffic.read(lane, READERS, until) for lane in range(READERS)),
            *(traffic.subscribe(lane, until) for lane in range(WATCHERS)),
            write(advancing, PAUSE, until),
        )
        rows = await sampling
        version = graph.engine.version
    if traffic.trouble:
        console.print(f"the first that failed: {traffic.trouble}")
    totals: Row = {
        "reads": traffic.reads,
        "failed": traffic.failed,
        "changes": advancing.advanced,
        "subscriptions": traffic.subscriptions,
    }
    return [
        Section(f"A soak of {minutes:g} minutes ({version})", rows),
        Section("Traffic", [totals]),
        Section("Second half", [verdict(rows)]),
    ]


async def _sampled(running: Service, engine: Callable[[], int | None], traffic: Traffic, seconds: float) -> list[Row]:
    rows: list[Row] = []
    began = time.monotonic()
    for turn in range(1, SAMPLES + 1):
        await asyncio.sleep(max(0.0, began + turn * seconds / SAMPLES - time.monotonic()))
        taken, traffic.taken = sorted(traffic.taken), []
        memory = json.loads(running.memory.read_text(encoding="utf-8"))
        rows.append(
            {
                "minute": (time.monotonic() - began) / 60,
                "resident MB": resident(running.pid),
                "descriptors": _descriptors(running.pid),
                "engine MB": resident(pid) if (pid := engine()) else None,
                "reads/s": len(taken) / (seconds / SAMPLES),
                "p50 ms": 1000 * percentile(taken, 0.5) if taken else None,
                "p99 ms": 1000 * percentile(taken, 0.99) if taken else None,
                "remembered MB": sum(size for _, size in memory.values()) / 1e6,
                "of which": ", ".join(
                    f"{kind} {n}: {size / 1e6:.1f}" for kind, (n, size) in sorted(memory.items()) if n
                ),
            }
        )
        console.print(
            *(
                f"{name} {value:.1f}" if isinstance(value, float) else f"{name} {value}"
                for name, value in rows[-1].items()
            ),
            sep=", ",
        )
    return rows


def _descriptors(pid: int) -> int | None:
    """Open file descriptors of a process; None where the system does not tell."""
    try:
        return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return None


def verdict(rows: Sequence[Row]) -> Row:
    """The medians of the third and the last quarter, and whether the second half is flat."""
    quarter = len(rows) // 4
    third, last = rows[-2 * quarter : -quarter], rows[-quarter:]

    def both(name: str) -> tuple[float, float]:
        found = [[float(row[name] or 0) for row in part] for part in (third, last)]
        return median(found[0]), median(found[1])

    before, after = both("resident MB")
    held, holds = both("remembered MB")
    opened, open_ = both("descriptors")
    flat = after - before <= max(SLACK, TOLERANCE * before) and open_ - opened <= 2 * WATCHERS
    filling = holds - held > SLACK
    return {
        "resident MB, third quarter": before,
        "last quarter": after,
        "remembered MB, third quarter": held,
        "remembered MB, last quarter": holds,
        "descriptors, third quarter": opened,
        "descriptors, last quarter": open_,
        "flat": "yes" if flat else "no: what is remembered still grows to its limit" if filling else "no",
    }
