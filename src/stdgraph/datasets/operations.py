"""What a load writes, as data: operations in bounded parts, so that a load can be kept, applied piece by piece, and taken up again."""

from __future__ import annotations

import base64
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import orjson

Kind = Literal["free", "create", "set", "state", "unstate", "delete", "event", "unlink", "link", "claim"]
"""In the order in which a load carries them out."""

PHASES: Mapping[str, int] = {
    "free": 0,
    "create": 1,
    "set": 1,
    "state": 1,
    "unstate": 1,
    "delete": 1,
    "event": 1,
    "unlink": 2,
    "link": 3,
    "claim": 3,
}
"""Numbers are freed before they are assigned, and both ends of a relationship exist before it is made."""

ORDER = tuple(PHASES)
PART_ROWS = 2500
PART_BYTES = 2_000_000
"""Largest part, well below the 16 MiB of a message to the embedded engine and Neo4j's default memory of a transaction."""


@dataclass(frozen=True, slots=True)
class Target:
    """What rows of one kind are about: a label and, of relationships, their type and the label at their end."""

    kind: str
    label: str = ""
    type: str = ""
    end: str = ""


Row = dict[str, Any]


@dataclass(slots=True)
class Part:
    """Operations of one phase that are applied in one transaction."""

    phase: int
    rows: dict[Target, list[Row]] = field(default_factory=lambda: defaultdict(list))
    size: int = 0
    count: int = 0

    def add(self, target: Target, row: Row, size: int) -> None:
        """Add one operation."""
        self.rows[target].append(row)
        self.size += size
        self.count += 1

    @property
    def full(self) -> bool:
        """Whether it should not grow any more."""
        return self.size >= PART_BYTES or self.count >= PART_ROWS

    @property
    def events(self) -> int:
        """How many events it records."""
        return sum(len(rows) for target, rows in self.rows.items() if target.kind == "event")

    def pack(self) -> str:
        """The part as compressed text."""
        rows = [[[t.kind, t.label, t.type, t.end], rows] for t, rows in self.rows.items()]
        text = orjson.dumps([self.phase, rows], default=_encode, option=orjson.OPT_PASSTHROUGH_DATETIME)
        return base64.b64encode(zlib.compress(text, 1)).decode()

    @classmethod
    def unpack(cls, text: str) -> Part:
        """The part of a text."""
        phase, rows = json.loads(zlib.decompress(base64.b64decode(text)), object_hook=_decode)
        part = cls(phase)
        for target, found in rows:
            part.rows[Target(*target)] = found
            part.count += len(found)
        return part


class Parts:
    """The operations of a load, gathered into parts; a part that is full is handed on."""

    def __init__(self) -> None:
        self._open: dict[int, Part] = {}
        self._full: list[Part] = []
        self.changes = False
        """Whether anything was added."""

    def add(self, target: Target, row: Row) -> None:
        """Add one operation."""
        self.changes = True
        phase = PHASES[target.kind]
        part = self._open.setdefault(phase, Part(phase))
        part.add(target, row, len(orjson.dumps(row)))
        if part.full:
            self._full.append(self._open.pop(phase))

    def take_full(self) -> list[Part]:
        """The parts that are full."""
        full, self._full = self._full, []
        return full

    def take_all(self) -> list[Part]:
        """All parts, in the order in which they are applied."""
        rest = [*self.take_full(), *self._open.values()]
        self._open = {}
        return sorted(rest, key=lambda part: part.phase)


def _encode(value: object) -> object:
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    raise TypeError(f"cannot keep {type(value).__name__}")


def _decode(value: dict[str, Any]) -> object:
    return date.fromisoformat(value["$date"]) if value.keys() == {"$date"} else value


def in_order(part: Part) -> Iterator[tuple[Target, list[Row]]]:
    """The operations of a part, kind after kind."""
    return iter(sorted(part.rows.items(), key=lambda item: (ORDER.index(item[0].kind), item[0].label, item[0].type)))
