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

    def begin(self) -> None:
        """Forget what was taken: the graph is read anew, from the beginning."""
        self._sums.clear()

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
        self._archive: zipfile.ZipFile | None = None

    def __enter__(self) -> Self:
        self.begin()
        return self

    def begin(self) -> None:
        """Begin the file, anew where it was begun before."""
        self._give_up()
        super().begin()
        self._path.unlink(missing_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = self._stack.enter_context(os.fdopen(descriptor, "w+b"))
        self._archive = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)

    def __exit__(self, *_: object) -> None:
        self._give_up()

    def add(self, path: str, lines: Sequence[bytes]) -> None:
        """Write the next lines of a file. The nodes of one label must come one after the other."""
        data = b"".join(lines)
        self.count(path, data, len(lines))
        self._place(path).write(data)

    def finish(self, manifest: Manifest) -> None:
        """Complete the archive, to the disk."""
        archive = self._open()
        if self._current is not None:
            self._current[1].close()
        for path, waiting in sorted(self._waiting.items()):
            waiting.seek(0)
            with archive.open(path, "w", force_zip64=True) as target:
                shutil.copyfileobj(waiting, target, 1 << 20)
        archive.writestr(MANIFEST, manifest.model_dump_json(by_alias=True, indent=2) + "\n")
        archive.close()
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
            self._current = path, self._open().open(path, "w", force_zip64=True)
        return self._current[1]

    def _open(self) -> zipfile.ZipFile:
        """The archive that was begun."""
        assert self._archive is not None  # noqa: S101  a Package is used as ``with``
        return self._archive

    def _give_up(self) -> None:
        """Close what is open; nothing of it is needed any more."""
        with suppress(OSError, ValueError):
            if self._current is not None:
                self._current[1].close()
            if self._archive is not None:
                self._archive.close()
        self._stack.close()
        self._current = self._archive = None
        self._waiting.clear()
