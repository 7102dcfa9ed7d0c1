"""How much an import reads: what is larger is refused before it fills memory or disk."""

from __future__ import annotations

from stdgraph.errors import BadInput

EXPANDED = 2 << 30
"""Bytes of a compressed file or an archive, once it is expanded."""
RATIO = 400
"""How many times larger than the file it may become: real registers compress to a tenth, at most a hundredth."""
RATIO_FROM = 64 << 20
"""Bytes from which on that is looked at."""
MEMBERS = 1_000_000
"""Files of a folder or an archive."""
MEMBER = 4 << 20
"""Bytes of one file of an archive, or of one line of a file of lines."""


class ExpansionGuard:
    """Counts what a compressed file expands to, and refuses what is out of all proportion."""

    def __init__(self, name: str, packed: int) -> None:
        self._name = name
        self._packed = max(packed, 1)
        self._expanded = 0

    def count(self, size: int) -> None:
        """Take note of so many more bytes. Raises BadInput above a limit."""
        self._expanded += size
        if self._expanded > EXPANDED:
            raise BadInput(f"{self._name}: expands to more than {EXPANDED >> 20} MiB (expected less)")
        if self._expanded > RATIO_FROM and self._expanded > RATIO * self._packed:
            raise BadInput(
                f"{self._name}: expands to more than {RATIO} times its size (expected a register, not an archive that unpacks without end)"
            )
