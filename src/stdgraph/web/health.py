"""What probes ask: whether the process lives, and whether the service is fit to be used."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse

from stdgraph.datasets.backup.schedule import BackupSchedule
from stdgraph.errors import StdgraphError
from stdgraph.store.session import Graph

ALIVE, READY = "/healthz", "/readyz"
METRICS = "/metrics"
HEALTH = frozenset({ALIVE, READY})
"""What is answered by whatever name it is asked."""
PROBES = HEALTH | {METRICS}
"""What is answered however many others ask."""


async def alive(_: Request) -> JSONResponse:
    """200 as long as the process answers at all; asks nobody."""
    return JSONResponse({"status": "alive"})


async def ready(request: Request) -> JSONResponse:
    """200 when the graph answers, takes changes and holds no half of a backup, else 503 with the reason; 200 again once it is healed.

    A backup that could not be made is named, and no reason not to be ready.
    """
    graph: Graph = request.app.state.graph
    try:
        await graph.check()
        await graph.check_writing()
    except StdgraphError as error:
        return JSONResponse({"status": "unavailable", "reason": str(error)}, status_code=503)
    found: dict[str, object] = {"status": "ready", "engine": graph.engine.name, "version": graph.engine.version}
    schedule: BackupSchedule | None = request.app.state.backups
    if schedule is not None:
        record = await asyncio.to_thread(schedule.record)
        failure = record.failure.model_dump(mode="json") if record.failure else None
        found["backup"] = {"last": record.last and record.last.isoformat(), "failure": failure}
    return JSONResponse(found)
