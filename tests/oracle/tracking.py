"""What becomes of tracked gaps' records as days pass, in plain Python: from the findings alone, without a graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass
class Record:
    """A record: what the committee said last, and whether it is the system that closed it."""

    gap: str
    status: str = "OPEN"
    by_system: bool = False
    found: bool = True
    happened: tuple[str, ...] = ("TRACKED",)

    def decide(self, status: str) -> None:
        """The committee says what it thinks of it."""
        self.status, self.by_system = status, False
        self.happened += ("TRACKED",)

    def look(self, found: bool) -> None:
        """The gap is found, or not: a record closes when it vanishes and opens again when it is back."""
        went, came = self.found and not found, found and not self.found
        self.found = found
        if went and self.status not in ("CLOSED", "WITHDRAWN"):
            self.status, self.by_system = "CLOSED", True
            self.happened += ("CLOSED",)
        elif came and self.by_system:
            self.status, self.by_system = "OPEN", False
            self.happened += ("REOPENED",)


def look_at_all(records: Iterable[Record], found: Collection[str]) -> None:
    """Each record sees whether its gap is among those found."""
    for record in records:
        record.look(record.gap in found)
