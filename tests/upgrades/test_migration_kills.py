"""Migrations of what the code at commit 0b03fae made: killed at random moments and taken up again, or begun by several at once.

``STDGRAPH_TEST_KILLS`` says how many kills there are; half of them hit a migration on each engine.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import sys
from pathlib import Path
from typing import Any

from stdgraph.settings import Settings
from stdgraph.store import migrations
from stdgraph.store.session import Graph, Transaction
from tests.cli.processes import environment
from tests.engines import embedded_settings
from tests.examples import KILLS, chance
from tests.upgrades.made import Made
from tests.upgrades.old_code import ROOT, engine_variables
from tests.waiting import seconds_of

NEW_LABELS = ("Dataset", "Statement", "Load", "LoadPart", "Alias")

State = list[tuple[str, ...]]


async def opening(settings: Settings, log: Path) -> asyncio.subprocess.Process:
    """A process that opens the catalogue, and says so."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.upgrades.opener", str(log)),
        cwd=ROOT,
        env={**environment(**engine_variables(settings)), "PYTHONPATH": os.environ.get("PYTHONPATH", "src")},
        stdout=asyncio.subprocess.PIPE,
    )


async def opened(process: asyncio.subprocess.Process) -> None:
    said, _ = await process.communicate()
    assert (process.returncode, said) == (0, b"open\n")


async def state(graph: Graph) -> State:
    """Everything that the catalogue holds, in words: but for when migrations ran, and the instance, which is made up."""

    async def work(tx: Transaction) -> State:
        nodes = await tx.rows("MATCH (n) RETURN head(labels(n)) AS label, properties(n) AS said")
        ends = "coalesce(a.id, a.gapId, a.code) AS start, coalesce(b.id, b.gapId, b.code) AS end"
        links = await tx.rows(f"MATCH (a)-[r]->(b) RETURN type(r) AS kind, {ends}, properties(r) AS said")
        indexes = [row for row in await tx.rows("SHOW INDEXES") if row["labelsOrTypes"]]
        return sorted(
            [
                *((row["label"], _words(row["said"])) for row in nodes),
                *((row["kind"], row["start"], row["end"], _words(row["said"])) for row in links),
                *(("index", *row["labelsOrTypes"], *row["properties"]) for row in indexes),
            ]
        )

    return await graph.write(work)


def _words(said: dict[str, Any]) -> str:
    return repr(
        sorted((name, str(value)) for name, value in said.items() if name not in ("instance", "appliedAt", "turn"))
    )


async def as_it_was(settings: Settings, kept: Path) -> None:
    """The catalogue as the old code left it: the files again, or, on a server, what the migrations did taken back."""
    if settings.graph_uri is None:
        shutil.rmtree(settings.data_dir, ignore_errors=True)
        shutil.copytree(kept, settings.data_dir)
        return
    async with await Graph.open(settings, migrate=False) as graph:

        async def rows(text: str) -> list[dict[str, Any]]:
            async def work(tx: Transaction) -> list[dict[str, Any]]:
                return await tx.rows(text)

            return await graph.write(work)

        for what, kind in (("CONSTRAINTS", "CONSTRAINT"), ("INDEXES", "INDEX")):
            for row in await rows(f"SHOW {what}"):
                if set(row["labelsOrTypes"] or ()) & set(NEW_LABELS) or row["properties"] == ["retiredOn"]:
                    await graph.define(f"DROP {kind} `{row['name']}` IF EXISTS")
        await rows("MATCH (m:Migration) WHERE m.version > 3 DELETE m")
        await rows(
            "MATCH (c:Catalogue) SET c.structure = coalesce(c.structure, c.structureVersion), "
            "c.settled = coalesce(c.settled, c.visibleSequence), c.schemaVersion = 3 "
            "REMOVE c.structureVersion, c.visibleSequence, c.instance"
        )


async def test_a_migration_that_is_killed_is_taken_up_again_and_ends_alike(
    old: tuple[Settings, Made], tmp_path: Path
) -> None:
    settings, kept = old[0], tmp_path / "kept"
    log, moment = tmp_path / "log", chance(5)
    if settings.graph_uri is None:
        shutil.copytree(settings.data_dir, kept)
        settings = embedded_settings(tmp_path / "data")
    await as_it_was(settings, kept)
    lasting = await seconds_of(opening_once(settings, log))
    async with await Graph.open(settings) as graph:
        expected = await state(graph)
    for _ in range(max(2, KILLS // 8)):
        await as_it_was(settings, kept)
        log.unlink(missing_ok=True)
        await _killed(settings, log, moment, lasting)
        await opened(await opening(settings, log))
        assert log.read_text(encoding="utf-8").startswith("before 3\n")
        async with await Graph.open(settings) as graph:
            assert await state(graph) == expected
            assert await migrations.schema_version(graph) == migrations.LATEST


async def opening_once(settings: Settings, log: Path) -> None:
    await opened(await opening(settings, log))


async def _killed(settings: Settings, log: Path, moment: random.Random, lasting: float) -> None:
    """A process that is killed while it migrates: some time after it began to, or before."""
    process = await opening(settings, log)
    if moment.random() < 0.75:
        while not _is_there(log) and process.returncode is None:  # noqa: ASYNC110  another process writes it
            await asyncio.sleep(0.005)
        await asyncio.sleep(moment.random() * 1.5)
    else:
        await asyncio.sleep(moment.random() * lasting)
    if process.returncode is None:
        process.kill()
    await process.wait()


def _is_there(log: Path) -> bool:
    return log.exists()


async def test_several_that_migrate_at_once_back_up_and_migrate_once(
    old: tuple[Settings, Made], tmp_path: Path
) -> None:
    settings, log, kept = old[0], tmp_path / "log", tmp_path / "kept"
    if settings.graph_uri is None:
        shutil.copytree(settings.data_dir, kept)
        settings = embedded_settings(tmp_path / "data")
    await as_it_was(settings, kept)
    processes = [await opening(settings, log) for _ in range(3)]
    await asyncio.gather(*(opened(process) for process in processes))
    assert log.read_text(encoding="utf-8") == "before 3\n"
    async with await Graph.open(settings) as graph:

        async def applied(tx: Transaction) -> list[dict[str, Any]]:
            return await tx.rows("MATCH (m:Migration) RETURN m.version AS version ORDER BY version")

        assert [row["version"] for row in await graph.read(applied)] == [one.version for one in migrations.MIGRATIONS]
