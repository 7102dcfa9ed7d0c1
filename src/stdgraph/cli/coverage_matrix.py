"""A coverage matrix that is read on a terminal: a mark a cell, numbered columns, in blocks as wide as the terminal is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from stdgraph.cli import lookup_texts as say
from stdgraph.cli.output import Row, answers, heading
from stdgraph.cli.sheet import coded
from stdgraph.domain.terms import TERMS
from stdgraph.domain.vocabulary import CellState, Language

WIDEST = 100
"""Cells of a line, at most: what is wider nobody reads across."""
NAMES = 34
"""Cells of the names of rows, at most."""
CELL = 4
"""Cells that a column takes: a number or a mark, whether it is demanded, a blank."""

STYLES = {
    CellState.IN_FORCE: "green",
    CellState.UPCOMING: "green",
    CellState.DRAFTING: "yellow",
    CellState.PLANNED: "yellow",
    CellState.GROUP_ONLY: "magenta",
    CellState.MISSING: "bold red",
    CellState.EMPTY: "dim",
}


def matrix(answer: Row, language: Language, *, everything: bool) -> Iterator[Text]:
    """The heading, the summary, the blocks, what the numbers and marks mean, and what was left out for being empty."""
    found = answer["coverage"]
    cells = {(cell["row"], cell["column"]): cell for cell in found["cells"]}
    used = [cell for cell in found["cells"] if cell["state"] != CellState.EMPTY or cell["demanded"]]
    full_rows, full_columns = {cell["row"] for cell in used}, {cell["column"] for cell in used}
    rows = [row for row in found["rows"] if everything or row["code"] in full_rows]
    columns = [column for column in found["columns"] if everything or column["code"] in full_columns]
    yield heading(str(coded(answer["system"])))
    counts = {**found["summary"], "group_only": found["summary"]["groupOnly"]}
    yield Text(say.COVERAGE_SUMMARY.said_in(language, **counts))
    if not rows or not columns:
        yield Text(say.NOTHING_COVERED.said_in(language))
        return
    yield from _blocks(rows, columns, cells, language)
    yield Text(_marks(used if not everything else found["cells"], language))
    numbered = [f"{place} {coded(column)}" for place, column in enumerate(columns, 1)]
    yield from _legend(numbered)
    yield from _left_out(found, rows, columns, language)


def _width() -> int:
    return min(WIDEST, answers().width)


def _blocks(
    rows: Sequence[Row], columns: Sequence[Row], cells: dict[tuple[str, str], Row], language: Language
) -> Iterator[Text]:
    """The matrix, as many columns at a time as there is room for."""
    names = [f"{'  ' * (row['depth'] - 1)}{coded(row)}" for row in rows]
    left = min(NAMES, max(map(cell_len, names)))
    widest = max(1, (_width() - left - 1) // CELL)
    many = -(-len(columns) // -(-len(columns) // widest))  # blocks of about the same size
    for start in range(0, len(columns), many):
        shown = list(enumerate(columns, 1))[start : start + many]
        yield Text(" " * (left + 1) + "".join(f"{place:<{CELL}}" for place, _ in shown).rstrip(), style="bold")
        for row, name in zip(rows, names, strict=True):
            line = Text(_clipped(name, left) + " ")
            for _, column in shown:
                cell = cells[row["code"], column["code"]]
                state = CellState(cell["state"])
                mark = _mark(state, language) + ("*" if cell["demanded"] else "")
                line.append(set_cell_size(mark, CELL), style=STYLES[state])
            line.rstrip()
            yield line
        yield Text("")


def _clipped(name: str, width: int) -> str:
    return set_cell_size(name, width) if cell_len(name) <= width else set_cell_size(name, width - 1) + "…"


def _mark(state: CellState, language: Language) -> str:
    zh, en = say.MARKS[state]
    return zh if language is Language.ZH else en


def _marks(cells: Sequence[Row], language: Language) -> str:
    """The marks that occur, with their meanings."""
    present = {cell["state"] for cell in cells} | {CellState.EMPTY}
    told = [
        f"{_mark(state, language)} {TERMS[CellState][state].in_language(language)}"
        for state in CellState
        if state in present
    ]
    return say.MARKS_MEAN.said_in(language, marks=("、" if language is Language.ZH else ", ").join(told))


def _legend(numbered: Sequence[str]) -> Iterator[Text]:
    """What the numbers of the columns mean, side by side where they fit."""
    widest = max(map(cell_len, numbered)) + 2
    beside = max(1, _width() // widest)
    deep = -(-len(numbered) // beside)
    for place in range(deep):
        yield Text("".join(set_cell_size(one, widest) for one in numbered[place::deep]).rstrip())


def _left_out(found: Row, rows: Sequence[Row], columns: Sequence[Row], language: Language) -> Iterator[Text]:
    shown = {row["code"] for row in rows}
    empty = [row["code"] for row in found["rows"] if row["code"] not in shown]
    if empty:
        codes = ("、" if language is Language.ZH else ", ").join(empty)
        yield Text(say.ROWS_EMPTY.said_in(language, count=len(empty), codes=codes))
    if few := len(found["columns"]) - len(columns):
        yield Text(say.COLUMNS_EMPTY.said_in(language, count=few))
