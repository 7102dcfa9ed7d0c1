"""Makes a backup of a catalogue that is in use, and computes the digest of a catalogue."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

from stdgraph import __version__
from stdgraph.datasets.backup.contents import ReportRows, StateRow, read_contents
from stdgraph.datasets.backup.manifest import Manifest, digest_of
from stdgraph.datasets.backup.package import Checksums, Package
from stdgraph.errors import BadInput
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.transaction import acquire_write_lock

BACKUP_LIMIT = 1800.0
"""Seconds for a backup, during which writers wait."""


async def backup(graph: Graph, path: Path, *, progress: ReportRows | None = None) -> Manifest:
    """Write the whole catalogue into one file, in place of one of that name; its manifest.

    Writers wait meanwhile, in any process, so it is one state; readers are not disturbed. The file appears under its name once it is
    whole and on the disk. Raises BadInput where it cannot be written, Unavailable where the graph cannot be read or a restore was
    interrupted.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")

    try:
        with Package(part) as package:

            async def work(tx: Transaction) -> StateRow:
                await acquire_write_lock(tx, any_load=True)
                package.begin()  # again, should the transaction be retried
                return await read_contents(tx, package, progress)

            manifest = _manifest(await graph.write(work, limit=BACKUP_LIMIT), package)
            await asyncio.to_thread(package.finish, manifest)  # writers wait no longer
        await asyncio.to_thread(_publish, part, path)
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)
    return manifest


async def catalogue_digest(graph: Graph) -> Manifest:
    """What the manifest of a backup made now would say; its ``digest`` covers every node and relationship.

    Equal catalogues have equal digests on either engine. Left out is what has to differ between copies: the Catalogue's ``instance``,
    and ``turn``, which writers write to take turns.
    """

    async def work(tx: Transaction) -> Manifest:
        await acquire_write_lock(tx)
        sums = Checksums()
        return _manifest(await read_contents(tx, sums), sums)

    return await graph.write(work, limit=BACKUP_LIMIT)


def _manifest(state: StateRow, sums: Checksums) -> Manifest:
    files = sums.files()
    return Manifest(
        schema_version=state["schema"],
        stdgraph=__version__,
        made_at=datetime.now(UTC).replace(microsecond=0),
        instance=state["instance"],
        revision=state["revision"],
        sequence=state["sequence"],
        files=files,
        digest=digest_of(files),
    )


def _publish(part: Path, path: Path) -> None:
    """Give a finished file its name, for good."""
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
