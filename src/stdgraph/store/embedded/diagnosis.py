"""Diagnosis: what the embedded engine does not say when a statement fails, found on its disk and in its log."""

from __future__ import annotations

import os
import re
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from stdgraph.store.trouble import ERRNO, Trouble, trouble_in

TAIL = 200_000
"""Bytes of the log that are read: a record with its stack trace has a tenth of that."""

RECORDS = 5
"""The last warnings that may be about what just failed; others write beside it."""

RECENT = timedelta(seconds=60)
"""How old these may be: a request that gets no answer is given up in half of that."""

ROOM = 1 << 18
"""Bytes that there must be room for: a change takes less."""

_RECORD = re.compile(r"^(?=\d{4}-\d\d-\d\d \d\d:)", re.MULTILINE)
_WARNING = re.compile(r"\S+ \S+ (?:WARN|SEVER)")


def diagnose(folder: Path, log: Path) -> Trouble | None:
    """What keeps the engine from its work: its disk first, then what it logged last; None where neither tells."""
    return disk_trouble(folder) or trouble_in("".join(_last_warnings(log)))


def disk_trouble(folder: Path) -> Trouble | None:
    """Why nothing more can be stored in a folder; None where something can."""
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(ROOM))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return ERRNO.get(error.errno or 0, Trouble.NOT_STORED)
    return None


def _last_warnings(log: Path) -> list[str]:
    try:
        with log.open("rb") as lines:
            lines.seek(max(0, log.stat().st_size - TAIL))
            text = lines.read().decode(errors="replace")
    except OSError:
        return []
    since = (datetime.now() - RECENT).isoformat(" ")  # noqa: DTZ005  the engine logs by the wall clock of the machine
    return [record for record in _RECORD.split(text) if _WARNING.match(record) and record[:19] >= since[:19]][-RECORDS:]
