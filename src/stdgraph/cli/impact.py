"""``stdgraph impact``: what rests on a standard, and what its withdrawal would leave open."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from stdgraph.cli.options import AsOf, Config, DataDir, Debug, LanguageOption, TableOrJson, Words, day, settings_for
from stdgraph.cli.output import Column, Row, heading, table
from stdgraph.errors import BadInput

if TYPE_CHECKING:
    from stdgraph.settings import Settings


_DEPTH = Column("depth", "层", "depth", itemgetter("depth"), right=True)
DEPENDENTS = (
    _DEPTH,
    Column("number", "编号", "number", lambda row: name_of(row["standard"])),
    Column("title", "名称", "title", lambda row: row["standard"]["title"]),
    Column("relations", "方式", "how", lambda row: " + ".join(row["relations"])),
    Column("path", "路径", "path", lambda row: " ← ".join(name_of(step["standard"]) for step in row["path"])),
)
_CATEGORY = (
    Column("code", "代号", "code", itemgetter("code")),
    Column("title", "名称", "title", itemgetter("title")),
)
AFFECTED = (
    _DEPTH,
    Column("code", "代号", "code", lambda row: row["category"]["code"]),
    Column("title", "名称", "title", lambda row: row["category"]["title"]),
    Column("path", "路径", "path", lambda row: " ← ".join(step["code"] for step in row["path"])),
)
GAPS = (
    Column("severity", "程度", "severity", itemgetter("severity")),
    Column("kind", "类型", "kind", itemgetter("kind")),
    Column("message", "说明", "message", itemgetter("message")),
)


def name_of(standard: Row) -> str:
    """What people call a standard: its number, its plan number or its title."""
    return str(standard["number"] or standard["planNumber"] or standard["title"] or "")


def everything(answer: Row, language: Words) -> Iterator[Table | Text]:
    """The standard, then a table for each list that holds something, headed by its total."""
    standard, supposed = answer["standard"], answer["whatIf"]
    found = standard["impact"]
    yield heading(f"{name_of(standard)} {standard['title'] or ''}".strip())
    yield Text(" ".join(filter(None, (standard["status"], standard["standing"], supposed["supposed"][0]["message"]))))
    parts: list[tuple[str, str, int, Sequence[Any], tuple[Column, ...]]] = [
        ("引用或采用它的标准", "standards that use it", found["dependentsTotal"], found["dependents"], DEPENDENTS),
        (
            "废止后失去最后一项现行标准的类别",
            "categories left without",
            found["losingTotal"],
            found["losing"],
            _CATEGORY,
        ),
        ("依赖这些类别的类别", "categories that depend on these", found["affectedTotal"], found["affected"], AFFECTED),
        ("废止后出现的缺口", "gaps that open", supposed["opened"]["totalCount"], supposed["opened"]["gaps"], GAPS),
        ("废止后消失的缺口", "gaps that close", supposed["closed"]["totalCount"], supposed["closed"]["gaps"], GAPS),
    ]
    for zh, en, total, rows, columns in parts:
        yield heading(f"{zh}：{total} 项" if language is Words.ZH else f"{en}: {total}")
        if rows:
            yield table(columns, rows, language)


Answer = dict[str, Any]


def impact(
    context: typer.Context,
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help="A number or plan number in any printed form, or an id.")
    ],
    as_of: AsOf = None,
    first: Annotated[int, typer.Option("--first", min=0, help="At most so many entries of each list.")] = 20,
    format_: Annotated[TableOrJson, typer.Option("--format", help="table for people, json for programs.")] = (
        TableOrJson.TABLE
    ),
    language: LanguageOption = Words.ZH,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """What rests on a standard: which others use it, and what would be left open if it were withdrawn. Nothing is written."""
    settings = settings_for(context, data_dir, config)
    variables = {"number": number, "asOf": day(as_of), "first": first, "language": language.upper()}
    _show(asyncio.run(_impact(settings, variables)), format_, language)


async def _impact(settings: Settings, variables: Answer) -> Answer:
    """What GraphQL answers; raises BadInput for a standard that the catalogue does not hold."""
    from stdgraph.cli.client import ask, opened, warm
    from stdgraph.cli.documents import IMPACT

    warming = asyncio.create_task(warm(settings))
    async with opened(settings) as graph:
        await warming
        answer = await ask(graph, settings, IMPACT, variables)
    if answer["standard"] is None:
        raise BadInput(f"the catalogue has no standard {variables['number']}")
    return answer


def _show(answer: Answer, format_: TableOrJson, language: Words) -> None:
    from stdgraph.cli.output import answers, write_json

    if format_ is TableOrJson.JSON:
        write_json(answer)
    else:
        answers().print(*everything(answer, language), sep="\n")
