"""Checks the subject of a commit message: one line of at most 72 characters. Called by the commit-msg hook with the message's file."""

from __future__ import annotations

import sys
from pathlib import Path

LONGEST = 72


def problem(message: str) -> str | None:
    """What is wrong with the subject of a message; None where nothing is."""
    subject = next((line for line in message.splitlines() if line.strip() and not line.startswith("#")), "")
    if not subject:
        return "the commit message is empty"
    if len(subject) > LONGEST:
        return f"the subject has {len(subject)} characters: expected at most {LONGEST}"
    return None


if __name__ == "__main__":
    found = problem(Path(sys.argv[1]).read_text(encoding="utf-8"))
    if found is not None:
        sys.exit(f"error: {found}")
