"""What a line of the log says, in one line."""

from __future__ import annotations

ACCESS = "stdgraph.access"
"""The logger of requests."""


def message_line(message: str) -> str:
    """The first line of a message; of a stack trace the last, which says what it came to."""
    lines = message.strip().splitlines() or [""]
    return lines[-1] if lines[0].startswith("Traceback") else lines[0]


def error_line(error: BaseException) -> str:
    """Type and words of an exception."""
    return f"{type(error).__name__}: {error}".replace("\n", " ")
