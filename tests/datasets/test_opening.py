"""Opening a catalogue of an older schema: it is backed up first, and the backup restores."""

from __future__ import annotations

from pathlib import Path

import pytest

from stdgraph.datasets.backup.archive import Archive
from stdgraph.datasets.backup.backup import catalogue_digest
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.opening import open_catalogue
from stdgraph.datasets.reader import read_seed
from stdgraph.settings import Settings
from stdgraph.store import migrations
from stdgraph.store.session import Graph, Transaction
from tests.datasets.small_seed import write_small
from tests.engines import embedded_settings


async def make_older(settings: Settings, folder: Path) -> str:
    """A catalogue that says it is of the schema before the last; its digest."""

    async def work(tx: Transaction) -> None:
        await tx.run("MATCH (c:Catalogue) SET c.schemaVersion = $version", version=migrations.LATEST - 1)

    async with await Graph.open(settings) as graph:
        await load_seed(graph, read_seed(folder))
        await graph.write(work)
        return (await catalogue_digest(graph)).digest


@pytest.mark.parametrize("named", [False, True], ids=["in the data directory", "in a folder that is set"])
async def test_what_was_there_before_a_migration_is_kept(tmp_path: Path, *, named: bool) -> None:
    settings = embedded_settings(tmp_path / "data")
    digest = await make_older(settings, write_small(tmp_path / "small"))
    folder = tmp_path / "kept" if named else tmp_path / "data" / "backups"
    settings = settings.model_copy(update={"backup_dir": folder if named else None})
    for _ in range(2):
        async with await open_catalogue(settings) as graph:
            assert await migrations.schema_version(graph) == migrations.LATEST
    (file,) = folder.glob("before-schema-*.zip")
    assert file.name.startswith(f"before-schema-{migrations.LATEST}-")
    with Archive.open(file) as archive:
        archive.check()
        assert archive.manifest.digest == digest
