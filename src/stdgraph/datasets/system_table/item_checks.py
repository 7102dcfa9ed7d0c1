"""What contradicts itself within one row: the field is left out, or the row rejected, and both are told."""

from __future__ import annotations

from dataclasses import replace

from stdgraph.datasets.system_table.cell_numbers import is_unknown, parsed, year_in
from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.item_values import ItemValues
from stdgraph.datasets.system_table.table import TableItem
from stdgraph.domain.numbers import Number, contradictions
from stdgraph.domain.terms import term
from stdgraph.domain.vocabulary import Language, Status

F = TableField


def checked(values: ItemValues, item: TableItem) -> TableItem | None:
    """The item without what contradicts itself; None where it is rejected."""
    if item.status is Status.PUBLISHED and not item.number and not is_unknown(values.text(F.NUMBER) or ""):
        values.findings.reject(
            values.place(F.STATUS),
            values.text(F.STATUS) or item.title_zh or item.title_en,
            "状态为已发布，却没有标准号",
            "published without a number (expected the number, or another status)",
        )
        return None
    return _without_unpublished_date(
        values, _without_contradicted_level(values, _without_contradicted_dates(values, item))
    )


def _without_contradicted_level(values: ItemValues, item: TableItem) -> TableItem:
    number = parsed(item.number or item.plan_number or "")
    if not isinstance(number, Number) or (item.level in (None, number.level) and item.nature in (None, number.nature)):
        return item
    for found in contradictions(item.number or item.plan_number, item.level, item.nature):
        field = F.LEVEL if found.field == "level" else F.NATURE
        given, said = (term(one, Language.ZH) for one in (found.given, found.said))
        values.findings.note(
            values.place(field),
            values.text(field),
            f"“{given}”与编号 {found.number}（{said}）矛盾，未采用",
            f"{term(found.given, Language.EN)} contradicts the number {found.number} ({term(found.said, Language.EN)}): left out",
        )
        item = replace(item, level=None) if field is F.LEVEL else replace(item, nature=None)
    return item


def _without_contradicted_dates(values: ItemValues, item: TableItem) -> TableItem:
    """Publication not before the year in the number, in force not before publication, withdrawal not before either."""
    year = year_in(item.number) if item.number else None
    if item.published_on and year and item.published_on.latest.year < year:
        _left_out(values, F.PUBLISHED_ON, f"早于编号中的年份 {year}", f"before the year in the number, {year}")
        item = replace(item, published_on=None)
    begin = item.published_on
    if item.in_force_on and begin and item.in_force_on.latest < begin.earliest:
        _left_out(values, F.IN_FORCE_ON, f"早于发布日期 {begin}", f"before the publication, {begin}")
        item = replace(item, in_force_on=None)
    elif item.in_force_on and year and item.in_force_on.latest.year < year:
        _left_out(values, F.IN_FORCE_ON, f"早于编号中的年份 {year}", f"before the year in the number, {year}")
        item = replace(item, in_force_on=None)
    begin = item.in_force_on or item.published_on
    if item.withdrawn_on and begin and item.withdrawn_on.latest < begin.earliest:
        _left_out(values, F.WITHDRAWN_ON, f"早于 {begin}", f"before {begin}")
        item = replace(item, withdrawn_on=None)
    return item


def _without_unpublished_date(values: ItemValues, item: TableItem) -> TableItem:
    """A planned or running project has no day of publication yet."""
    if item.status in (Status.PLANNED, Status.DRAFTING) and (item.published_on or item.in_force_on) and item.number:
        values.findings.note(
            values.place(F.STATUS),
            values.text(F.STATUS),
            f"“{term(item.status, Language.ZH)}”与标准号和日期矛盾，未采用",
            f"{term(item.status, Language.EN)} contradicts the number and the dates: left out",
        )
        return replace(item, status=None, standing=None, stage=None)
    return item


def _left_out(values: ItemValues, field: TableField, zh: str, en: str) -> None:
    values.findings.note(values.place(field), values.text(field), f"{zh}，未采用", f"{en}: left out")
