"""Backups made by hand: no engine is needed to damage one."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from stdgraph.datasets.backup.manifest import MANIFEST, Manifest, digest_of
from stdgraph.datasets.backup.package import Package
from stdgraph.store.migrations import LATEST

LINES: Mapping[str, list[bytes]] = {
    "nodes/Catalogue.jsonl": [b'{"id":"catalogue","revision":1,"schemaVersion":%d,"sequence":0}\n' % LATEST],
    "nodes/Source.jsonl": [b'{"id":"a","title":"A"}\n', b'{"id":"b"}\n'],
    "nodes/Standard.jsonl": [b'{"id":"S1","publishedOn":{"date":"2024-01-31"},"ics":["01.040"]}\n'],
    "relationships/SOURCED_FROM.jsonl": [b'{"from":["Standard","S1"],"properties":{},"to":["Source","a"]}\n'],
}


def made(path: Path, lines: Mapping[str, list[bytes]] = LINES, **changed: object) -> Path:
    """A backup of these lines, whose checksums are right; ``changed`` is what the manifest says otherwise."""
    with Package(path) as package:
        for name, found in lines.items():
            package.add(name, found)
        files = package.files()
        package.finish(
            Manifest(
                schema_version=LATEST,
                stdgraph="0.1.0",
                made_at=datetime(2026, 11, 26, tzinfo=UTC),
                instance="i",
                revision=1,
                sequence=0,
                files=files,
                digest=digest_of(files),
            ).model_copy(update=changed)
        )
    return path


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None], **added: bytes) -> Path:
    """The backup with every file changed, or left out where that is None, and files added; its manifest stays what it was."""
    other = path.with_name("rewritten.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = change(name, source.read(name))
            if data is not None:
                target.writestr(name, data)
        for name, data in added.items():
            target.writestr(name, data)
    shutil.move(other, path)
    return path


def manifest_changed(path: Path, old: bytes, new: bytes) -> Path:
    """The backup with other bytes in its manifest."""

    def change(name: str, data: bytes) -> bytes:
        assert name != MANIFEST or old in data
        return data.replace(old, new) if name == MANIFEST else data

    return rewritten(path, change)
