"""Sheets: names with what there is to say of each, a line or several, and nothing of what there is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.table import Table
from rich.text import Text

from stdgraph.cli.output import UNBOUNDED, Row, answers
from stdgraph.cli.texts import Phrase
from stdgraph.domain.vocabulary import Language

Said = str | Sequence[str] | None


def sheet(lines: Iterable[tuple[Phrase, Said]], language: Language) -> Table | Text:
    """The names on the left, what they say on the right; a name that says nothing is left out. A program reads no blanks at the end."""
    rows: list[tuple[str, str]] = []
    for name, said in lines:
        every = [said] if isinstance(said, str) else list(said or ())
        for place, one in enumerate(filter(None, every)):
            rows.append((name.said_in(language) if place == 0 else "", one))
    left = max((cell_len(name) for name, _ in rows), default=0) + 2
    if answers().width == UNBOUNDED:
        return Text("\n".join(set_cell_size(name, left) + one for name, one in rows))
    drawn = Table.grid(padding=(0, 2, 0, 0))
    drawn.add_column(style="cyan", no_wrap=True)
    drawn.add_column(overflow="fold")
    for shown, one in rows:
        drawn.add_row(Text(shown), Text(one))
    return drawn


def name_of(standard: Row) -> str:
    """What people call a standard: its number, its plan number or its title."""
    return str(standard["number"] or standard["planNumber"] or standard.get("title") or "")


def named(standard: Row) -> str:
    """Its name with its title."""
    name = name_of(standard)
    return f"{name} {standard['title'] or ''}".strip() if standard.get("title") != name else name


def coded(thing: Row | None) -> str | None:
    """Code and title of a thing; None for none."""
    return f"{thing['code']} {thing.get('title') or ''}".strip() if thing else None


def brief(names: Sequence[str], most: int = 10) -> list[str]:
    """The first of many names, and how many more there are."""
    more = len(names) - most
    return list(names) if more <= 0 else [*names[:most], f"… +{more}"]


def source_of(source: Row | None) -> str:
    """What a source is called: its title, else its address."""
    return str((source or {}).get("title") or (source or {}).get("url") or "")
