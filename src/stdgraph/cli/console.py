"""Where words go: answers to stdout, everything else to stderr."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn


def answers() -> Console:
    """The console of what was asked for."""
    return Console(highlight=False)


class Busy(Protocol):
    """Told how far something slow has come."""

    def __call__(self, label: str, done: int = 0, total: int | None = None, /) -> None:
        """Say what is under way and, where it can be counted, how much of it is done."""
        ...


@contextmanager
def busy() -> Iterator[Busy]:
    """A progress bar on stderr for as long as this lasts; nothing where stderr is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _nothing
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        yield _Bar(bar)


def _nothing(_label: str, _done: int = 0, _total: int | None = None, /) -> None:
    """Say nothing."""


class _Bar:
    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, label: str, done: int = 0, total: int | None = None, /) -> None:
        if label not in self._tasks:
            for task in self._tasks.values():
                self._bar.remove_task(task)
            self._tasks = {label: self._bar.add_task(label, total=total)}
        self._bar.update(self._tasks[label], completed=done, total=total)
