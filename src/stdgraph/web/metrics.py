"""``/metrics`` for Prometheus. It asks the graph nothing: what it tells is counted as it happens, or lies in this process or on this machine.

With several workers each writes what it counts into files of one folder, and whichever is asked adds them up.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.process_collector import ProcessCollector
from starlette.requests import Request
from starlette.responses import Response

from stdgraph import __version__
from stdgraph.graphql.observed import OK, Observed
from stdgraph.store.footprint import Footprint
from stdgraph.store.session import Graph
from stdgraph.web.access import FinishedRequest
from stdgraph.web.connection_limits import REFUSED

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus_client knows, once it is imported, where workers count together."""
HTTP = "http"
"""The kind of a request that is no operation of GraphQL."""
NOWHERE = "none"
"""Stands for every address at which nothing is."""
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
INTERVAL = 5.0
"""Seconds between two looks of a worker at itself: another one may be asked."""
PATIENCE = 1.0
"""Seconds that a look at the disk may take; then what was seen before is told."""

disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """What one process of the service tells."""

    def __init__(self, graph: Callable[[], Graph]) -> None:
        self._graph = graph
        self._registry = own = CollectorRegistry()
        kinds = ("kind", "operation")
        self._requests = Counter("stdgraph_requests", "Requests and operations.", (*kinds, "outcome"), registry=own)
        self._seconds = Histogram(
            "stdgraph_request_seconds", "Their time; not of subscriptions.", kinds, buckets=SECONDS, registry=own
        )
        self._waits = Histogram(
            "stdgraph_write_wait_seconds", "What writers waited.", ("lock",), buckets=SECONDS, registry=own
        )
        self._hits = Counter("stdgraph_cache_hits", "What was found in memory.", ("cache",), registry=own)
        self._misses = Counter("stdgraph_cache_misses", "What was not.", ("cache",), registry=own)
        self._refused = Counter("stdgraph_refused_heads", "Heads that were no request.", ("status",), registry=own)
        self._cpu = Counter("process_cpu_seconds", "Time of the processor.", registry=own)
        self._series = cache(self._found_series)  # as many as there are series: few
        self._counted: dict[object, float] = {}
        self._gauges: dict[str, Gauge] = {}

    def _gauge(self, name: str, says: str, *labels: str, of_process: bool = True) -> Gauge:
        if name not in self._gauges:
            mode = "liveall" if of_process else "livemostrecent"
            self._gauges[name] = Gauge(name, says, labels, registry=self._registry, multiprocess_mode=mode)  # type: ignore[arg-type]
        return self._gauges[name]

    def request(self, finished: FinishedRequest) -> None:
        """Count a request."""
        facts = finished.seen.facts
        kind, operation = (facts.kind, facts.field) if facts else (HTTP, finished.route or NOWHERE)
        self._count(kind, operation, finished.outcome, finished.seconds)

    def operation(self, seen: Observed, seconds: float) -> None:
        """Count an operation over a WebSocket."""
        kind, operation = (seen.facts.kind, seen.facts.field) if seen.facts else ("none", NOWHERE)
        self._count(kind, operation, seen.outcome or OK, seconds)

    def _count(self, kind: str, operation: str, outcome: str, seconds: float) -> None:
        requests, time = self._series(kind, operation, outcome)
        requests.inc()
        if time is not None:
            time.observe(seconds)

    def _found_series(self, kind: str, operation: str, outcome: str) -> tuple[Counter, Histogram | None]:
        time = None if kind == "subscription" else self._seconds.labels(kind, operation)
        return self._requests.labels(kind, operation, outcome), time

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Hear from the graph how long its writers wait, and where there are other workers look at this process from time to time."""
        self._graph().traffic.on_wait = lambda lock, seconds: self._waits.labels(lock).observe(seconds)
        looking = asyncio.create_task(self._keep_looking()) if FOLDER in os.environ else None
        try:
            yield
        finally:
            if looking is not None:
                looking.cancel()

    def look(self) -> None:
        """Look at this process: its memory, its transactions, and what it remembers."""
        graph = self._graph()
        transactions = self._gauge("stdgraph_transactions", "Transactions, and so connections, in use.", "access")
        transactions.labels("read").set(graph.traffic.reading)
        transactions.labels("write").set(graph.traffic.writing)
        self._gauge("stdgraph_cache_limit_bytes", "What may be remembered.").set(graph.memory.limit)
        for kind, usage in list(graph.memory.usage.items()):
            self._gauge("stdgraph_cache_bytes", "What is remembered.", "cache").labels(kind).set(usage.bytes)
            self._gauge("stdgraph_cache_entries", "How many things that is.", "cache").labels(kind).set(usage.entries)
            self._grow(self._hits.labels(kind), ("hits", kind), usage.hits)
            self._grow(self._misses.labels(kind), ("misses", kind), usage.misses)
        for status, number in REFUSED.items():
            self._grow(self._refused.labels(str(status)), ("refused", status), number)
        for family in ProcessCollector(registry=None).collect():
            for sample in family.samples:
                if sample.name == "process_cpu_seconds_total":
                    self._grow(self._cpu, "cpu", sample.value)
                else:
                    self._gauge(sample.name, family.documentation).set(sample.value)

    def _grow(self, counter: Counter, name: object, value: float) -> None:
        """Let a counter be as high as what is counted elsewhere; that begins anew with another graph."""
        before = self._counted.get(name, 0)
        counter.inc(value - before if value >= before else value)
        self._counted[name] = value

    async def _keep_looking(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(INTERVAL)

    async def answer(self, _: Request) -> Response:
        """All of it, as Prometheus reads it."""
        self.look()
        engine = self._graph().engine
        self._gauge("stdgraph_build", "Versions.", "version", "engine", of_process=False).labels(
            __version__, engine.version
        ).set(1)
        try:
            async with asyncio.timeout(PATIENCE):
                taken = await asyncio.to_thread(engine.footprint)
        except (TimeoutError, OSError):
            taken = None
        if taken is not None:
            self._show(taken)
        return Response(generate_latest(self._whole()), media_type=CONTENT_TYPE_LATEST)

    def _show(self, taken: Footprint) -> None:
        told = {
            "heap_limit": (taken.heap, "The most that the heap of the embedded engine may take."),
            "resident": (taken.resident, "The memory that its process takes."),
            "disk": (taken.disk, "The files of the data directory."),
            "disk_free": (taken.free, "What is left on their disk."),
        }
        for name, (value, says) in told.items():
            if value is not None:
                self._gauge(f"stdgraph_engine_{name}_bytes", says, of_process=False).set(value)

    def _whole(self) -> CollectorRegistry:
        if FOLDER not in os.environ:
            return self._registry
        _forget_the_dead(Path(os.environ[FOLDER]))
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return registry


def _forget_the_dead(folder: Path) -> None:
    """Remove what workers that are gone told of themselves; what they counted stays."""
    for file in folder.glob("gauge_live*.db"):
        found = re.search(r"_(\d+)\.db$", file.name)
        if found and not _lives(int(found[1])):
            mark_process_dead(int(found[1]))  # type: ignore[no-untyped-call]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
