"""The figures as tables for people, as Markdown, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

Cell = str | int | float | None
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Section:
    """One table: its title and rows of the same columns."""

    title: str
    rows: Sequence[Row]

    @property
    def columns(self) -> list[str]:
        """The columns, in order."""
        return list(self.rows[0]) if self.rows else []


def show(sections: Sequence[Section], form: str) -> None:
    """Print the sections as ``table``, ``markdown`` or ``json``."""
    if form == "json":
        print(json.dumps({section.title: section.rows for section in sections}, ensure_ascii=False, indent=2))
    elif form == "markdown":
        print("\n\n".join(_markdown(section) for section in sections))
    else:
        for section in sections:
            Console(width=None if Console().is_terminal else 160).print(_table(section))


def _table(section: Section) -> Table:
    table = Table(title=section.title, title_justify="left")
    for place, column in enumerate(section.columns):
        table.add_column(column, justify="right" if place else "left", overflow="fold")
    for row in section.rows:
        table.add_row(*map(_text, row.values()))
    return table


def _markdown(section: Section) -> str:
    head = [f"| {' | '.join(section.columns)} |", "|---" + "|--:" * (len(section.columns) - 1) + "|"]
    rows = [f"| {' | '.join(map(_text, row.values()))} |" for row in section.rows]
    return "\n".join([f"**{section.title}**", "", *head, *rows])


def _text(cell: Cell) -> str:
    if cell is None:
        return "?"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell >= 100 else f"{cell:.1f}" if cell >= 10 else f"{cell:.2f}"
    return str(cell)
