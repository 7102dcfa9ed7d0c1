"""The statistics of a system (统计表): items required and existing, by level and by top-level subsystem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stdgraph.domain.terms import Term
from stdgraph.domain.vocabulary import Language, Level
from stdgraph.exports.system_forms import texts
from stdgraph.exports.system_forms.forms import SystemForms, cell_term
from stdgraph.exports.system_forms.sheet import Column, Sheet, Value, ratio_or_dash

Figures = tuple[str, int, int, float | None]
"""What is counted, required, existing, and their ratio."""


def by_level(forms: SystemForms, language: Language) -> Iterator[Figures]:
    """A row for each level of which there are items; what no level is decided for, and what is declared and not itemised, at the end."""
    for row in forms.progress["statistics"]:
        level = row["level"]
        name = cell_term(Level(level), language) if level is not None else texts.UNDECIDED.in_language(language)
        yield name, row["required"], row["existing"], row["ratio"]
    if forms.progress["unitemised"]:
        yield texts.UNITEMISED.in_language(language), forms.progress["unitemised"], 0, 0.0


def by_subsystem(forms: SystemForms, language: Language) -> Iterator[Figures]:
    """A row for each subsystem at the top."""
    for branch in forms.branches:
        if branch.depth == 1:
            figures = branch.total
            name = f"{branch.code} {branch.title(language)}"
            yield name, figures["items"], figures["itemsMet"], figures["completion"]


def write_statistics(sheet: Sheet, forms: SystemForms, language: Language, as_of: str) -> None:
    """Fill the sheet."""
    total = forms.progress["statisticsTotal"]
    columns = _columns(texts.KIND_OF_STANDARD, language)
    sheet.title(forms.sheet_title(texts.STATISTICS, language), as_of, columns)
    sum_row = (texts.TOTAL.in_language(language), total["required"], total["existing"], total["ratio"])
    _table(sheet, texts.BY_LEVEL.in_language(language), columns, [*by_level(forms, language), sum_row])
    sheet.row += 1
    itemised = forms.progress["items"], forms.progress["itemsMet"]
    ratio = itemised[1] / itemised[0] if itemised[0] else None
    name = texts.TOTAL_ITEMISED if forms.progress["unitemised"] else texts.TOTAL
    sum_row = (name.in_language(language), *itemised, ratio)
    columns = _columns(texts.TOP_SUBSYSTEM, language)
    _table(sheet, texts.BY_SUBSYSTEM.in_language(language), columns, [*by_subsystem(forms, language), sum_row])
    sheet.merged(len(columns), texts.STATISTICS_NOTE.in_language(language), sheet.formats["note"], 18)
    sheet.print_setup(language, f"{forms.code} {as_of}", repeat=None, columns=len(columns))


def _columns(first: Term, language: Language) -> list[Column]:
    headings = (first, texts.REQUIRED, texts.EXISTING, texts.RATIO)
    forms, widths = ("text", "number", "number", "ratio"), (46, 18, 18, 22)

    def column(place: int) -> Column:
        return Column(
            headings[place].in_language(language), widths[place], lambda one: _shown(one[place]), forms[place]
        )

    return [column(place) for place in range(len(headings))]


def _shown(value: Value) -> Value:
    return ratio_or_dash(None) if value is None else value


def _table(sheet: Sheet, name: str, columns: Sequence[Column], rows: Sequence[Figures]) -> None:
    sheet.merged(len(columns), name, sheet.formats["section"], 20)
    sheet.headings(columns)
    for row in rows[:-1]:
        sheet.fill(columns, row)
    for place, value in enumerate(rows[-1]):
        sheet.write(place, _shown(value), sheet.formats["total ratio" if place == len(columns) - 1 else "total"])
    sheet.sheet.set_row(sheet.row, 18)
    sheet.row += 1
