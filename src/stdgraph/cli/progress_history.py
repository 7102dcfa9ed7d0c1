"""``stdgraph progress --history`` and ``--durations``: how the plan got where it is, and how long things take."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

from stdgraph.cli import texts
from stdgraph.cli.options import Every, Format, day
from stdgraph.cli.output import Answer, Column, Row, percent, table, write_csv, write_json
from stdgraph.domain import calendar
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput

if TYPE_CHECKING:
    from stdgraph.settings import Settings


HISTORY = """
query History($scope: Scope!, $from: Date!, $to: Date!, $interval: Interval!) {
  progressHistory(scope: $scope, from: $from, to: $to, interval: $interval) {
    on listed planned drafting published withdrawn abandoned completion
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
        return {"from": str(first), "to": str(last), "interval": self.interval.upper()}


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
    async with asking.opened(settings) as graph:
        await warming
        if system is not None and (await asking.ask(graph, settings, KNOWN, {"code": system}))["system"] is None:
            raise BadInput(texts.UNKNOWN_SYSTEM(code=system))
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
            answers().print(table(POINTS, points, language))
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


def _plain(name: str, zh: str, en: str) -> Column:
    return Column(name, zh, en, itemgetter(name), right=True)


POINTS = (
    Column("on", "日期", "on", itemgetter("on"), whole=True),
    _plain("listed", "收录", "listed"),
    _plain("planned", "计划", "planned"),
    _plain("drafting", "起草", "drafting"),
    _plain("published", "已发布", "published"),
    _plain("withdrawn", "废止", "withdrawn"),
    _plain("abandoned", "终止", "abandoned"),
    Column("completion", "完成率", "completion", itemgetter("completion"), right=True, people=percent),
)
STAGES = (
    Column("stage", "阶段", "stage", itemgetter("stage")),
    Column("title", "名称", "title", itemgetter("title")),
    _plain("medianDays", "中位天数", "median days"),
    _plain("observations", "样本数", "observations"),
)
YEARS = (_plain("year", "年份", "year"), _plain("published", "发布", "published"))
LINES = tuple(Column(name, name, name, itemgetter(name)) for name in ("kind", "key", "days", "count"))
