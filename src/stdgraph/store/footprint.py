"""What an engine takes of the machine on which it runs."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

_UNITS = {"m": 1 << 20, "g": 1 << 30}


@dataclass(frozen=True, slots=True)
class Footprint:
    """What an engine takes, in bytes."""

    heap: int
    """The most that its heap may take."""
    resident: int | None
    """The memory that its process takes; None where the system does not tell."""
    disk: int
    """The files of its folder."""
    free: int
    """What is left on its disk."""


def footprint_of(folder: Path, pid: int | None, heap: str) -> Footprint:
    """What the engine on a folder takes. ``heap`` is as Java writes it: ``768m``. It reads the folder: do not call it on an event loop."""
    return Footprint(int(heap[:-1]) * _UNITS[heap[-1]], _resident(pid), _size(folder), shutil.disk_usage(folder).free)


def _resident(pid: int | None) -> int | None:
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return None
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _size(folder: Path) -> int:
    size = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                size += (Path(place) / name).lstat().st_size
            except OSError:  # the engine removed it meanwhile
                continue
    return size
