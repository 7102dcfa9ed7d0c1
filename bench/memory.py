"""What processes hold, and what importing costs."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path

from bench.report import Row

TOP = 12
_IMPORT = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|(\s+)(\S+)")


def resident(pid: int) -> float | None:
    """Resident megabytes of a process; None where it is gone."""
    printed = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return int(printed) / 1024 if printed.strip() else None


def process_with(argument: str) -> int | None:
    """The biggest process that has this argument; None where there is none."""
    listing = subprocess.run(["ps", "-A", "-o", "rss=,pid=,args="], capture_output=True, text=True, check=False).stdout
    found = [line.split(None, 2) for line in listing.splitlines() if argument in line]
    return max(((int(rss), int(pid)) for rss, pid, _ in found), default=(0, None))[1]


def imports(log: Path) -> list[Row]:
    """What the packages that a process imported cost themselves, by its ``-X importtime`` log, dearest first."""
    own: Counter[str] = Counter()
    modules: Counter[str] = Counter()
    for microseconds, _, _, name in _IMPORT.findall(log.read_text(errors="replace")):
        own[name.partition(".")[0]] += int(microseconds)
        modules[name.partition(".")[0]] += 1
    rows: list[Row] = [
        {"package": name, "modules": modules[name], "own ms": spent / 1000} for name, spent in own.most_common(TOP)
    ]
    return [*rows, {"package": "everything", "modules": modules.total(), "own ms": own.total() / 1000}]
