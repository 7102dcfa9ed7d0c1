"""What migrations need of an open graph."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

from stdgraph.store.transaction import Transaction

T = TypeVar("T")


class Migratable(Protocol):
    """What migrations need of an open graph; see ``Graph``."""

    @property
    def text_indexes(self) -> bool:
        """Whether the engine has indexes for texts that contain a word."""
        ...

    async def read(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run the work in a read transaction."""
        ...

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run the work in a write transaction."""
        ...

    async def define(self, text: str) -> None:
        """Run one schema statement."""
        ...

    def migration_lock(self) -> AbstractAsyncContextManager[None]:
        """The lock under which one process, of all, migrates the catalogue."""
        ...
