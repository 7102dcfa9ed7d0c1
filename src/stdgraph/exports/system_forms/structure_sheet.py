"""The structure of a system as a table: its subsystems in order, indented by depth, with their figures."""

from __future__ import annotations

from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.headings import HEADINGS
from stdgraph.domain.vocabulary import Confidence, Language
from stdgraph.exports.system_forms import texts
from stdgraph.exports.system_forms.forms import Branch, SystemForms, cell_term
from stdgraph.exports.system_forms.sheet import Column, Sheet, Value, ratio_or_dash


def _columns(language: Language) -> list[Column]:
    def known(field: TableField, width: float, form: str, name: str) -> Column:
        heading = HEADINGS[field].zh if language is Language.ZH else HEADINGS[field].en
        return Column(heading, width, lambda one: getattr(one, name), form)

    def figure(heading: str, width: float, name: str) -> Column:
        return Column(heading, width, lambda one: one.total[name], "number")

    say = language
    return [
        known(TableField.SUBSYSTEM_CODE, 10, "text", "code"),
        known(TableField.SUBSYSTEM_TITLE, 34, "text", "title_zh"),
        known(TableField.SUBSYSTEM_TITLE_EN, 38, "text", "title_en"),
        known(TableField.SUBSYSTEM_PARENT, 9, "centre", "parent"),
        Column(texts.OWN.in_language(say), 8.5, lambda one: one.own["listed"], "number"),
        figure(texts.REQUIRED.in_language(say), 8, "items"),
        figure(texts.EXISTING.in_language(say), 8, "itemsMet"),
        figure(texts.OPEN.in_language(say), 8, "itemsOpen"),
        Column(texts.RATIO.in_language(say), 11, lambda one: ratio_or_dash(one.total["completion"]), "ratio"),
        figure(texts.INFERRED.in_language(say), 8.5, "inferred"),
        figure(texts.IMPRECISE.in_language(say), 10, "imprecise"),
        Column(texts.GAPS.in_language(say), 8.5, lambda one: one.gaps, "number"),
        Column(texts.CONFIDENCE.in_language(say), 10, lambda one: _confidence(one, language), "centre"),
    ]


def _confidence(branch: Branch, language: Language) -> Value:
    return cell_term(Confidence(branch.confidence), language) if branch.confidence else None


def write_structure(sheet: Sheet, forms: SystemForms, language: Language, as_of: str) -> None:
    """Fill the sheet."""
    columns = _columns(language)
    sheet.title(forms.sheet_title(texts.STRUCTURE, language), as_of, columns)
    heading = sheet.row
    sheet.headings(columns)
    for branch in forms.branches:
        sheet.fill(columns, branch, indent=(0, branch.depth - 1))
    if not forms.branches:
        sheet.merged(len(columns), texts.NONE.in_language(language), sheet.formats["note"], 18)
    sheet.print_setup(language, f"{forms.code} {as_of}", repeat=(heading, heading), columns=len(columns))
