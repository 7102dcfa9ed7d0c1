"""A table written with any headings, in any order and format, is recognised as what was written."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stdgraph.datasets.system_table import SystemTable, TableField
from stdgraph.datasets.system_table.headings import HEADINGS
from tests.datasets.system_table.books import new_book, saved, sheet_of, table_of

F = TableField
EMPTY = ("", "/", "—", "-", "无")
STATES = (
    (True, "现行", "PUBLISHED"),
    (True, "已发布", "PUBLISHED"),
    (True, "即将实施", "PUBLISHED"),
    (True, "废止", "WITHDRAWN"),
    (True, "Published", "PUBLISHED"),
    (False, "在研", "DRAFTING"),
    (False, "征求意见", "DRAFTING"),
    (False, "报批稿", "DRAFTING"),
    (False, "拟制订", "PLANNED"),
    (False, "Under development", "DRAFTING"),
)
LEVELS = (("国家标准", "NATIONAL"), ("国标", "NATIONAL"), ("National", "NATIONAL"))
DATES = (
    ("{y}-{m:02}-{d:02}", 3),
    ("{y}/{m}/{d}", 3),
    ("{y}.{m}.{d}", 3),
    ("{y}年{m}月{d}日", 3),
    ("{y}{m:02}{d:02}", 3),
    ("{y}年{m}月", 2),
    ("{y}.{m}", 2),
    ("{y}", 1),
    ("{y}年", 1),
)
DASHES = ("-", "—", "–", "－")
AMBIGUOUS = frozenset(
    {"标准", "名称", "编号", "Number", "Code", "代号", "代码", "Standard", "Document", "Reference", "领域"}
)
"""Headings that other columns decide."""


@dataclass(frozen=True)
class Written:
    """A row as it is written and as it is to be read."""

    subsystem: int
    cells: dict[TableField, str]
    read: tuple[str, ...]


READ = ("number", "plan_number", "title_zh", "title_en", "level", "status", "published_on", "adopts", "remarks")


@st.composite
def _dates(draw: st.DrawFn, year: int) -> tuple[str, str]:
    form, depth = draw(st.sampled_from(DATES))
    month, day = draw(st.integers(1, 12)), draw(st.integers(1, 28))
    iso = "-".join((str(year), f"{month:02}", f"{day:02}")[:depth])
    return form.format(y=year, m=month, d=day), iso


@st.composite
def _rows(draw: st.DrawFn, subsystems: int) -> list[Written]:
    found = []
    for n in range(draw(st.integers(1, 8))):
        where = n % subsystems
        year = draw(st.integers(1990, 2024))
        numbered, word, status = draw(st.sampled_from(STATES))
        dash = draw(st.sampled_from(DASHES))
        space = draw(st.sampled_from((" ", "", "　")))
        number = f"GB/T {1000 + n}-{year}" if numbered else ""
        plan = "" if numbered else f"2021{4000 + n}-T-469"
        title = draw(st.text("光伏组件电池逆变器测试方法要求 ", min_size=1, max_size=12)).strip() or "甲"
        level, coded = draw(st.sampled_from(LEVELS))
        date, iso = draw(_dates(year)) if numbered else (draw(st.sampled_from(EMPTY)), "")
        adopted = draw(st.booleans())
        degree = draw(st.sampled_from((", IDT", "（MOD）", " NEQ", "，等同")))
        code = {", IDT": "IDT", "（MOD）": "MOD", " NEQ": "NEQ", "，等同": "IDT"}[degree]
        cells = {
            F.NUMBER: f"GB/T{space}{1000 + n}{dash}{year}" if numbered else draw(st.sampled_from(EMPTY)),
            F.PLAN_NUMBER: plan or draw(st.sampled_from(EMPTY)),
            F.TITLE_ZH: f"{title}{n}号",
            F.TITLE_EN: f"Title number {n}",
            F.LEVEL: level,
            F.STATUS: word,
            F.PUBLISHED_ON: date,
            F.ADOPTS: f"IEC {60000 + n}-1:{year}{degree}" if adopted else draw(st.sampled_from(EMPTY)),
            F.REMARKS: draw(st.sampled_from(("", "甲，乙", "见附件"))),
        }
        adopts = f"IEC {60000 + n}-1:{year} {code}" if adopted else ""
        found.append(
            Written(
                where,
                cells,
                (number, plan, f"{title}{n}号", f"Title number {n}", coded, status, iso, adopts, cells[F.REMARKS]),
            )
        )
    return sorted(found, key=lambda row: row.subsystem)


SUBSYSTEMS = (("1", "基础", ""), ("101", "术语", "1"), ("102", "符号", "1"), ("2", "方法", ""), ("201", "电性能", "2"))
HOW = ("heading rows", "one column", "two columns", "levels", "spaced headings")


def _lead(how: str, code: str, title: str, parent: str) -> dict[TableField, str]:
    """The cells of a row that tell its subsystem."""
    if how == "one column":
        return {F.SUBSYSTEM: f"{code} {title}"}
    if how == "two columns":
        return {F.SUBSYSTEM_CODE: code, F.SUBSYSTEM_TITLE: title}
    if how == "levels":
        above = next((f"{one} {name}" for one, name, _ in SUBSYSTEMS if one == parent), None)
        return {F.SUBSYSTEM_1: above or f"{code} {title}", F.SUBSYSTEM_2: f"{code} {title}" if above else ""}
    return {}


@st.composite
def _tables(draw: st.DrawFn) -> tuple[list[list[str]], list[Written], str, bool]:
    """Rows of text, what they mean, how subsystems are told, and whether single texts are to be merged."""
    rows = draw(_rows(len(SUBSYSTEMS)))
    how = draw(st.sampled_from(HOW))
    fields = [F.SEQUENCE, *draw(st.permutations(list(rows[0].cells)))]
    told = list(_lead(how, "1", "甲", ""))
    at = draw(st.integers(1, len(fields)))
    fields[at:at] = told
    heading = {
        field: draw(st.sampled_from([text for text in HEADINGS[field].known if text not in AMBIGUOUS]))
        for field in fields
    }
    head = [heading[field] for field in fields]
    lines: list[list[str]] = [["新能源标准体系表"]] * draw(st.integers(0, 2))
    lines.append(head)
    open_path: list[str] = []
    for n, row in enumerate(rows, 1):
        code, title, parent = SUBSYSTEMS[row.subsystem]
        if not told:
            for one, name, _ in SUBSYSTEMS:
                if one in (parent, code) and one not in open_path:
                    open_path.append(one)
                    lines.append([f"{one}{'　' if how == 'spaced headings' else ' '}{name}"])
        if draw(st.integers(0, 9)) == 0:
            lines.append(head)
        if draw(st.integers(0, 9)) == 0:
            lines.append([])
        values: dict[TableField, str] = {F.SEQUENCE: str(n), **row.cells, **_lead(how, code, title, parent)}
        lines.append([values[field] for field in fields])
    if draw(st.booleans()):
        lines.append(["合计", str(len(rows))])
    if draw(st.booleans()):
        lines.append(["注：数据截至2024年底。"])
    return lines, rows, how, draw(st.booleans())


def _read(table: SystemTable) -> list[tuple[str | None, tuple[str, ...]]]:
    def text(value: object) -> str:
        return "" if value is None else str(value)

    return [
        (
            item.subsystem,
            tuple(
                ", ".join(f"{one.number} {one.degree}" for one in item.adopts)
                if field == "adopts"
                else text(getattr(item, field))
                for field in READ
            ),
        )
        for item in table.items
    ]


def _check(table: SystemTable, rows: Sequence[Written]) -> None:
    assert _read(table) == [(SUBSYSTEMS[row.subsystem][0], row.read) for row in rows]
    used = {SUBSYSTEMS[row.subsystem] for row in rows}
    parents = {(one.code, one.title_zh, one.parent or "") for one in table.subsystems}
    assert {(code, title) for code, title, _ in used} <= {(code, title) for code, title, _ in parents}
    assert all(
        parent in ("", next((above for code, _, above in SUBSYSTEMS if code == one), "")) for one, _, parent in parents
    )
    assert not table.rejected
    assert not table.unmapped
    assert not any(total.contradicts for total in table.totals)


@settings(max_examples=30, deadline=None)
@given(table=_tables())
def test_a_workbook_is_recognised_as_it_was_written(
    table: tuple[list[list[str]], list[Written], str, bool], tmp_path_factory: pytest.TempPathFactory
) -> None:
    lines, rows, _, _ = table
    book = new_book()
    sheet_of(book, "明细表", [line or [None] for line in lines])
    _check(table_of(saved(book, tmp_path_factory.getbasetemp())), rows)


@settings(max_examples=30, deadline=None)
@given(
    table=_tables(), encoding=st.sampled_from(("utf-8", "utf-8-sig", "gb18030", "utf-16")), sign=st.sampled_from(",;\t")
)
def test_a_text_table_is_recognised_as_it_was_written(
    table: tuple[list[list[str]], list[Written], str, bool],
    encoding: str,
    sign: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    lines, rows, _, padded = table
    width = max(map(len, lines))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sign)
    writer.writerows([*line, *([""] * (width - len(line) if padded else 0))] for line in lines)
    path = Path(tmp_path_factory.getbasetemp()) / "table.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    _check(table_of(path), rows)
