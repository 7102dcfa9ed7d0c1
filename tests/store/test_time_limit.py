"""The time limit of a statement ends it in the engine too, not only for the one who waits."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from stdgraph.errors import TimedOut
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Transaction
from tests.engines import embedded_settings
from tests.waiting import PATIENT, eventually

ENDLESS = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN count(*) AS n"


SAMPLE = 0.5
"""Seconds over which the growth of processor time is measured."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hurried(engine_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    """A graph whose statements may take a second."""
    limit = {"query_timeout": 1.0}
    settings = (
        engine_settings.model_copy(update=limit)
        if engine_settings.graph_uri
        else embedded_settings(tmp_path_factory.mktemp("hurried"), **limit)
    )
    async with await Graph.open(settings) as graph:
        yield graph


async def endless(transaction: Transaction) -> None:
    await transaction.run(ENDLESS)


async def is_idle(graph: Graph) -> bool:
    """Whether the engine has let go of it: Neo4j lists no such statement, the embedded engine's processor time stands still."""
    pid = graph.engine.facts().get("pid")
    if pid is not None:
        before = cpu_seconds(pid)
        await asyncio.sleep(SAMPLE)
        return cpu_seconds(pid) - before < SAMPLE / 10

    async def work(transaction: Transaction) -> bool:
        rows = await transaction.rows("SHOW TRANSACTIONS YIELD currentQuery RETURN currentQuery AS text")
        return ENDLESS not in [row["text"] for row in rows]

    return await graph.read(work)


def cpu_seconds(pid: str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("access", ["read", "write"])
async def test_a_statement_is_ended_at_its_time_limit(hurried: Graph, access: str) -> None:
    run = hurried.read if access == "read" else hurried.write
    async with asyncio.timeout(PATIENT):
        with pytest.raises(TimedOut, match="time limit"):
            await run(endless)
    await hurried.check()
    await eventually(lambda: is_idle(hurried))
