"""The files of a register: a file of lines, plain or compressed, and the members of a folder or an archive, in bounded memory."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from stdgraph.datasets.importing.limits import MEMBER, MEMBERS, ExpansionGuard
from stdgraph.datasets.importing.members import Member
from stdgraph.datasets.importing.tar_file import MAGIC, MAGIC_AT, DamagedTar, tar_entries
from stdgraph.errors import BadInput

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"


def lines_of(path: Path) -> Iterator[tuple[int, bytes | None]]:
    """The lines of a file, plain or gzip, with their numbers; None for a line that is longer than a line may be.

    Raises BadInput for a damaged file.
    """
    with path.open("rb") as plain:
        guard = ExpansionGuard(path.name, path.stat().st_size)
        try:
            yield from _numbered(_unpacked(plain), guard)
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise BadInput(f"{path.name}: the file is damaged or was cut off (expected a whole gzip file)") from None


def _unpacked(plain: IO[bytes]) -> IO[bytes]:
    packed = plain.read(2) == GZIP
    plain.seek(0)
    return cast("IO[bytes]", gzip.GzipFile(fileobj=plain)) if packed else plain


def _numbered(file: IO[bytes], guard: ExpansionGuard) -> Iterator[tuple[int, bytes | None]]:
    number = 0
    while line := file.readline(MEMBER + 1):
        number += 1
        guard.count(len(line))
        if len(line) <= MEMBER:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(MEMBER + 1)
            guard.count(len(line))
        yield number, None


def is_archive(path: Path) -> bool:
    """Whether a file is a TAR (plain or compressed) or a ZIP archive, by what it holds."""
    with path.open("rb") as file:
        head = file.read(MAGIC_AT + len(MAGIC))
    if head[:2] == GZIP:
        try:
            with gzip.open(path) as unpacked:
                head = unpacked.read(MAGIC_AT + len(MAGIC))
        except (EOFError, OSError, zlib.error):
            return path.name.endswith((".tgz", ".tar.gz"))
    return head[:4] == ZIP or head[MAGIC_AT:] == MAGIC


def members_of(path: Path, suffixes: tuple[str, ...]) -> Iterator[Member]:
    """The files of a folder or an archive whose names end so, hidden ones left out. Raises BadInput for a damaged archive."""
    if path.is_dir():
        yield from _of_folder(path, suffixes)
        return
    guard = ExpansionGuard(path.name, path.stat().st_size)
    try:
        members = _of_zip(path, suffixes, guard) if _is_zip(path) else _of_tar(path, suffixes, guard)
        for count, member in enumerate(members):
            if count >= MEMBERS:
                raise BadInput(f"{path.name}: more than {MEMBERS} files (expected fewer)")
            yield member
    except (DamagedTar, zipfile.BadZipFile, EOFError, zlib.error, gzip.BadGzipFile):
        raise BadInput(
            f"{path.name}: the archive is damaged or was cut off (expected a whole TAR or ZIP file)"
        ) from None
    except (NotImplementedError, RuntimeError):  # zipfile, of a method that it does not know and of passwords
        raise BadInput(
            f"{path.name}: the archive is encrypted, or packed in an unknown way (expected a plain one)"
        ) from None


def _is_zip(path: Path) -> bool:
    """By its first bytes, as ``is_archive`` tells it: any file may end as a ZIP archive does."""
    with path.open("rb") as file:
        return file.read(len(ZIP)) == ZIP


def _wanted(name: str, suffixes: tuple[str, ...]) -> bool:
    return name.lower().endswith(suffixes) and not any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def _of_folder(path: Path, suffixes: tuple[str, ...]) -> Iterator[Member]:
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if _wanted(name, suffixes) and file.is_file():
            yield Member(name, None if file.stat().st_size > MEMBER else file.read_bytes())


def _of_tar(path: Path, suffixes: tuple[str, ...], guard: ExpansionGuard) -> Iterator[Member]:
    with path.open("rb") as plain, _unpacked(plain) as file:
        yield from tar_entries(file, guard, lambda name: _wanted(name, suffixes))


def _of_zip(path: Path, suffixes: tuple[str, ...], guard: ExpansionGuard) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            guard.count(entry.file_size)
            if entry.is_dir() or not _wanted(entry.filename, suffixes):
                continue
            with archive.open(entry) as file:
                content = file.read(MEMBER + 1)
            yield Member(entry.filename, content if len(content) <= MEMBER else None)
