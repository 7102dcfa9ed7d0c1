"""``python -m bench compare OLD.json [NEW.json]``: what moved between two runs, as ``--format json`` printed them; NEW from standard input."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.report import Row, Section

NOISE = 0.15
"""By how much a figure may differ between two runs of the same."""
ZERO = 1e-9
NOTHING = f"nothing moved by more than {NOISE:.0%}"


def compare(old: Path, new: Path | None) -> list[Section]:
    """A table for each that both runs have: figures that differ by more than runs of the same do, the widest apart first.

    Raises ValueError for a file that no run printed.
    """
    before, after = _read(old), _read(new)
    titles = {_plain(title): rows for title, rows in before.items()}
    found = [
        Section(title, _moved(titles[_plain(title)], rows)) for title, rows in after.items() if _plain(title) in titles
    ]
    if not found:
        raise ValueError("the two runs have no table in common: expected those of the same command and catalogue")
    return [one if one.rows else Section(one.title, [{"row": NOTHING}]) for one in found]


def _read(path: Path | None) -> Mapping[str, Sequence[Row]]:
    name = str(path or "standard input")
    try:
        read = json.loads(path.read_text(encoding="utf-8") if path else sys.stdin.read())
    except ValueError:
        raise ValueError(f"{name}: no JSON, expected what bench prints with --format json") from None
    if not isinstance(read, dict) or not all(isinstance(rows, list) for rows in read.values()):
        raise ValueError(f"{name}: expected the tables that bench prints with --format json")
    return read


def _plain(title: str) -> str:
    """A title without the release of the engine, which may be another one."""
    return " ".join(word for word in title.split() if not word[0].isdigit())


def _moved(before: Sequence[Row], after: Sequence[Row]) -> list[Row]:
    known = {_key(row): row for row in before}
    moved = [one for row in after if _key(row) in known for one in _differences(known[_key(row)], row)]
    return sorted(moved, key=lambda one: -abs(_distance(one["new / old"])))


def _key(row: Row) -> tuple[Any, ...]:
    """What a row is about: its texts, and for how many clients."""
    return tuple(value for name, value in row.items() if isinstance(value, str) or name == "clients")


def _differences(old: Row, new: Row) -> Iterator[Row]:
    name = " ".join(str(part) for part in _key(new))
    for column, value in new.items():
        former = old.get(column)
        if (
            column in ("clients", "answers")
            or not isinstance(value, int | float)
            or not isinstance(former, int | float)
        ):
            continue
        ratio = (value + ZERO) / (former + ZERO)
        if abs(_distance(ratio)) > NOISE:
            yield {"row": name, "figure": column, "old": former, "new": value, "new / old": ratio}


def _distance(ratio: Any) -> float:
    """How far apart two figures are, whichever is larger."""
    return float(max(ratio, 1 / ratio) - 1) if ratio else 0.0
