"""kill -9 in the middle of a backup and of a restore: a file is whole or not there, a catalogue is whole or says that it is not."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import orjson
import pytest

from stdgraph.datasets.backup.archive import Archive
from stdgraph.datasets.backup.backup import backup, catalogue_digest
from stdgraph.datasets.backup.restore import restore
from stdgraph.domain.identity import Role
from stdgraph.errors import Unavailable
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.store.unfinished import unfinished
from stdgraph.web.server import as_environment
from tests.concurrency.ledger import balanced
from tests.concurrency.peers import LIMIT, ROOT
from tests.concurrency.service import serving
from tests.concurrency.storm import Storm
from tests.concurrency.test_kills import lull
from tests.datasets.backup.copies import copy_into
from tests.engines import wipe
from tests.examples import KILLS, chance
from tests.tokens import issue

TURNS = max(2, KILLS // 6)


@asynccontextmanager
async def keeper(settings: Settings, doing: str, file: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that is about to begin, and is killed when the block ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "error", "-m", "tests.concurrency.keeper", doing, str(file)),
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


def agrees_with_itself(file: Path) -> int:
    """Check a backup without any code that made it: it is one state that was committed. Its sequence."""

    def rows(path: str) -> list[dict[str, object]]:
        return [orjson.loads(line) for one in archive.manifest.files if one.path == path for line in archive.lines(one)]

    with Archive.open(file) as archive:
        archive.check()
        (catalogue,) = rows("nodes/Catalogue.jsonl")
        events = rows("nodes/Event.jsonl")
        ends: list[list[str]] = [row["to"] for row in rows("relationships/CONCERNS.jsonl")]  # type: ignore[misc]
        subjects = Counter(end[1] for end in ends if end[0] == "Standard")
        tokens = len(ends) - subjects.total()
        assert sorted(row["sequence"] for row in events) == list(range(1, len(events) + 1))  # type: ignore[type-var]
        assert catalogue["sequence"] == len(events), "neither more nor less than was committed"
        requests = {row["requestId"] for row in events if "requestId" in row}
        assert catalogue["revision"] == len(requests) + tokens, "no request is there in part"
        assert {row["id"]: row["revision"] for row in rows("nodes/Standard.jsonl")} == subjects
        assert len(rows("nodes/Request.jsonl")) == len(requests)
        return len(events)


async def test_a_backup_is_killed_while_others_write(graph: Graph, engine_settings: Settings, tmp_path: Path) -> None:
    moment, file = chance(7), tmp_path / "kept" / "b.zip"
    file.parent.mkdir()
    async with serving(engine_settings, tmp_path) as service:
        storm = Storm(service.client, await issue(graph, "keeper", Role.ADMINISTRATOR), "keeper")
        await storm.prepare()
        last = 0
        for turn in range(TURNS):
            async with keeper(engine_settings, "backup", file) as process, storm.rage(5):
                if turn % 2:
                    assert await said(process) == "done"
                await asyncio.sleep(moment.random())
                process.kill()
                await process.wait()
            if file.exists():
                now = await asyncio.to_thread(agrees_with_itself, file)
                assert now >= last
                last = now
        assert last > 0, "what was finished before a kill is there"
        assert storm.unanswered() == [], "nobody who writes notices"
        await balanced(graph)
    whole = await backup(graph, file)
    await copy_into(graph, file)
    assert (await catalogue_digest(graph)).digest == whole.digest
    await balanced(graph)


async def test_a_restore_is_killed_and_begun_again(graph: Graph, engine_settings: Settings, tmp_path: Path) -> None:
    moment, file = chance(8), tmp_path / "b.zip"
    whole = await backup(graph, file)
    assert whole.sequence > 0
    steps = 2 * sum(file.name != "Catalogue" for file in whole.files)
    halves = 0
    for turn in range(TURNS):
        await wipe(graph)
        async with keeper(engine_settings, "restore", file) as process:
            for _ in range(moment.randint(1, steps if turn else steps // 2)):
                await said(process)
            await lull(moment)
        halves += (half := await unfinished(graph) == "restore")
        if half:
            with pytest.raises(Unavailable, match="only a part of a backup"):
                await graph.check()
            await restore(graph, file)
        assert (await catalogue_digest(graph)).digest == whole.digest
        assert await unfinished(graph) is None
        await graph.check()
    assert halves > 0
    await balanced(graph)
