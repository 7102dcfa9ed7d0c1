"""kill -9 in the middle of a load of many parts: readers see the catalogue before or after, or it says that it is unfinished."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from stdgraph.commands.audit import audit
from stdgraph.commands.command_handler import apply_commands
from stdgraph.commands.register import Register
from stdgraph.commands.replay import differences
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.opening import open_catalogue
from stdgraph.datasets.ownership import owner_differences
from stdgraph.datasets.reader import read_seed
from stdgraph.errors import Unavailable
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.unfinished import unfinished
from stdgraph.web.server import as_environment
from tests.commands.workspace import ADMINISTRATOR
from tests.concurrency.peers import LIMIT, ROOT
from tests.concurrency.test_kills import lull
from tests.datasets.owned_facts import owned_facts
from tests.datasets.small_seed import put, write_small
from tests.engines import wipe
from tests.examples import KILLS, chance

TURNS = max(4, KILLS // 5)


@asynccontextmanager
async def loading(settings: Settings, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that is about to load, and is killed when the block ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "error", "-m", "tests.concurrency.loading", str(folder)),
        cwd=ROOT,
        env={**os.environ, **as_environment(settings)},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert await said(process) == "ready"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def said(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(LIMIT):
        return (await process.stdout.readline()).decode().strip()


async def sequence(graph: Graph) -> int:
    async def work(tx: Transaction) -> int:
        row = await tx.row("MATCH (c:Catalogue) RETURN c.sequence AS sequence")
        assert row is not None
        return int(row["sequence"])

    return await graph.read(work)


async def test_a_load_is_killed_at_any_moment_and_gone_on_with(
    graph: Graph, engine_settings: Settings, tmp_path: Path
) -> None:
    moment, first, later = chance(9), write_small(tmp_path / "x-seed"), write_small(tmp_path / "later" / "x-seed")
    for row, title in enumerate(("壹", "贰", "叁", "肆"), start=2):
        put(later, "X2024/standards.csv", row, "title_zh", title)
    for row in (2, 3):
        put(later, "committees.csv", row, "secretariat", "另一公司")
        put(later, "X2024/subsystems.csv", row, "title_zh", "另一名称")
    await wipe(graph)
    await load_seed(graph, read_seed(first))
    before = await owned_facts(graph)
    await load_seed(graph, read_seed(later))
    after = await owned_facts(graph)
    assert before != after
    halves, kept = 0, 0
    for _ in range(TURNS):
        await wipe(graph)
        await load_seed(graph, read_seed(first))
        async with loading(engine_settings, later) as process:
            applied = moment.choice((0, 1, 2, 4))
            while applied and (line := await said(process)) != "done":
                applied -= line.startswith("apply")
            if not applied:
                await lull(moment)
            process.kill()
            await process.wait()
        if await unfinished(graph) is not None:
            halves += 1
            with pytest.raises(Unavailable, match="only a part of a dataset"):
                await graph.check()
            command = Register(stage="10", title_zh="新")
            with pytest.raises(Unavailable, match="being loaded"):
                await apply_commands(graph, ADMINISTRATOR, [command], today=date(2026, 9, 1))
            async with await open_catalogue(engine_settings):
                pass
            assert await owned_facts(graph) == after
        else:
            found = await owned_facts(graph)
            assert found in (before, after)
            kept += found == before
            await load_seed(graph, read_seed(later))
            assert await owned_facts(graph) == after
        await graph.check()
        assert await graph.read(differences) == []
        assert [str(one) for one in await graph.read(audit)] == []
        assert await owner_differences(graph) == []
        assert await unfinished(graph) is None
    assert halves > 0, "some fell while it was applied"
    await wipe(graph)
