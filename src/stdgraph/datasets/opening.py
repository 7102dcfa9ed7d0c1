"""Opening a catalogue as commands and the service do: backed up before it is migrated, and whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from stdgraph.datasets.backup.backup import backup
from stdgraph.datasets.load_journal import apply_load, unfinished_load
from stdgraph.settings import Settings
from stdgraph.store.session import Graph

BACKUPS = "backups"
"""The folder in the data directory, for where the settings name none."""


def _ignored(_: str) -> None:
    """Tell nobody."""


async def open_catalogue(
    settings: Settings, *, restoring: bool = False, finishing: Callable[[str], None] = _ignored
) -> Graph:
    """The graph of the settings, open, with the latest schema, and with the load finished that somebody began.

    ``finishing`` is told the id of such a load before it is gone on with. A catalogue of an older schema is backed up first, into
    ``STDGRAPH_BACKUP_DIR`` or the data directory. Raises as ``Graph.open``.
    """

    async def keep(graph: Graph, version: int) -> None:
        path = backup_before(settings, version)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        await backup(graph, path)

    graph = await Graph.open(settings, restoring=restoring, before_migration=keep)
    try:
        load = None if restoring else await unfinished_load(graph)
        if load is not None:
            finishing(load)
            await apply_load(graph, load)
    except BaseException:
        await graph.close()
        raise
    return graph


def backup_before(settings: Settings, version: int) -> Path:
    """The file of the backup that is made before a schema of this version is migrated."""
    folder = settings.backup_dir or settings.data_dir / BACKUPS
    return folder / f"before-schema-{version + 1}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.zip"
