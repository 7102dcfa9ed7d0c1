"""The list of standards (明细表): the rows of each subsystem under a row with its code and title."""

from __future__ import annotations

from collections.abc import Sequence

from stdgraph.domain.vocabulary import Language
from stdgraph.exports.system_forms import texts
from stdgraph.exports.system_forms.forms import Branch, SystemForms
from stdgraph.exports.system_forms.item_columns import CODE, TITLE, columns
from stdgraph.exports.system_forms.sheet import Column, Sheet, row_height


def write_items(sheet: Sheet, forms: SystemForms, language: Language, as_of: str) -> None:
    """Fill the sheet."""
    shown, printed = columns(language, numbered=any(row["itemNumber"] for row in forms.rows))
    sheet.title(forms.sheet_title(texts.ITEMS, language), as_of, shown[:printed])
    heading = sheet.row
    sheet.headings(shown)
    number = 0
    for branch in forms.branches:
        _heading(sheet, shown[:printed], branch, language)
        for row in forms.listed_in(branch.code):
            number += 1
            sheet.fill(shown, (number, row), high=printed)
    if not forms.branches:
        sheet.merged(printed, texts.NONE.in_language(language), sheet.formats["note"], row_height([("", 1)]))
    sheet.print_setup(language, f"{forms.code} {as_of}", repeat=(heading, heading), columns=printed)


def _heading(sheet: Sheet, columns: Sequence[Column], branch: Branch, language: Language) -> None:
    """A row that names a subsystem: its code under the codes, its title from the column of titles on, deeper ones further right."""
    plain, form = sheet.formats["branch"], sheet.formats.indented("branch", branch.depth - 1)
    for column in range(len(columns)):
        sheet.write(column, branch.code if column == CODE else None, plain)
    title = next(place for place, column in enumerate(columns) if column.form == TITLE)
    sheet.sheet.merge_range(sheet.row, title, sheet.row, len(columns) - 1, "", form)
    sheet.write(title, branch.title(language), form)
    width = sum(column.width for column in columns[title:])
    sheet.sheet.set_row(sheet.row, max(row_height([(branch.title(language), width - branch.depth)]), 18))
    sheet.row += 1
