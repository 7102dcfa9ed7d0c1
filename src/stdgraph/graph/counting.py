"""Counting round trips: how many statements a piece of work sends. Tests hold every operation to its number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True)
class Counter:
    """The statements sent so far, in order."""

    texts: list[str] = field(default_factory=list)


_counter: ContextVar[Counter | None] = ContextVar("counter", default=None)


@contextmanager
def count_statements() -> Iterator[Counter]:
    """Collect the text of every statement sent inside, by this task and the tasks it starts."""
    counter = Counter()
    token = _counter.set(counter)
    try:
        yield counter
    finally:
        _counter.reset(token)


def note(text: str) -> None:
    """A statement is sent; called by the transaction."""
    counter = _counter.get()
    if counter is not None:
        counter.texts.append(text)
