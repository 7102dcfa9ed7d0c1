"""The files of a backup while they are made: their checksums, and the archive that they go into.

The archive is a ZIP: one file of it can be written at a time, so relationships, of which those of many types come between one another,
wait in unnamed files beside it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

from stdgraph.datasets.backup.manifest import MANIFEST, NODES, Manifest, PackedFile

LEVEL = 1
"""Of compression: while a backup is made writers wait, and a higher level takes several times as long."""


@dataclass(slots=True)
class _Sum:
    """Rows, bytes and checksum of a file so far."""

    rows: int = 0
    bytes: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)


class Checksums:
    """A sink that keeps nothing of the lines but their checksums."""

    def __init__(self) -> None:
        self._sums: dict[str, _Sum] = {}

    def add(self, path: str, lines: Sequence[bytes]) -> None:
        """Take the next lines of a file."""
        self.count(path, b"".join(lines), len(lines))

    def count(self, path: str, data: bytes, rows: int) -> None:
        """Add the next part of a file to its checksum."""
        found = self._sums.setdefault(path, _Sum())
        found.rows += rows
        found.bytes += len(data)
        found.digest.update(data)

    def files(self) -> tuple[PackedFile, ...]:
        """The files, in the order of their paths."""
        return tuple(
            PackedFile(path=path, rows=found.rows, bytes=found.bytes, sha256=found.digest.hexdigest())
            for path, found in sorted(self._sums.items())
        )


class Package(Checksums):
    """A sink that writes a new archive, which only its owner can read. Use it as ``with``; nothing of it is kept without ``finish``."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._stack = ExitStack()
        self._waiting: dict[str, IO[bytes]] = {}
        self._current: tuple[str, IO[bytes]] | None = None

    def __enter__(self) -> Self:
        self._path.unlink(missing_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = self._stack.enter_context(os.fdopen(descriptor, "w+b"))
        self._archive = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError, ValueError):  # of what is given up nothing is needed
            if self._current is not None:
                self._current[1].close()
            self._archive.close()
        self._stack.close()

    def add(self, path: str, lines: Sequence[bytes]) -> None:
        """Write the next lines of a file. The nodes of one label must come one after the other."""
        data = b"".join(lines)
        self.count(path, data, len(lines))
        self._place(path).write(data)

    def finish(self, manifest: Manifest) -> None:
        """Complete the archive, to the disk."""
        if self._current is not None:
            self._current[1].close()
        for path, waiting in sorted(self._waiting.items()):
            waiting.seek(0)
            with self._archive.open(path, "w", force_zip64=True) as target:
                shutil.copyfileobj(waiting, target, 1 << 20)
        self._archive.writestr(MANIFEST, manifest.model_dump_json(by_alias=True, indent=2) + "\n")
        self._archive.close()
        self._file.flush()
        os.fsync(self._file.fileno())

    def _place(self, path: str) -> IO[bytes]:
        """Where the next lines of a file go."""
        if not path.startswith(NODES):
            if path not in self._waiting:
                unnamed: IO[bytes] = tempfile.TemporaryFile(dir=self._path.parent)  # noqa: SIM115  the stack closes it
                self._waiting[path] = self._stack.enter_context(unnamed)
            return self._waiting[path]
        if self._current is None or self._current[0] != path:
            if self._current is not None:
                self._current[1].close()
            self._current = path, self._archive.open(path, "w", force_zip64=True)
        return self._current[1]
