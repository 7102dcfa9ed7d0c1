"""Statements of an import on their way into the graph: kept in temporary files, one for each label, for as many passes as a load takes."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import IO

import orjson

from stdgraph.datasets.places import Place
from stdgraph.datasets.statements import LABELS, Statement, parse_content

READ_AHEAD = 1 << 20
"""Bytes of lines that are read at a time."""


class StatementSpool:
    """Statements that can be read again and again, label by label; what is held in memory does not grow with them."""

    def __init__(self) -> None:
        self._files: dict[str, IO[bytes]] = {}
        self.counts: Counter[str] = Counter()

    def add(self, statement: Statement, place: Place | None = None) -> None:
        """Keep a statement, with the place of its row."""
        at = list(place) if place else None
        row = [statement.local, statement.renamed_from, statement.content, at, statement.identity]
        self.add_line(statement.label, orjson.dumps(row) + b"\n")

    def add_line(self, label: str, line: bytes) -> None:
        """Keep a statement that was kept elsewhere as a line."""
        file = self._files.get(label)
        if file is None:
            file = self._files[label] = tempfile.TemporaryFile()  # noqa: SIM115  closed by close()
        file.seek(0, 2)
        file.write(line)
        self.counts[label] += 1

    def lines(self, *labels: str) -> Iterator[tuple[str, bytes]]:
        """Each statement as its label and a line, label by label, or those of some; several passes may be under way at once."""
        for label in labels or LABELS:
            file = self._files.get(label)
            position = 0
            while file is not None:
                file.seek(position)
                lines = file.readlines(READ_AHEAD)
                if not lines:
                    break
                position = file.tell()
                for line in lines:
                    yield label, line

    def __iter__(self) -> Iterator[Statement]:
        """Each statement, label by label."""
        return (read_line(label, line) for label, line in self.lines())

    def places(self, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], Place]:
        """The places of the rows that state these things, by label and name."""
        found: dict[tuple[str, str], Place] = {}
        for label in {label for label, _ in wanted}:
            for _, line in self.lines(label):
                local, place = place_of(line)
                if place and (label, local) in wanted:
                    found[label, local] = place
        return found

    def __len__(self) -> int:
        return sum(self.counts.values())

    def close(self) -> None:
        """Remove the temporary files."""
        for file in self._files.values():
            file.close()


def read_line(label: str, line: bytes) -> Statement:
    """The statement of a line."""
    local, renamed_from, content, _, identity = orjson.loads(line)
    found = parse_content(label, local, content)
    found = replace(found, renamed_from=renamed_from) if renamed_from else found
    vars(found)["identity"] = identity  # told once: a number takes long to read
    return found


def place_of(line: bytes) -> tuple[str, Place | None]:
    """What the statement of a line is about, and the place of its row."""
    local, _, _, place, _ = orjson.loads(line)
    return local, Place(*place) if place else None


def spooled(statements: Iterable[Statement]) -> StatementSpool:
    """A spool of these."""
    spool = StatementSpool()
    for statement in statements:
        spool.add(statement)
    return spool
