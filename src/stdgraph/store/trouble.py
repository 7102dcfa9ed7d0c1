"""Trouble of an engine: from what it sends, or logs, to what is wrong and what to do about it."""

from __future__ import annotations

import errno
import re
from collections.abc import Mapping
from enum import StrEnum


class Trouble(StrEnum):
    """What may be wrong with an engine, none of it the fault of a statement."""

    DISK_FULL = "its disk is full: free some space there and restart it"
    READ_ONLY = "it does not take changes, for its disk or its database is read-only: make it writable and try again"
    NO_MEMORY = "it is out of memory: ask for less at once (a smaller page, a narrower scope), or give it more"
    TOO_LARGE = "the request is more than it takes in one message: send it in smaller parts"
    NOT_STORED = "it could not store the change, often because its disk is full: free some space there and restart it"
    OFFLINE = "its database is offline, or still starting: try again, and if it stays so start the database"
    STOPPED = "its database has stopped after an error: look at its disk and memory, and restart it"


HIDES = "Check the server log"
"""What the embedded engine says in the place of any reason."""

CODES: tuple[tuple[re.Pattern[str], Trouble], ...] = tuple(
    (re.compile(pattern), trouble)
    for pattern, trouble in (
        (r"OutOfMemory|TransactionMemoryLimit", Trouble.NO_MEMORY),
        (r"\.TransactionCommitFailed$|\.TransactionLogError$", Trouble.NOT_STORED),
        (r"\.TransactionStartFailed$", Trouble.STOPPED),
        (r"\.DatabaseUnavailable$", Trouble.OFFLINE),
        (r"ReadOnly|\.AccessMode$", Trouble.READ_ONLY),
    )
)
"""Codes that Neo4j sends. Those of the embedded engine say nothing: see ``SIGNS``."""

SIGNS: tuple[tuple[re.Pattern[str], Trouble], ...] = tuple(
    (re.compile(pattern), trouble)
    for pattern, trouble in (
        (r"No space left on device|Disk quota exceeded|File too large", Trouble.DISK_FULL),
        (r"Read-only file system|database is read[- ]only", Trouble.READ_ONLY),
        (r"java\.lang\.OutOfMemoryError", Trouble.NO_MEMORY),
        (r"BOLT message too large", Trouble.TOO_LARGE),
    )
)
"""What stands in messages, and in the embedded engine's log, by the words of Java and of the system."""

ERRNO: Mapping[int, Trouble] = {
    errno.ENOSPC: Trouble.DISK_FULL,
    errno.EDQUOT: Trouble.DISK_FULL,
    errno.EFBIG: Trouble.DISK_FULL,
    errno.EROFS: Trouble.READ_ONLY,
    errno.EACCES: Trouble.READ_ONLY,
    errno.EPERM: Trouble.READ_ONLY,
}


def trouble_of(code: str, message: str) -> Trouble | None:
    """The trouble that an engine's answer tells of; None where it tells of none."""
    by_message = trouble_in(message)
    return by_message or next((trouble for sign, trouble in CODES if sign.search(code)), None)


def trouble_in(text: str) -> Trouble | None:
    """The trouble of which a text has the words."""
    return next((trouble for sign, trouble in SIGNS if sign.search(text)), None)
