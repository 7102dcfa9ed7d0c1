"""Answers in the three formats: a table for people, JSON and CSV for programs; everything else goes to stderr."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal, Protocol

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from stdgraph.cli import texts
from stdgraph.domain.csv_text import protect
from stdgraph.domain.terms import LABEL_PLURALS, Term
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput

UNBOUNDED = 10_000
"""Characters of a line that a program reads: nothing is folded and no column left out, unless ``COLUMNS`` says how wide it is."""


def answers() -> Console:
    """The console of what was asked for."""
    console = Console(highlight=False)
    if not console.is_terminal and not os.environ.get("COLUMNS"):
        console.width = UNBOUNDED
    return console


class ReportProgress(Protocol):
    """Takes how far something slow has come."""

    def __call__(self, label: str, done: int = 0, total: int | None = None, /) -> None:
        """Show what is under way and, where it can be counted, how much of it is done."""
        ...


@contextmanager
def busy() -> Iterator[ReportProgress]:
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


def load_progress(bar: ReportProgress) -> ReportProgress:
    """Shows on a bar how many nodes of each label are loaded."""

    return labelled_progress(bar, texts.LOADING)


def labelled_progress(bar: ReportProgress, doing: texts.Phrase) -> ReportProgress:
    """Shows on a bar what is done with the nodes of a label, or the relationships of a type, and how far that is."""

    def show(label: str, done: int = 0, total: int | None = None, /) -> None:
        known = LABEL_PLURALS.get(label)
        bar(doing(what=known.in_language(texts.language()) if known else label), done, total)

    return show


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


Row = Mapping[str, Any]
"""A row of an answer, as the GraphQL document that asks for it names its fields."""
Answer = dict[str, Any]
"""The data of an answer."""

_REASONS = {
    errno.ENOENT: texts.NO_SUCH_FOLDER,
    errno.EACCES: texts.NO_PERMISSION,
    errno.EISDIR: texts.IS_A_FOLDER,
    errno.ENOTDIR: texts.NOT_A_FOLDER,
    errno.ENOSPC: texts.DISK_FULL,
}
READABLE = 20
"""Characters of a line of text that is folded in its column."""

_SEPARATORS = {Language.ZH: "、", Language.EN: ", "}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its headings, and how its value is read from a row. In CSV the name is the heading."""

    name: str
    zh: str
    en: str
    value: Callable[[Row], object]
    right: bool = False
    people: Callable[[object, Language], str] | None = None
    """How a table shows the value where it differs from CSV."""
    whole: bool = False
    """Whether the value is never folded, however narrow the terminal. Those on the right, which are figures, never are."""
    spare: int = 0
    """How soon a table leaves the column out where the terminal is narrow: the greatest first; 0: never."""

    @property
    def folds(self) -> bool:
        """Whether a narrow terminal may break its values."""
        return not (self.whole or self.right)

    def heading(self, language: Language) -> str:
        """The heading of the column in a table."""
        return self.zh if language is Language.ZH else self.en

    def shown(self, row: Row, language: Language) -> str:
        """The value as a table shows it."""
        value = self.value(row)
        if value is None:
            return ""
        return self.people(value, language) if self.people else plain(value)


def in_words(terms: Mapping[str, Term]) -> Callable[[object, Language], str]:
    """How a table shows codes, one or several: by their terms."""

    def shown(value: object, language: Language) -> str:
        codes = value if isinstance(value, list | tuple) else [value]
        return _SEPARATORS[language].join(terms[str(code)].in_language(language) for code in codes)

    return shown


def table(columns: Sequence[Column], rows: Sequence[Row], language: Language) -> Table:
    """The rows as a table for people. A narrow terminal leaves out columns that can be spared, and is told which."""
    cells = {column.name: [column.shown(row, language) for row in rows] for column in columns}
    kept = _that_fit(columns, cells, language)
    drawn = Table(header_style="bold", caption_justify="left")
    for column in kept:
        justify: Literal["left", "right"] = "right" if column.right else "left"
        drawn.add_column(column.heading(language), justify=justify, overflow="fold", no_wrap=not column.folds)
    for shown in zip(*(cells[column.name] for column in kept), strict=True):
        drawn.add_row(*map(escape, shown))
    if without := [column.heading(language) for column in columns if column not in kept]:
        drawn.caption = texts.TOO_NARROW.said_in(language, columns=_SEPARATORS[language].join(without))
    return drawn


def _that_fit(columns: Sequence[Column], cells: Mapping[str, Sequence[str]], language: Language) -> list[Column]:
    """The columns that the terminal has room for, of those that can be spared; what is folded is still to be read."""
    kept, spare = list(columns), [column for column in columns if column.spare]
    if not spare:
        return kept
    room, needed = answers().width - len("│"), {}
    for column in columns:
        widest = max(map(cell_len, (column.heading(language), *cells[column.name])))
        needed[column.name] = (min(widest, READABLE) if column.folds else widest) + len("│  ")
    for column in sorted(spare, key=attrgetter("spare"), reverse=True):
        if sum(needed[one.name] for one in kept) <= room:
            break
        kept.remove(column)
    return kept


def heading(text: str) -> Text:
    """A line above a table."""
    return Text(text, style="bold")


def write_csv(columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """The rows as CSV (RFC 4180, UTF-8) on stdout."""
    write_text(csv_text(columns, rows))


def csv_text(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    """The rows as CSV (RFC 4180), in which no text is a formula."""
    kept = io.StringIO(newline="")
    writer = csv.writer(kept, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([_csv_cell(column.value(row)) for column in columns] for row in rows)
    return kept.getvalue()


def _csv_cell(value: object) -> str:
    text = plain(value)
    return protect(text) if isinstance(value, str | list | tuple) else text


def write_text(text: str) -> None:
    """Text as it is (UTF-8) on stdout."""
    _exact_lines()
    sys.stdout.write(text)


def write_json(document: object) -> None:
    """One JSON document (UTF-8) on stdout."""
    _exact_lines()
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def cannot_write(file: Path, error: OSError) -> BadInput:
    """The error for a file that cannot be written."""
    return BadInput(texts.CANNOT_WRITE(file=file, reason=reason(error)))


def reason(error: OSError) -> str:
    """Why a file cannot be read or written, in the language of the command line."""
    known = _REASONS.get(error.errno or 0)
    return known() if known else f"errno {error.errno}" if texts.language() is Language.ZH else str(error.strerror)


def plain(value: object) -> str:
    """A value as text: nothing for what is unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "|".join(plain(item) for item in value)
    return str(value)


def percent(value: object, _language: Language = Language.ZH) -> str:
    """A share from 0 to 1 as people read it."""
    return f"{float(str(value)) * 100:.1f} %"


def _exact_lines() -> None:
    """Programs get line ends as they are written."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(newline="")
