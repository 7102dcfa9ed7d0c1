"""How progress is laid out: tables and CSV of systems and trees, of ``--history`` and of ``--durations``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from stdgraph.cli import texts
from stdgraph.cli.options import Every, Format, day
from stdgraph.cli.output import Answer, Column, Row, heading, percent, table, write_csv, write_json
from stdgraph.domain import calendar
from stdgraph.domain.vocabulary import Language

if TYPE_CHECKING:
    from stdgraph.settings import Settings


BAR = 20
"""Characters of a bar that stands for everything."""


def _of(part: str | None, name: str) -> Callable[[Row], object]:
    """Reads a field of a row, or of a part of it."""
    return itemgetter(name) if part is None else lambda row: row[part][name]


def _count(part: str | None, name: str, zh: str, en: str, spare: int = 0) -> Column:
    return Column(name, zh, en, _of(part, name), right=True, spare=spare)


def shares(part: str | None) -> tuple[Column, ...]:
    """The counts that a system, a subtree and a point of a history share."""
    return (
        _count(part, "items", "项目", "items"),
        _count(part, "itemsMet", "已满足", "met"),
        _count(part, "listed", "收录", "listed", spare=4),
        _count(part, "planned", "计划", "planned", spare=3),
        _count(part, "drafting", "起草", "drafting", spare=2),
        _count(part, "published", "已发布", "published", spare=1),
        _count(part, "withdrawn", "废止", "withdrawn", spare=5),
    )


def completion(part: str | None) -> Column:
    """The share of the items that are met."""
    return Column("completion", "完成率", "completion", _of(part, "completion"), right=True, people=percent)


_CODE = Column("code", "代号", "code", itemgetter("code"), whole=True)
_TITLE = Column("title", "名称", "title", itemgetter("title"))
_DECLARED = _count("progress", "declared", "文件载明", "declared")

SYSTEMS_FOR_PEOPLE = (_CODE, _TITLE, _DECLARED, *shares("progress"), completion("progress"))
"""One line a system."""

SYSTEMS = (
    _CODE,
    _TITLE,
    Column("asOf", "日期", "as of", _of("progress", "asOf")),
    _DECLARED,
    *shares("progress"),
    _count("progress", "itemsOpen", "未满足", "open"),
    _count("progress", "itemsLeft", "已退出", "left"),
    _count("progress", "abandoned", "终止", "abandoned"),
    _count("progress", "inForce", "现行", "in force"),
    _count("progress", "upcoming", "即将实施", "upcoming"),
    _count("progress", "superseded", "被代替", "superseded"),
    _count("progress", "unitemised", "未列明", "not itemised"),
    _count("progress", "undated", "日期不详", "undated"),
    _count("progress", "imprecise", "日期不确切", "imprecise"),
    _count("progress", "inferred", "推断归入", "inferred"),
    completion("progress"),
    Column("caveat", "说明", "caveat", _of("progress", "caveat")),
)
"""All figures of a system, one row a system."""

_GAPS = _count(None, "openGaps", "缺口", "gaps")
_SUBSYSTEM = (
    Column("code", "代号", "code", _of("subsystem", "code")),
    Column("title", "名称", "title", _of("subsystem", "title")),
)

TREE = (
    *_SUBSYSTEM,
    Column("depth", "层级", "depth", _of("subsystem", "depth"), right=True),
    Column("parentCode", "上级", "parent", itemgetter("parentCode")),
    *shares("total"),
    _count("total", "imprecise", "日期不确切", "imprecise"),
    _count("total", "inferred", "推断归入", "inferred"),
    completion("total"),
    _GAPS,
)
"""One row a subsystem, figures of its whole subtree."""

TREE_FOR_PEOPLE = (
    Column(
        "code",
        "代号",
        "code",
        lambda row: "  " * (row["subsystem"]["depth"] - 1) + row["subsystem"]["code"],
        whole=True,
    ),
    _SUBSYSTEM[1],
    *shares("total"),
    completion("total"),
    _GAPS,
)
"""The same, indented."""


def one_system(system: Row, language: Language) -> Iterator[Table | Text]:
    """What shows one system: a line, its figures, its stages."""
    figures = system["progress"]
    whole = max(figures["declared"] or 0, figures["listed"])
    due = max(figures["declared"] or 0, figures["items"])
    rows = [
        {"name": column.heading(language), "count": column.value(system), "whole": whole}
        for column in SYSTEMS
        if column.right and column.name not in {"declared", "completion", "undated", "imprecise", "inferred"}
    ]
    yield heading(f"{system['code']} {system['title']}")
    yield Text(_summary(figures, due, language))
    if figures["caveat"]:
        yield Text(figures["caveat"])
    for one in figures["reported"]:
        yield Text(_reported(one, language))
    if figures["imprecise"]:
        yield Text(texts.IMPRECISE.said_in(language, count=figures["imprecise"]))
    yield table(_LINES, [row for row in rows if row["count"]], language)
    if figures["byStage"]:
        yield table(_STAGES, figures["byStage"], language)


def _summary(figures: Row, whole: int, language: Language) -> str:
    done = percent(figures["completion"]) if figures["completion"] is not None else "–"
    return texts.PROGRESS_SUMMARY.said_in(
        language, on=figures["asOf"], whole=whole, met=figures["itemsMet"], share=done
    )


def _reported(one: Row, language: Language) -> str:
    source = one["source"] or {}
    day = one["on"] or one["onIn"] or texts.NO_DAY.said_in(language)
    name = source.get("title") or source.get("url") or texts.NO_SOURCE.said_in(language)
    return texts.REPORTED.said_in(language, source=name, on=day, statement=one["statement"])


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


HISTORY = """
query History($scope: Scope!, $from: Date!, $to: Date!, $interval: Interval!, $language: Language!) {
  progress(scope: $scope, asOf: $to) { caveat(language: $language) }
  progressHistory(scope: $scope, from: $from, to: $to, interval: $interval) {
    on items itemsMet itemsOpen listed planned drafting published withdrawn abandoned imprecise completion
  }
}
"""
DURATIONS = """
query Durations($scope: Scope!, $asOf: Date, $language: Language!) {
  durations(scope: $scope, asOf: $asOf) { stage title(language: $language) medianDays observations }
  publicationRate(scope: $scope, asOf: $asOf) { years { year published } standards undated }
}
"""
KNOWN = "query Known($code: String!) { system(code: $code) { code } }"


@dataclass(frozen=True, slots=True)
class History:
    """The history from a day to another; today, and a year before, without them."""

    first: date | None
    last: date | None
    interval: Every
    document: str = HISTORY

    def variables(self, language: Language) -> Answer:
        """As GraphQL takes them."""
        last = self.last or calendar.today()
        first = self.first or last - timedelta(days=365)
        return {"from": str(first), "to": str(last), "interval": self.interval.upper(), "language": language.value}


@dataclass(frozen=True, slots=True)
class Durations:
    """Durations and publication rates up to a day."""

    on: date | None
    document: str = DURATIONS

    def variables(self, language: Language) -> Answer:
        """As GraphQL takes them."""
        return {"asOf": day(self.on), "language": language.value}


async def ask(settings: Settings, system: str | None, asked: History | Durations, language: Language) -> Answer:
    """What GraphQL answers; raises BadInput for a system that the catalogue does not have."""
    from stdgraph.cli import client as asking

    warming = asyncio.create_task(asking.warm(settings))
    async with asking.asked(settings) as graph:
        await warming
        if system is not None and (await asking.ask(graph, settings, KNOWN, {"code": system}))["system"] is None:
            raise await asking.unknown(graph, "StandardsSystem", system)
        variables = {"scope": {"system": system}, **asked.variables(language)}
        return await asking.ask(graph, settings, asked.document, variables)


def show(answer: Answer, asked: History | Durations, format_: Format, language: Language) -> None:
    """Print an answer."""
    from stdgraph.cli.output import answers

    if format_ is Format.JSON:
        write_json(answer)
    elif isinstance(asked, History):
        points = answer["progressHistory"]
        if format_ is Format.CSV:
            write_csv(POINTS, points)
        else:
            caveat = answer["progress"]["caveat"]
            answers().print(table(POINTS, points, language), *([caveat] if caveat else []), sep="\n")
    elif format_ is Format.CSV:
        write_csv(LINES, list(_lines(answer)))
    else:
        answers().print(table(STAGES, answer["durations"], language))
        answers().print(table(YEARS, answer["publicationRate"]["years"], language))


def _lines(answer: Answer) -> Iterator[Row]:
    """Stages and years as rows of one kind of columns."""
    for stage in answer["durations"]:
        yield {"kind": "stage", "key": stage["stage"], "days": stage["medianDays"], "count": stage["observations"]}
    for year in answer["publicationRate"]["years"]:
        yield {"kind": "year", "key": year["year"], "days": None, "count": year["published"]}


POINTS = (
    Column("on", "日期", "on", itemgetter("on"), whole=True),
    *shares(None),
    _count(None, "abandoned", "终止", "abandoned", spare=6),
    _count(None, "imprecise", "日期不确切", "imprecise", spare=7),
    completion(None),
)
STAGES = (
    Column("stage", "阶段", "stage", itemgetter("stage")),
    Column("title", "名称", "title", itemgetter("title")),
    _count(None, "medianDays", "中位天数", "median days"),
    _count(None, "observations", "样本数", "observations"),
)
YEARS = (_count(None, "year", "年份", "year"), _count(None, "published", "发布", "published"))
LINES = tuple(Column(name, name, name, itemgetter(name)) for name in ("kind", "key", "days", "count"))
