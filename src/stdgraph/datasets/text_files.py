"""Text files of a seed, a line at a time: what they hold besides text is refused before it fills the memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from stdgraph.domain.text import composed

ROW_LIMIT = 1 << 20
"""Characters of one row, however many lines it runs over."""
TEXT_LIMIT = 4 << 20
"""Bytes of a file that is read as a whole."""

EMPTY = "empty file (expected at least a header or keys)"


class Unreadable(Exception):
    """A file that is no text of the expected kind; the message says where and what is expected."""


class TextLines:
    """The lines of a UTF-8 file with their ends, without a byte order mark, in NFC. What was read can be told from its digest."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._hash = blake2b(digest_size=16)
        self._row = 0
        self.number = 0
        """The last line that was read."""

    def __iter__(self) -> Iterator[str]:
        """Each line. Raises Unreadable."""
        try:
            with self._path.open(encoding="utf-8-sig", newline="") as file:
                while line := file.readline(ROW_LIMIT + 1 - self._row):
                    self.number += 1
                    self._check(line)
                    self._hash.update(line.encode())
                    yield composed(line)
        except FileNotFoundError:
            raise Unreadable("no such file (expected every file of the format)") from None
        except OSError as error:
            raise Unreadable(f"cannot read the file: {error.strerror} (expected a regular file)") from None
        except UnicodeDecodeError:
            raise Unreadable(f"line {_undecodable_line(self._path)}: invalid encoding (expected UTF-8)") from None

    def _check(self, line: str) -> None:
        self._row += len(line)
        if self._row > ROW_LIMIT:
            message = (
                f"line {self.number}: row of more than {ROW_LIMIT} characters (expected fewer; is a quote left open?)"
            )
            raise Unreadable(message)
        if "\0" in line:
            raise Unreadable(f"line {self.number}: NUL character (expected text)")

    def end_row(self) -> None:
        """Say that what was read so far is whole rows: the next line begins one."""
        self._row = 0

    def digest(self) -> bytes:
        """The digest of the lines read so far."""
        return self._hash.digest()


def refuse_blank(path: Path) -> None:
    """Raise Unreadable when a file holds nothing but white space."""
    lines = TextLines(path)
    for line in lines:
        if line.strip():
            return
        lines.end_row()
    raise Unreadable(EMPTY)


def read_text(path: Path) -> str:
    """The text of a small file. Raises Unreadable, also for one that is too large or blank."""
    size = 0
    parts = []
    lines = TextLines(path)
    for line in lines:
        size += len(line)
        if size > TEXT_LIMIT:
            raise Unreadable(f"file of more than {TEXT_LIMIT} characters (expected a smaller one)")
        parts.append(line)
        lines.end_row()
    text = "".join(parts)
    if not text.strip():
        raise Unreadable(EMPTY)
    return text


def _undecodable_line(path: Path) -> int:
    """The line of the first bytes that are no UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with path.open("rb") as file:
        while chunk := file.read(1 << 16):
            pending = decoder.getstate()[0]
            try:
                line += decoder.decode(chunk).count("\n")
            except UnicodeDecodeError as error:
                return line + (pending + chunk).count(b"\n", 0, error.start)
    return line
