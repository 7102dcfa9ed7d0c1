"""The list of standards (明细表): the rows of each subsystem under its code and title."""

from __future__ import annotations

from stdgraph.domain.vocabulary import Language
from stdgraph.exports.system_forms import texts
from stdgraph.exports.system_forms.forms import SystemForms
from stdgraph.exports.system_forms.item_columns import columns
from stdgraph.exports.system_forms.sheet import Sheet, row_height


def write_items(sheet: Sheet, forms: SystemForms, language: Language, as_of: str) -> None:
    """Fill the sheet."""
    shown, printed = columns(language, numbered=any(row["itemNumber"] for row in forms.rows))
    sheet.title(forms.sheet_title(texts.ITEMS, language), as_of, printed)
    heading = sheet.row
    sheet.headings(shown)
    number = 0
    for branch in forms.branches:
        _heading(sheet, printed, f"{branch.code} {branch.title(language)}", branch.depth)
        for row in forms.listed_in(branch.code):
            number += 1
            sheet.fill(shown, (number, row), high=printed)
    if not forms.branches:
        sheet.merged(printed, texts.NONE.in_language(language), sheet.formats["note"], row_height([("", 1)]))
    sheet.print_setup(language, f"{forms.code} {as_of}", repeat=(heading, heading), columns=printed)


def _heading(sheet: Sheet, columns: int, text: str, depth: int) -> None:
    """A row that names a subsystem, deeper ones further right."""
    form = sheet.formats.indented("branch", depth - 1)
    sheet.sheet.merge_range(sheet.row, 0, sheet.row, columns - 1, "", form)
    sheet.write(0, text, form)
    sheet.sheet.set_row(sheet.row, 18)
    sheet.row += 1
