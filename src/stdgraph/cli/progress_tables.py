"""How progress is laid out in tables and in CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import itemgetter

from rich.table import Table
from rich.text import Text

from stdgraph.cli import texts
from stdgraph.cli.output import Column, Row, heading, percent, table
from stdgraph.domain.vocabulary import Language

BAR = 20
"""Characters of a bar that stands for everything."""


def _of(part: str, name: str) -> Callable[[Row], object]:
    return lambda row: row[part][name]


def _count(part: str, name: str, zh: str, en: str) -> Column:
    return Column(name, zh, en, _of(part, name), right=True)


def _shares(part: str) -> tuple[Column, ...]:
    """The counts that a system and a subtree share."""
    return (
        _count(part, "listed", "收录", "listed"),
        _count(part, "planned", "计划", "planned"),
        _count(part, "drafting", "起草", "drafting"),
        _count(part, "published", "已发布", "published"),
        _count(part, "withdrawn", "废止", "withdrawn"),
    )


def _completion(part: str) -> Column:
    return Column("completion", "完成率", "completion", _of(part, "completion"), right=True, people=percent)


_CODE = Column("code", "代号", "code", itemgetter("code"))
_TITLE = Column("title", "名称", "title", itemgetter("title"))
_DECLARED = _count("progress", "declared", "文件载明", "declared")

SYSTEMS_FOR_PEOPLE = (_CODE, _TITLE, _DECLARED, *_shares("progress"), _completion("progress"))
"""One line a system."""

SYSTEMS = (
    _CODE,
    _TITLE,
    Column("asOf", "日期", "as of", _of("progress", "asOf")),
    _DECLARED,
    *_shares("progress"),
    _count("progress", "abandoned", "终止", "abandoned"),
    _count("progress", "inForce", "现行", "in force"),
    _count("progress", "upcoming", "即将实施", "upcoming"),
    _count("progress", "superseded", "被代替", "superseded"),
    _count("progress", "unitemised", "未列明", "not itemised"),
    _count("progress", "undated", "日期不详", "undated"),
    _completion("progress"),
)
"""All figures of a system, one row a system."""

_GAPS = Column("openGaps", "缺口", "gaps", itemgetter("openGaps"), right=True)
_SUBSYSTEM = (
    Column("code", "代号", "code", _of("subsystem", "code")),
    Column("title", "名称", "title", _of("subsystem", "title")),
)

TREE = (
    *_SUBSYSTEM,
    Column("depth", "层级", "depth", _of("subsystem", "depth"), right=True),
    Column("parentCode", "上级", "parent", itemgetter("parentCode")),
    *_shares("total"),
    _completion("total"),
    _GAPS,
)
"""One row a subsystem, figures of its whole subtree."""

TREE_FOR_PEOPLE = (
    Column("code", "代号", "code", lambda row: "  " * (row["subsystem"]["depth"] - 1) + row["subsystem"]["code"]),
    _SUBSYSTEM[1],
    *_shares("total"),
    _completion("total"),
    _GAPS,
)
"""The same, indented."""


def one_system(system: Row, language: Language) -> Iterator[Table | Text]:
    """What shows one system: a line, its figures, its stages."""
    figures = system["progress"]
    whole = max(figures["declared"] or 0, figures["listed"])
    rows = [
        {"name": column.heading(language), "count": column.value(system), "whole": whole}
        for column in SYSTEMS
        if column.right and column.name not in {"declared", "completion", "undated"}
    ]
    yield heading(f"{system['code']} {system['title']}")
    yield Text(_summary(figures, whole, language))
    yield table(_LINES, [row for row in rows if row["count"]], language)
    if figures["byStage"]:
        yield table(_STAGES, figures["byStage"], language)


def _summary(figures: Row, whole: int, language: Language) -> str:
    done = percent(figures["completion"]) if figures["completion"] is not None else "–"
    return texts.PROGRESS_SUMMARY.said_in(
        language, on=figures["asOf"], whole=whole, published=figures["published"], share=done
    )


def _bar(row: Row) -> str:
    return "█" * int(BAR * row["count"] / row["whole"] + 0.5)


_LINES = (
    Column("name", "状态", "what", itemgetter("name")),
    Column("count", "项数", "count", itemgetter("count"), right=True),
    Column("bar", "", "", _bar),
)
_STAGES = (
    Column("stage", "阶段", "stage", lambda row: (row["stage"] or {}).get("code")),
    Column("title", "名称", "title", lambda row: (row["stage"] or {}).get("title")),
    Column("count", "项数", "count", itemgetter("count"), right=True),
)
