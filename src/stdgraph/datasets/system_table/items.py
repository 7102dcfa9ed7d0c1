"""From a row of the list to an item."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from stdgraph.datasets.system_table.cell_numbers import (
    is_placeholder,
    is_plan,
    plan_text,
    read_adoptions,
    read_numbers,
    split_numbers,
)
from stdgraph.datasets.system_table.columns import TICKS
from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.item_checks import checked
from stdgraph.datasets.system_table.item_values import ItemValues
from stdgraph.datasets.system_table.mapping import ColumnMapping, SheetMapping
from stdgraph.datasets.system_table.replacements import read_replacements
from stdgraph.datasets.system_table.sheet import column_number
from stdgraph.datasets.system_table.table import TableItem
from stdgraph.datasets.system_table.tree import has_chinese
from stdgraph.datasets.system_table.words import StatedState, is_empty, meaning, read_state
from stdgraph.domain.vocabulary import Degree, Level, Membership, Nature, Priority, TitleBasis

F = TableField
_NATURES = (
    (re.compile("强制|^GB$"), Nature.MANDATORY),
    (re.compile("推荐|^GB/T$"), Nature.RECOMMENDED),
    (re.compile("指导|^GB/Z$"), Nature.GUIDANCE),
)
_CHINESE_ONLY = re.compile("中文|chinese|zh|cn", re.IGNORECASE)
_ENGLISH_WORD = re.compile(r"[A-Za-z]{2,}")
_ENGLISH = 4
"""Words without a Chinese character that are an English title even below a heading of Chinese ones."""


class _Numbers(NamedTuple):
    """What the cells of numbers say."""

    number: str | None = None
    printed: str | None = None
    further: tuple[str, ...] = ()
    plan: str | None = None
    state: str | None = None
    """The state that stands in place of a number (制定中)."""


@dataclass(frozen=True, slots=True)
class ItemReader:
    """Reads the items of a sheet."""

    draft: SheetMapping

    def read(
        self, values: ItemValues, subsystem: str | None, item_number: str | None, state: str | None
    ) -> TableItem | None:
        """The item of a row; None where it is rejected, which is noted. ``state`` is what the sheet or a heading says of its rows."""
        numbers = self._numbers(values)
        title_zh, title_en = self._titles(values)
        if not (numbers.number or numbers.plan or title_zh or title_en):
            values.findings.reject(
                values.place(),
                " ".join(cell.text for cell in values.row.filled()),
                "既无标准号、计划号，也无名称",
                "neither a number nor a title",
            )
            return None
        stated = self._state(values, numbers, state)
        level, nature = self._level(values)
        replaced = read_replacements(values, numbers.number)
        if replaced.withdrawn and stated is None:
            stated = read_state("WITHDRAWN WITHDRAWN 95.99")
        degree = values.word(F.ADOPTION_DEGREE)
        adopts, others = read_adoptions(values.lines(F.ADOPTS) or "", Degree(degree) if degree else None)
        for text in others:
            values.findings.unknown_value(values.place(F.ADOPTS), text, F.ADOPTS)
        priority = values.word(F.PRIORITY)
        membership, basis = values.word(F.MEMBERSHIP), values.word(F.TITLE_BASIS)
        item = TableItem(
            place=values.place(),
            subsystem=subsystem,
            sequence=values.text(F.SEQUENCE),
            item_number=item_number,
            number=numbers.number,
            printed_number=numbers.printed,
            further_numbers=numbers.further,
            plan_number=numbers.plan,
            title_zh=title_zh,
            title_en=title_en,
            level=level,
            nature=nature,
            status=stated.status if stated else None,
            standing=stated.standing if stated else None,
            stage=stated.stage if stated else None,
            published_on=values.date(F.PUBLISHED_ON),
            in_force_on=values.date(F.IN_FORCE_ON),
            withdrawn_on=values.date(F.WITHDRAWN_ON),
            planned_on=values.date(F.PLANNED_ON),
            adopts=tuple(adopts),
            replaces=replaced.replaces,
            replaces_in_part=replaced.in_part,
            replaced_by=replaced.replaced_by,
            committee=values.text(F.COMMITTEE),
            department=values.text(F.DEPARTMENT),
            drafting_bodies=values.text(F.DRAFTING_BODIES),
            categories=values.text(F.CATEGORIES),
            kind=values.text(F.KIND),
            priority=Priority(priority) if priority else None,
            ics=values.text(F.ICS),
            ccs=values.text(F.CCS),
            remarks=values.lines(F.REMARKS),
            membership=Membership(membership) if membership else None,
            listing_note=values.lines(F.LISTING_NOTE),
            title_basis=TitleBasis(basis) if basis else None,
        )
        return checked(values, item)

    def _numbers(self, values: ItemValues) -> _Numbers:
        found = _Numbers()
        for field in (F.NUMBER, F.NUMBER_OR_PLAN, F.PLAN_NUMBER):
            text = values.lines(field)
            if text:
                found = _with_numbers(values, field, text, found)
        return found

    def _titles(self, values: ItemValues) -> tuple[str | None, str | None]:
        """Both titles. One cell may hold both, a line each; an English text under a heading of no language is the English title."""
        english = values.text(F.TITLE_EN)
        text = values.lines(F.TITLE_ZH)
        if english and text == english:  # one title that stands in for the other
            return (_title(english), None) if has_chinese(english) else (None, english)
        if not text:
            return None, english
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        latin = [line for line in lines if not has_chinese(line)]
        if english is None and latin and len(latin) < len(lines) and latin == lines[-len(latin) :]:
            return _title(" ".join(lines[: -len(latin)])), " ".join(latin)
        whole = " ".join(lines)
        heading = next(
            (column.heading for column in (self.draft.columns or {}).values() if column.field is F.TITLE_ZH), ""
        )
        if english is None and not has_chinese(whole):
            least = _ENGLISH if _CHINESE_ONLY.search(heading) else 1
            if " " in whole and len(_ENGLISH_WORD.findall(whole)) >= least:
                return None, whole
        return _title(whole), english

    def _level(self, values: ItemValues) -> tuple[Level | None, Nature | None]:
        code, nature = values.word(F.LEVEL), values.word(F.NATURE)
        text = (values.text(F.LEVEL) or "").strip().upper()
        if code is None and (ticked := self._ticked(values, F.LEVEL_TICK)):
            code = meaning(F.LEVEL, ticked)
        said = next((value for pattern, value in _NATURES if pattern.search(text)), None) if code else None
        return Level(code) if code else None, Nature(nature) if nature else said

    def _state(self, values: ItemValues, numbers: _Numbers, above: str | None) -> StatedState | None:
        status, stage = values.word(F.STATUS), values.word(F.STAGE)
        if status and stage:
            coarse, fine = read_state(status), read_state(stage)
            if coarse.status is fine.status:
                return StatedState(coarse.status, coarse.standing, fine.stage or coarse.stage)
            values.findings.note(
                values.place(F.STAGE),
                values.text(F.STAGE),
                f"阶段与状态“{values.text(F.STATUS)}”不符，采用状态",
                f"the stage contradicts the status {values.text(F.STATUS)!r}, which was taken",
            )
        if ticked := self._ticked(values, F.STATUS_TICK):
            status = status or meaning(F.STATUS, ticked)
        in_force = values.text(F.IN_FORCE_ON)
        said = status or stage or numbers.state or (meaning(F.STATUS, in_force) if in_force else None) or above
        return read_state(said) if said else None

    def _ticked(self, values: ItemValues, field: TableField) -> str | None:
        """The heading of the one column of ticks that is ticked in a row."""
        found = [
            column.heading.split()[-1]
            for letters, column in (self.draft.columns or {}).items()
            if column.field is field and self._is_ticked(values, letters, column)
        ]
        if len(found) > 1:
            values.findings.note(
                values.place(), "、".join(found), "勾选了多项，未采用", "more than one is ticked, none was taken"
            )
        return found[0] if len(found) == 1 else None

    def _is_ticked(self, values: ItemValues, letters: str, column: ColumnMapping) -> bool:
        text = values.row.text(column_number(letters))
        return not is_empty(text) and text.casefold() in TICKS and text.casefold() not in ("x", "×")


def _with_numbers(values: ItemValues, field: TableField, text: str, known: _Numbers) -> _Numbers:
    """What a cell of numbers adds to those that are known."""
    place = values.place(field)
    found, others = read_numbers(text)
    plans = [plan_text(part) for part in split_numbers(text) if is_plan(part)]
    numbers = [one for one in found if not is_plan(one.printed) and not is_placeholder(one.printed)]
    state = known.state
    for part in others:
        said = meaning(TableField.STATUS, part)
        if said:
            state = said
            values.findings.note(place, part, "该处不是编号，读作状态", "a state in place of a number")
        elif field is F.PLAN_NUMBER and any(map(str.isdigit, part)) and len(part) <= 60:
            plans.append(plan_text(part))
        elif not is_placeholder(part):
            values.findings.unknown_value(place, part, field)
    if any(is_placeholder(one.printed) for one in found) or any(map(is_placeholder, others)):
        values.findings.note(place, text, "编号未定，只按名称收录", "the number is left open: taken without it")
    if field is F.PLAN_NUMBER and numbers:
        values.findings.note(place, text, "计划号一栏中是标准号", "a standard number in the column of plan numbers")
    for one in numbers:
        if one.widths:
            values.findings.note(
                place, one.printed, f"全角字符，读作 {one.number}", f"characters of full width, read as {one.number}"
            )
    if len(numbers) > 1:
        values.findings.note(
            place, text, "一格多个标准号，首个为本行的编号", "several numbers in one cell: the first one is the row's"
        )
    own = numbers[0] if numbers else None
    return _Numbers(
        known.number or (own.number if own else None),
        known.printed or (own.printed if own else None),
        known.further + tuple(one.number for one in (numbers if known.number else numbers[1:])),
        known.plan or (plans[0] if plans else None),
        state,
    )


def _title(text: str) -> str | None:
    """A title without the quotation marks around all of it."""
    if text.startswith("《") and text.endswith("》") and text.count("《") == 1:
        text = text[1:-1]
    return text or None
