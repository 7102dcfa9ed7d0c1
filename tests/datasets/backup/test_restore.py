"""A restore fills an empty catalogue, all of it or, as everybody is told, not yet; begun again it ends well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stdgraph.commands.command_handler import apply_commands
from stdgraph.commands.register import Register
from stdgraph.datasets.backup.backup import backup, catalogue_digest
from stdgraph.datasets.backup.restore import restore
from stdgraph.errors import BadInput, Unavailable
from stdgraph.settings import Settings
from stdgraph.store.migrations import LATEST, schema_version
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.unfinished import unfinished
from tests.calendar_day import TODAY
from tests.datasets.backup.copies import back_up, names, write_others
from tests.datasets.backup.made import LINES, made
from tests.engines import wipe
from tests.graphql.actor import ADMINISTRATOR


class CutShortError(Exception):
    """The end of a process, in this one."""


def cut_at(label: str) -> Any:
    """Lets a restore get as far as the first rows of a label."""

    def progress(reached: str, done: int, total: int) -> None:
        if reached == label:
            raise CutShortError

    return progress


async def catalogue(graph: Graph) -> dict[str, Any]:
    async def work(tx: Transaction) -> dict[str, Any]:
        (row,) = await tx.rows("MATCH (c:Catalogue) RETURN properties(c) AS row")
        found: dict[str, Any] = row["row"]
        return found

    return await graph.read(work)


async def test_what_holds_anything_is_left_alone(graph: Graph, tmp_path: Path) -> None:
    await write_others(graph)
    before, held = await catalogue_digest(graph), await catalogue(graph)
    with pytest.raises(BadInput, match=r"not empty, it holds 1 Alias, 1 Dataset, 1 Load, 1 LoadPart, 1 Statement:"):
        await restore(graph, made(tmp_path / "b.zip"))
    with pytest.raises(BadInput, match="not a file that stdgraph backup wrote"):
        await restore(graph, Path(__file__))
    assert (await catalogue_digest(graph)).files == before.files
    assert (await catalogue(graph)).get("unfinishedLoad") is held.get("unfinishedLoad") is None


@pytest.mark.parametrize("label", ["Alias", "STATES", "Migration"])
async def test_one_that_was_cut_short_is_told_by_everybody_and_begun_again(
    graph: Graph, engine_settings: Settings, tmp_path: Path, label: str
) -> None:
    await wipe(graph)
    await write_others(graph)
    path, made_of = await back_up(graph, tmp_path, "whole")
    await wipe(graph)
    with pytest.raises(CutShortError):
        await restore(graph, path, progress=cut_at(label))
    assert await unfinished(graph) == "restore"
    for refused in (
        graph.check(),
        Graph.open(engine_settings),
        apply_commands(graph, ADMINISTRATOR, [Register(title_zh="一")], today=TODAY),
        backup(graph, tmp_path / "half.zip"),
    ):
        with pytest.raises(Unavailable, match="only a part of a backup"):
            await refused
    assert names(tmp_path) == ["whole.zip"]
    async with await Graph.open(engine_settings, restoring=True) as again:
        await restore(again, path)
    assert (await catalogue_digest(graph)).files == made_of.files
    assert await unfinished(graph) is None
    await graph.check()


async def test_of_two_the_first_gives_up(graph: Graph, tmp_path: Path) -> None:
    await wipe(graph)
    await write_others(graph)
    path, made_of = await back_up(graph, tmp_path, "whole")
    await wipe(graph)
    with pytest.raises(CutShortError):
        await restore(graph, path, progress=cut_at("Statement"))
    first = (await catalogue(graph))["restoring"]
    await restore(graph, path)
    assert "restoring" not in await catalogue(graph)
    assert (await catalogue_digest(graph)).files == made_of.files

    async def pretend(tx: Transaction) -> None:
        await tx.run("MATCH (c:Catalogue) SET c.restoring = $id", id=first)

    await wipe(graph)
    writes, write = 0, graph.write

    async def write_and_be_overtaken(work: Any, *, limit: float | None = None) -> Any:
        nonlocal writes
        writes += 1
        if writes == 4:
            await write(pretend)
        return await write(work, limit=limit)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph, "write", write_and_be_overtaken)
        with pytest.raises(Unavailable, match="this one gives up"):
            await restore(graph, path)
    assert await unfinished(graph) == "restore"
    await restore(graph, path)
    assert (await catalogue_digest(graph)).files == made_of.files


async def test_what_an_older_stdgraph_wrote_is_migrated(graph: Graph, tmp_path: Path) -> None:
    await wipe(graph)
    older = {
        **LINES,
        "nodes/Catalogue.jsonl": [b'{"id":"catalogue","revision":7,"schemaVersion":3,"sequence":0,"structure":"s"}\n'],
        "nodes/Migration.jsonl": [
            b'{"appliedAt":{"datetime":"2026-01-01T00:00:00Z"},"version":%d}\n' % n for n in (1, 2, 3)
        ],
    }
    await restore(graph, made(tmp_path / "old.zip", older, schema_version=3))
    found = await catalogue(graph)
    assert (found["schemaVersion"], found["revision"], found["structureVersion"]) == (LATEST, 7, "s")
    assert found["instance"]
    assert await schema_version(graph) == LATEST
    rows = {file.path: file.rows for file in (await catalogue_digest(graph)).files}
    assert rows["nodes/Migration.jsonl"] == LATEST


async def test_a_relationship_that_leads_nowhere_is_named(graph: Graph, tmp_path: Path) -> None:
    await wipe(graph)
    path = made(tmp_path / "b.zip", {name: lines for name, lines in LINES.items() if "Standard" not in name})
    with pytest.raises(BadInput, match=r"relationships/SOURCED_FROM.jsonl, lines 1 to 1: expected both ends"):
        await restore(graph, path)
    await restore(graph, made(tmp_path / "good.zip"))
    assert await unfinished(graph) is None


async def test_a_load_that_was_not_finished_is_still_to_be_finished(graph: Graph, tmp_path: Path) -> None:
    await wipe(graph)

    async def mark(tx: Transaction) -> None:
        await tx.run("MATCH (c:Catalogue) SET c.unfinishedLoad = 'load-1'")

    await graph.write(mark)
    path, _ = await back_up(graph, tmp_path, "unfinished")
    await wipe(graph)
    assert await unfinished(graph) is None
    await restore(graph, path)
    assert await unfinished(graph) == "load-1"
    await wipe(graph)
