"""No text of a cell is a formula anywhere, and none is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.csv_text import protect, unprotect
from stdgraph.domain.terms import Term
from stdgraph.domain.vocabulary import Language
from stdgraph.exports.cells import LONGEST, csv_cell, workbook_text
from stdgraph.exports.columns import ExportColumn, Row
from stdgraph.exports.export import ExportRequest
from stdgraph.exports.text_formats import BOM, write_csv
from stdgraph.exports.workbook import lines_of, write_workbook
from tests.exports.workbook import cells

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "'=1",
    "<r><t>x</t></r>",
    "_x0041_",
    "\x00\x0b\ud800",
    "",
)
SAID = st.one_of(
    st.sampled_from(FORMULAS),
    st.text(max_size=30),
    st.sampled_from("=+-@\t\r\n'").flatmap(lambda sign: st.text(max_size=9).map(lambda rest: sign + rest)),
)
COLUMN = ExportColumn("said", Term("说", "Said"), lambda row, _: row["said"])
LINE = ExportColumn("line", Term("行", "Line"), lambda row, _: row["line"])
TODAY = date(2026, 11, 23)
REQUEST = ExportRequest({}, None, None, TODAY, Language.EN)


async def _pages(*pages: Sequence[Row]) -> AsyncIterator[Sequence[Row]]:
    for page in pages:
        yield page


async def _whole(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


@given(SAID)
def test_a_protected_text_is_no_formula_and_comes_back(said: str) -> None:
    cell = protect(said)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert unprotect(cell) == said
    assert cell in (said, f"'{said}")


@given(st.lists(st.text(max_size=5), max_size=3))
def test_a_list_is_protected_as_a_whole(parts: list[str]) -> None:
    assert unprotect(csv_cell(parts)) == "|".join(parts)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (-3, "-3"), (0.5, "0.5"), (4.0, "4"), (date(2020, 1, 2), "2020-01-02"), ("-3", "'-3"), ([], "")],
)
def test_numbers_and_days_stand_as_they_are(value: object, text: str) -> None:
    assert csv_cell(value) == text  # type: ignore[arg-type]


@given(st.lists(st.lists(SAID.filter(lambda said: "\ud800" not in said), max_size=3), max_size=3))
async def test_csv_begins_with_a_mark_and_ends_lines_in_crlf(pages: list[list[str]]) -> None:
    rows = [[{"said": said} for said in page] for page in pages] or [[]]
    text = (await _whole(write_csv((COLUMN,), _pages(*rows), Language.ZH))).decode()
    assert text.startswith(f"{BOM}说\r\n")
    head, *read = csv.reader(io.StringIO(text.removeprefix(BOM), newline=""))
    assert head == ["说"]
    assert [unprotect(row[0] if row else "") for row in read] == [said for page in pages for said in page]


@given(st.lists(SAID, max_size=4))
async def test_a_workbook_holds_texts_only(said: list[str]) -> None:
    rows_of = [{"line": n, "said": one} for n, one in enumerate(said)]
    book = await _whole(write_workbook(Term("表", "Table"), (LINE, COLUMN), _pages(rows_of), REQUEST, {}))
    head, *rows = cells(book)
    assert head == ["Line", "Said"]
    assert len(rows) == len(said)
    for row, one in zip(rows, said, strict=True):
        shown = (
            "".join(row[1:]).replace("_x005F_", "_").replace("_x000D_", "\r")
        )  # as Excel reads it: ECMA-376, ST_Xstring
        assert shown.strip() == workbook_text(one).replace("\r\n", "\n").replace("\r", "\r").strip()


@given(st.text())
def test_what_xml_cannot_hold_is_replaced_and_the_rest_is_kept(said: str) -> None:
    shown = workbook_text(said)
    assert len(shown) <= LONGEST
    legal = [
        sign
        for sign in said
        if sign in "\t\n\r" or (sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff")
    ]
    assert [sign for sign in shown if sign != "\ufffd"] == [sign for sign in legal if sign != "\ufffd"]


def test_a_text_that_is_too_long_says_so() -> None:
    assert workbook_text("x" * (LONGEST + 1)) == "x" * (LONGEST - 1) + "…"
    assert workbook_text(["a", "=b"]) == "a\n=b"


@pytest.mark.parametrize(
    ("value", "lines"), [(None, 1), (7, 1), ("", 1), ("abc", 1), ("一二三四五六", 2), ("a\nb", 2), (["a", "b", "c"], 3)]
)
def test_a_row_is_as_tall_as_its_lines(value: object, lines: int) -> None:
    assert lines_of(value, 11) == lines  # type: ignore[arg-type]
