"""Reads a backup, and checks it first: what is not whole, not ours or newer than this stdgraph is refused before anything is changed.

Nothing is read at once but the manifest, and nothing without a limit, whatever the archive says of its sizes.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Self

import orjson
from pydantic import ValidationError

from stdgraph.datasets.backup.lines import Key, read_link, read_node
from stdgraph.datasets.backup.manifest import (
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    NODES,
    RELATIONSHIPS,
    Manifest,
    PackedFile,
    digest_of,
)
from stdgraph.datasets.backup.package import Checksums
from stdgraph.errors import BadInput, SchemaTooNew
from stdgraph.store.migrations import LATEST
from stdgraph.store.node_keys import NODE_KEYS

LONGEST_LINE = 32 << 20
"""Bytes; no engine takes a node in more than 16 MiB."""

LONGEST_MANIFEST = 1 << 20

CATALOGUE_FILE = f"{NODES}Catalogue.jsonl"
"""The one that every backup has."""

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError)
"""What the zipfile module raises on archives that are damaged, encrypted or in a way unknown to it."""


class Archive:
    """An open backup. Get one from ``Archive.open``, as ``with``."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._archive = archive
        self.manifest = self._read_manifest()

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self]:
        """Open a backup and read its manifest. Raises BadInput for any other file, SchemaTooNew for one of a newer stdgraph."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            raise BadInput(f"no such file: {path}") from None
        except OSError as error:
            raise BadInput(f"cannot read {path}: {error.strerror}") from None
        with file:
            begins_like_one = file.read(4) == b"PK\x03\x04"
            try:
                archive = zipfile.ZipFile(file)
            except _DAMAGE:
                raise BadInput(
                    f"backup {path}: the file is truncated or damaged"
                    if begins_like_one
                    else f"backup {path}: not a file that stdgraph backup wrote"
                ) from None
            with archive:
                yield cls(path, archive)

    def check(self) -> None:
        """Read everything once: checksums, rows, the form of every line. Raises BadInput that names the file and the line."""
        named = {CATALOGUE_FILE, *(file.path for file in self.manifest.files)}
        found = [info.filename for info in self._archive.infolist()]
        if extra := sorted(set(found) - named - {MANIFEST}):
            raise self._refusal(f"{extra[0]} is not in its manifest")
        if absent := sorted(named - set(found)):
            raise self._refusal(f"{absent[0]} is missing")
        if len(set(found)) != len(found):
            raise self._refusal("it holds two files of one name")
        for file in self.manifest.files:
            self._check_file(file)
        if digest_of(self.manifest.files) != self.manifest.digest:
            raise self._refusal("the digest in its manifest is not that of its files")

    def nodes(self, file: PackedFile) -> Iterator[tuple[bytes, Key]]:
        """The lines of a label with their keys."""
        for number, line in self._lines(file):
            with self._at(file, number):
                key, _ = read_node(file.name, line)
            yield line, key

    def lines(self, file: PackedFile) -> Iterator[bytes]:
        """The lines of a file, which was checked."""
        return (line for _, line in self._lines(file))

    def files(self, folder: str) -> list[PackedFile]:
        """The files of nodes, or those of relationships."""
        return [file for file in self.manifest.files if file.path.startswith(folder)]

    def _check_file(self, file: PackedFile) -> None:
        if file.path.startswith(NODES) and file.name not in NODE_KEYS:
            raise self._refusal(f"{file.path}: no stdgraph of this version has nodes of this label")
        if self._archive.getinfo(file.path).file_size != file.bytes:
            raise self._refusal(f"{file.path} has not the size that its manifest states")
        sums = Checksums()
        before: Key | None = None
        for number, line in self._lines(file):
            sums.count(file.path, line, 1)
            with self._at(file, number):
                if file.path.startswith(RELATIONSHIPS):
                    read_link(line)
                    continue
                key, _ = read_node(file.name, line)
                if before is not None and not before < key:  # type: ignore[operator]
                    raise ValueError(f"expected a key after {before!r}, got {key!r}")
                before = key
        if sums.files() != (file,):
            raise self._refusal(f"{file.path} is damaged: its checksum differs")

    def _lines(self, file: PackedFile) -> Iterator[tuple[int, bytes]]:
        with self._member(file.path) as member:
            number = 0
            while line := self._read(file.path, member, LONGEST_LINE):
                number += 1
                if not line.endswith(b"\n"):
                    raise self._refusal(f"{file.path}, line {number}: longer than {LONGEST_LINE >> 20} MiB, or cut off")
                yield number, line

    def _read(self, path: str, member: IO[bytes], limit: int) -> bytes:
        try:
            return member.readline(limit)
        except _DAMAGE:
            raise self._refusal(f"{path} is damaged") from None

    @contextmanager
    def _member(self, path: str) -> Iterator[IO[bytes]]:
        try:
            member = self._archive.open(path)
        except _DAMAGE:
            raise self._refusal(f"{path} is damaged") from None
        with member:
            yield io.BufferedReader(member, 1 << 20)  # type: ignore[type-var]

    @contextmanager
    def _at(self, file: PackedFile, number: int) -> Iterator[None]:
        try:
            yield
        except (ValueError, TypeError) as error:
            raise self._refusal(f"{file.path}, line {number}: {error}") from None

    def _read_manifest(self) -> Manifest:
        if MANIFEST not in self._archive.namelist():
            raise BadInput(f"backup {self.path}: not a file that stdgraph backup wrote")
        with self._member(MANIFEST) as member:
            try:
                text = member.read(LONGEST_MANIFEST + 1)
            except _DAMAGE:
                raise self._refusal(f"{MANIFEST} is damaged") from None
        if len(text) > LONGEST_MANIFEST:
            raise self._refusal(f"{MANIFEST} is larger than {LONGEST_MANIFEST >> 20} MiB")
        self._check_version(text)
        try:
            manifest = Manifest.model_validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise self._refusal(f"{MANIFEST}: {place}: {first['msg']}") from None
        if manifest.schema_version > LATEST:
            raise SchemaTooNew(
                f"backup {self.path}: it has schema version {manifest.schema_version}, "
                f"this stdgraph supports up to {LATEST}: install a newer stdgraph"
            )
        return manifest

    def _check_version(self, text: bytes) -> None:
        """Refuse a manifest of another format before its content is looked at."""
        try:
            found = orjson.loads(text)
            name, version = found["format"], found["formatVersion"]
        except (ValueError, TypeError, KeyError):
            name, version = None, None
        if name != FORMAT or not isinstance(version, int):
            raise BadInput(f"backup {self.path}: not a file that stdgraph backup wrote")
        if version > FORMAT_VERSION:
            raise BadInput(
                f"backup {self.path}: it is of format {version}, this stdgraph reads up to {FORMAT_VERSION}: install a newer stdgraph"
            )

    def _refusal(self, reason: str) -> BadInput:
        return BadInput(f"backup {self.path}: {reason}")
