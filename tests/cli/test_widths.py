"""Tables on terminals of any width: figures stay whole, titles are to be read, and what is left out is named."""

from __future__ import annotations

import io
from collections.abc import Sequence
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from stdgraph.cli import output
from stdgraph.cli.output import READABLE, Column, Row, table
from stdgraph.domain.vocabulary import Language

FIGURES = ("items", "met", "listed", "planned")
COLUMNS = (
    Column("code", "代号", "code", itemgetter("code"), whole=True),
    Column("title", "名称", "title", itemgetter("title")),
    *(Column(name, name, name, itemgetter(name), right=True, spare=n) for n, name in enumerate(FIGURES)),
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "code": st.text("ABC", min_size=1, max_size=4),
            "title": st.text("标准体系 of standards", max_size=60),
            **{name: st.integers(0, 99_999) for name in FIGURES},
        }
    ),
    min_size=1,
    max_size=4,
)


def drawn(rows: Sequence[Row], width: int) -> list[str]:
    """The lines of the table on a terminal so many characters wide."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(output, "answers", lambda: Console(width=width))
        made = table(COLUMNS, rows, Language.EN)
    console = Console(file=io.StringIO(), width=width)
    console.print(made)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


@given(rows=ROWS, width=st.integers(60, 200))
def test_whatever_the_width_figures_are_whole_and_what_is_left_out_is_named(rows: list[Row], width: int) -> None:
    lines = drawn(rows, width)
    assert all(cell_len(line) <= width for line in lines)
    headings = {cell.strip() for cell in lines[1].split("┃")}
    kept = [name for name in FIGURES if name in headings]
    assert "items" in kept, "what cannot be spared"
    assert kept == list(FIGURES[: len(kept)]), "the greatest goes first"
    said = " ".join(line.strip() for line in lines if not line.startswith(("┃", "│", "┏", "┡", "└")))
    left_out = FIGURES[len(kept) :]
    assert said == (f"left out for want of width: {', '.join(left_out)}; --format csv has them all" if left_out else "")
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if line.startswith("│")]
    begun = [one for one in cells if one[0]]
    assert [one[2:] for one in begun] == [[str(row[name]) for name in kept] for row in rows]


@given(rows=ROWS)
def test_nothing_is_left_out_where_all_fits(rows: list[Row]) -> None:
    assert "left out" not in "".join(drawn(rows, 200))


@given(rows=ROWS, width=st.integers(60, 200))
def test_a_title_is_folded_but_stays_readable(rows: list[Row], width: int) -> None:
    lines = drawn(rows, width)
    room = cell_len(lines[1].split("┃")[2]) - 2
    assert room >= min(READABLE, max(len("title"), *(cell_len(row["title"]) for row in rows)))
