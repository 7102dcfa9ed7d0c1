"""The files that a folder or an archive holds."""

from __future__ import annotations

from typing import NamedTuple


class Member(NamedTuple):
    """A file of a folder or an archive: its name there, and what it holds; None where it is larger than a member may be."""

    name: str
    content: bytes | None
