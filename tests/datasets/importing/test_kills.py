"""kill -9 in the middle of an import: run again it ends in the graph of one that nobody killed, and nothing is half written."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from stdgraph.commands.audit import audit
from stdgraph.commands.replay import differences
from stdgraph.datasets.importing.importer import Importer, ImportRequest
from stdgraph.datasets.opening import open_catalogue
from stdgraph.datasets.ownership import owner_differences
from stdgraph.datasets.registry import list_loads
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.store.unfinished import unfinished
from stdgraph.web.server import as_environment
from tests.concurrency.peers import LIMIT, ROOT
from tests.concurrency.test_kills import lull
from tests.datasets.importing.files import COMMITTEES, ICS, deliverable, write_lines
from tests.datasets.importing.test_importer import rows
from tests.datasets.owned_facts import owned_facts
from tests.engines import wipe
from tests.examples import chance

BEFORE, AMID = (("read", 3), ("planned", 1)), (("apply", 1), ("apply", 4))
"""After which line of the process it is killed, and after how many of them: before anything is written, and amid it."""


def register(folder: Path, *, later: bool) -> tuple[Path, ...]:
    """A small register, as it was published first or later: titles differ, and documents are replaced."""
    folder.mkdir()
    records = [deliverable(n, f"ISO {n}:2020", title={"en": f"Part {n}"}) for n in range(1, 7)]
    if later:
        new = [deliverable(n + 10, f"ISO {n}:2022", publicationDate="2022", replaces=[n]) for n in (1, 2)]
        records = [deliverable(n, f"ISO {n}:2020", title={"en": f"New part {n}"}) for n in range(1, 6)] + new
    ics = folder / "ics.xml"
    ics.write_text(ICS.replace("Energy", "Power") if later else ICS, encoding="utf-8")
    return ics, write_lines(folder / "committees.jsonl", COMMITTEES), write_lines(folder / "iso.jsonl", records)


async def imported(graph: Graph, files: tuple[Path, ...]) -> bool:
    """Import; whether anything changed."""
    importer = await Importer.read(graph, ImportRequest(files, "register"))
    try:
        return (await importer.apply(graph, "tester")).load.changed
    finally:
        importer.close()


async def killed(settings: Settings, files: tuple[Path, ...], what: str, count: int) -> None:
    """Import in a process that is killed once it has said something so often, or a moment later."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.datasets.importing.import_process", *map(str, files)),
        cwd=ROOT,
        env={**os.environ, **as_environment(settings)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(LIMIT):
            while count:
                line = (await process.stdout.readline()).decode()
                assert line, "it ended before it was killed"
                count -= line.split()[0] == what
        await lull(chance(len(what)))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def told(graph: Graph) -> list[dict[str, Any]]:
    """How many events of a kind there are."""
    return await rows(graph, "MATCH (e:Event) RETURN e.kind AS kind, count(*) AS count ORDER BY kind")


@pytest.mark.parametrize("moments", [BEFORE, AMID], ids=["read or planned", "applied"])
async def test_an_import_that_was_killed_ends_as_any_other(
    graph: Graph, engine_settings: Settings, tmp_path: Path, moments: tuple[tuple[str, int], ...]
) -> None:
    first, later = (register(tmp_path / name, later=name == "later") for name in ("first", "later"))
    await wipe(graph)
    await imported(graph, first)
    before = await owned_facts(graph)
    await imported(graph, later)
    after, events = await owned_facts(graph), await told(graph)
    halves = 0
    for what, count in moments:
        await wipe(graph)
        await imported(graph, first)
        await killed(engine_settings, later, what, count)
        if await unfinished(graph) is not None:
            halves += 1
            async with await open_catalogue(engine_settings):
                pass
            assert await owned_facts(graph) == after
            assert not await imported(graph, later)
        else:
            found = await owned_facts(graph)
            assert found in (before, after)
            assert await imported(graph, later) == (found == before)
        assert await owned_facts(graph) == after
        assert await told(graph) == events
        assert {one.state for one in await list_loads(graph)} == {"DONE"}
        assert await graph.read(differences) == []
        assert [str(one) for one in await graph.read(audit)] == []
        assert await owner_differences(graph) == []
    assert halves or moments is BEFORE, "some fell while it was applied"
    await wipe(graph)
