"""The page of the forms names the columns and the sheets that there are."""

from __future__ import annotations

from pathlib import Path

from stdgraph.domain.vocabulary import Language
from stdgraph.exports.system_forms.item_columns import columns
from tests.exports.system_forms.test_workbook import SHEETS

PAGE = (Path(__file__).parents[3] / "docs" / "gbt-13016.md").read_text(encoding="utf-8")


def _rows(heading: str) -> list[tuple[str, ...]]:
    """The rows of the table with a heading."""
    table = PAGE.partition(f"{heading}\n")[2].partition("\n\n")[0]
    return [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in table.splitlines()[1:]]


def test_the_columns_of_the_list() -> None:
    shown, printed = columns(Language.ZH, numbered=False)
    named = [column.heading for column in shown]
    rows = _rows("| printed | not printed |")
    assert [one for one, _ in rows if one] == named[:printed]
    assert [other for _, other in rows if other] == named[printed:]


def test_the_sheets() -> None:
    assert [name for name, _ in _rows("| sheet | holds |")] == SHEETS
