"""Tries a backup: restores it into an engine of its own, in a temporary folder, and compares what is there with what it holds."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from stdgraph.datasets.backup.backup import catalogue_digest
from stdgraph.datasets.backup.contents import ReportRows
from stdgraph.datasets.backup.manifest import Manifest
from stdgraph.datasets.backup.restore import restore
from stdgraph.settings import Settings
from stdgraph.store.session import Graph


@dataclass(frozen=True, slots=True)
class BackupDifference:
    """A file of a backup whose rows are not those of the catalogue that was restored from it."""

    path: str
    expected: int
    """Rows in the backup."""
    found: int
    """Rows of the restored catalogue; the same number where the content differs."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What trying a backup found."""

    manifest: Manifest
    digest: str
    """Of the restored catalogue."""
    differences: tuple[BackupDifference, ...]

    @property
    def good(self) -> bool:
        """Whether the restored catalogue is the one of which the backup was made."""
        return self.digest == self.manifest.digest


async def verify(path: Path, settings: Settings, *, progress: ReportRows | None = None) -> Verification:
    """Restore a backup into a scratch embedded engine and compare. Raises BadInput for a file that is no backup or damaged."""
    with tempfile.TemporaryDirectory(prefix="stdgraph-verify-") as folder:
        scratch = settings.model_copy(update={"graph_uri": None, "data_dir": Path(folder) / "data"})
        async with await Graph.open(scratch, restoring=True) as graph:
            manifest = await restore(graph, path, migrate=False, progress=progress)
            restored = await catalogue_digest(graph)
    expected = {file.path: file for file in manifest.files}
    found = {file.path: file for file in restored.files}
    differences = [
        BackupDifference(path, expected[path].rows if path in expected else 0, found[path].rows if path in found else 0)
        for path in sorted(expected | found)
        if expected.get(path) != found.get(path)
    ]
    return Verification(manifest, restored.digest, tuple(differences))
