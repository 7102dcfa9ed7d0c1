"""What a process asks of its graph at the moment, and how long its writers wait; whoever wants to know listens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

TURN = "turn"
"""Writers wait for their turn among those of this machine."""
CATALOGUE_LOCK = "catalogue"
"""Writers wait for the lock in the graph."""


@dataclass(slots=True)
class Traffic:
    """The transactions of one open graph."""

    reading: int = 0
    """Transactions that read at the moment."""
    writing: int = 0
    """Transactions that write at the moment; those that wait for their turn are none yet."""
    on_wait: Callable[[str, float], None] | None = None
    """Hears of each wait of a writer: for what, and for how many seconds."""

    @contextmanager
    def transaction(self, *, writes: bool) -> Iterator[None]:
        """Count a transaction for as long as this lasts."""
        self._count(writes, 1)
        try:
            yield
        finally:
            self._count(writes, -1)

    def _count(self, writes: bool, by: int) -> None:
        if writes:
            self.writing += by
        else:
            self.reading += by

    def waited(self, what: str, seconds: float) -> None:
        """Tell of a wait that is over."""
        if self.on_wait is not None:
            self.on_wait(what, seconds)
