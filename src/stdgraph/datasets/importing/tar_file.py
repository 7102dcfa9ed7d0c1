"""The files of a TAR archive as a stream, in bounded memory: names in headers of their own (GNU, PAX) are held to a limit before they are read.

``tarfile`` reads such headers whole, whatever their size, one inside the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, NamedTuple

from stdgraph.datasets.importing.limits import MEMBER, ExpansionGuard
from stdgraph.datasets.importing.members import Member

BLOCK = 512
HEADER = 64 << 10
"""Bytes of a header that bears a name or attributes; real ones have some hundreds."""
MAGIC, MAGIC_AT = b"ustar", 257
_REGULAR, _WITHOUT_CONTENT = frozenset(b"0\x007"), frozenset(b"123456")
_GNU_NAME, _SPARSE, _PAX = ord("L"), ord("S"), frozenset(b"xX")
_UNREAD = frozenset(b"KgV")
"""Headers of which nothing is needed: of the target of a link, of all files, of the volume."""
_CHUNK = 1 << 16
DIGITS = 20
"""Of a size; more than any file has."""


class DamagedTar(Exception):
    """The archive is none, or was cut off."""


def tar_entries(file: IO[bytes], guard: ExpansionGuard, wanted: Callable[[str], bool]) -> Iterator[Member]:
    """The regular files whose names are wanted. Raises DamagedTar, BadInput above a limit, and
    NotImplementedError for a name longer than any and a file with holes."""
    stream = _Stream(file, guard)
    further: dict[str, str] = {}
    while (header := stream.header()) is not None:
        if header.kind == _GNU_NAME or header.kind in _PAX:
            if header.size > HEADER:
                raise NotImplementedError
            content = stream.content(header.size)
            further |= _attributes(content) if header.kind in _PAX else {"path": _text(content)}
            continue
        if header.kind in _UNREAD:
            stream.skip(header.size)
            continue
        name, size = further.get("path", header.name).removeprefix("./"), _size(further, header)
        sparse = header.kind == _SPARSE or "sparse" in further
        further = {}
        if header.kind in _WITHOUT_CONTENT:
            continue
        if not (header.kind in _REGULAR or sparse) or not wanted(name):
            stream.skip(size)
        elif sparse:
            raise NotImplementedError
        elif size > MEMBER:
            stream.skip(size)
            yield Member(name, None)
        else:
            yield Member(name, stream.content(size))


class _Header(NamedTuple):
    name: str
    size: int
    kind: int


class _Stream:
    """Reads blocks, and counts them before they are kept."""

    def __init__(self, file: IO[bytes], guard: ExpansionGuard) -> None:
        self._file = file
        self._guard = guard

    def header(self) -> _Header | None:
        """The next header; None at the end."""
        block = self._file.read(BLOCK)
        self._guard.count(len(block))
        if block and not block.strip(b"\0"):
            return None
        if len(block) < BLOCK or _number(block[148:156]) != sum(block) - sum(block[148:156]) + 8 * ord(" "):
            raise DamagedTar
        prefix = _text(block[345:500]) if block[MAGIC_AT : MAGIC_AT + 6] == MAGIC + b"\0" else ""
        name = _text(block[:100])
        more = block[156] == _SPARSE and block[482] != 0
        while more:  # blocks that list further holes of the file
            more = self.content(BLOCK)[504] != 0
        return _Header(f"{prefix}/{name}" if prefix else name, _number(block[124:136]), block[156])

    def content(self, size: int) -> bytes:
        """So many bytes, without those that fill up their last block."""
        return b"".join(self._chunks(size))[:size]

    def skip(self, size: int) -> None:
        """Pass over so many bytes."""
        for _ in self._chunks(size):
            pass

    def _chunks(self, size: int) -> Iterator[bytes]:
        left = size + -size % BLOCK
        while left:
            chunk = self._file.read(min(left, _CHUNK))
            if not chunk:
                raise DamagedTar
            self._guard.count(len(chunk))
            left -= len(chunk)
            yield chunk


def _size(further: dict[str, str], header: _Header) -> int:
    stated = further.get("size")
    if stated is None:
        return header.size
    if not stated.isdecimal() or len(stated) > DIGITS:
        raise DamagedTar
    return int(stated)


def _number(field: bytes) -> int:
    """A number of a header: octal digits, or binary where the first bit is set."""
    if field[0] & 0x80:
        return int.from_bytes(field[1:], "big")
    digits = field.partition(b"\0")[0].strip() or b"0"
    if digits.strip(b"01234567"):
        raise DamagedTar
    return int(digits, 8)


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "replace")


def _attributes(content: bytes) -> dict[str, str]:
    """The path and the size of a PAX header, whose records are ``length key=value`` and a line break."""
    found: dict[str, str] = {}
    at = 0
    while at < len(content) and content[at]:
        length, blank, _ = content[at : at + 8].partition(b" ")
        if not blank or not length.isdigit() or not len(length) + 1 < int(length) <= len(content) - at:
            raise DamagedTar
        key, _, value = content[at + len(length) + 1 : at + int(length) - 1].partition(b"=")
        if key in (b"path", b"size"):
            found[key.decode()] = _text(value)
        elif key.startswith(b"GNU.sparse."):
            found["sparse"] = ""
        at += int(length)
    return found
