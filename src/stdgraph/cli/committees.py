"""``stdgraph committees``: the committees, or the desk of one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from operator import itemgetter
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import completion, lookup_texts, texts
from stdgraph.cli.options import (
    AsOf,
    Config,
    DataDir,
    Debug,
    Format,
    FormatOption,
    LanguageOption,
    day,
    settings_for,
)

if TYPE_CHECKING:
    from stdgraph.cli.output import Answer, Column, Row
    from stdgraph.settings import Settings

GAPS = 10
"""Gaps that a desk shows, the worst first."""


def committees(
    context: typer.Context,
    code: Annotated[str | None, typer.Argument(metavar="CODE", autocompletion=completion.committees)] = None,
    within: Annotated[int, typer.Option("--within", metavar="DAYS", min=0, max=3660)] = 90,
    as_of: AsOf = None,
    format_: FormatOption = Format.TABLE,
    language: LanguageOption = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """List the committees, or show the desk of one: what is under way, what is due, what is missing."""
    from stdgraph.cli.committee_desk import DUE, desk
    from stdgraph.cli.output import answers, heading, table, write_csv, write_json

    settings = settings_for(context, data_dir, config)
    chosen = language or texts.language()
    variables: Answer = {"asOf": day(as_of), "language": chosen.value}
    answer = asyncio.run(_committees(settings, code, within, variables))
    rows = answer["committee"]["due"] if code else answer["committees"]
    if format_ is Format.JSON:
        write_json(answer)
    elif format_ is Format.CSV:
        write_csv(DUE if code else _columns(), rows)
    elif code:
        answers().print(*desk(answer["committee"], within, chosen), sep="\n")
    else:
        title = lookup_texts.COMMITTEES.said_in(chosen, count=len(rows))
        shown = [one for one in _columns() if one.name not in ("secretariat", "parent")]
        answers().print(heading(title), table(shown, rows, chosen), sep="\n")


async def _committees(settings: Settings, code: str | None, within: int, variables: Answer) -> Answer:
    """What GraphQL answers; raises UnknownCode for a committee that the catalogue does not have."""
    from stdgraph.cli.asking import asking
    from stdgraph.cli.lookup_documents import COMMITTEES, DESK

    async with asking(settings) as ask:
        if code is None:
            return await ask(COMMITTEES, **variables)
        answer = await ask(DESK, code=code, within=f"P{within}D", first=GAPS, **variables)
        if answer["committee"] is None:
            raise await ask.unknown("Committee", code)
        return answer


def _columns() -> list[Column]:
    from stdgraph.cli.output import Column
    from stdgraph.cli.progress_tables import completion as completed

    def count(name: str, zh: str, en: str, spare: int = 0) -> Column:
        return Column(name, zh, en, lambda row: row["progress"][name], right=True, spare=spare)

    def worked(name: str) -> Callable[[Row], int]:
        return lambda row: sum(one[name] for one in row["workload"] or ())

    return [
        Column("code", "代号", "code", itemgetter("code"), whole=True),
        Column("title", "名称", "title", itemgetter("title")),
        Column("parent", "上级", "part of", lambda row: (row["parent"] or {}).get("code")),
        Column("secretariat", "秘书处承担单位", "secretariat", itemgetter("secretariat")),
        count("listed", "收录", "listed"),
        count("planned", "计划", "planned", 2),
        count("drafting", "在研", "drafting", 1),
        count("published", "已发布", "published", 3),
        completed("progress"),
        Column("open", "在手", "open", worked("count"), right=True),
        Column("overdue", "逾期", "late", worked("overdue"), right=True),
    ]
