"""``stdgraph impact``: what rests on a standard, and what its withdrawal would leave open."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from stdgraph.cli import texts
from stdgraph.cli.gap_tables import KIND, MESSAGE, SEVERITY
from stdgraph.cli.options import AsOf, Config, DataDir, Debug, LanguageOption, TableOrJson, day, settings_for
from stdgraph.cli.output import Answer, Column, Row, heading, in_words, table
from stdgraph.domain.terms import RELATION_TERMS, TERMS
from stdgraph.domain.vocabulary import Language, Standing, Status

if TYPE_CHECKING:
    from stdgraph.settings import Settings


_DEPTH = Column("depth", "层", "depth", itemgetter("depth"), right=True)
DEPENDENTS = (
    _DEPTH,
    Column("number", "编号", "number", lambda row: name_of(row["standard"])),
    Column("title", "名称", "title", lambda row: row["standard"]["title"]),
    Column("relations", "方式", "how", itemgetter("relations"), people=in_words(RELATION_TERMS)),
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
GAPS = (SEVERITY, KIND, MESSAGE)


def name_of(standard: Row) -> str:
    """What people call a standard: its number, its plan number or its title."""
    return str(standard["number"] or standard["planNumber"] or standard["title"] or "")


def everything(answer: Row, language: Language) -> Iterator[Table | Text]:
    """The standard, then a table for each list that holds something, headed by its total."""
    standard, supposed = answer["standard"], answer["whatIf"]
    found = standard["impact"]
    yield heading(f"{name_of(standard)} {standard['title'] or ''}".strip())
    codes = (TERMS[Status].get(standard["status"]), TERMS[Standing].get(standard["standing"]))
    known = [term.in_language(language) for term in codes if term]
    yield Text(" ".join(filter(None, (*dict.fromkeys(known), supposed["supposed"][0]["message"]))))
    parts: tuple[tuple[texts.Phrase, int, Sequence[Row], tuple[Column, ...]], ...] = (
        (texts.DEPENDENTS, found["dependentsTotal"], found["dependents"], DEPENDENTS),
        (texts.LOSING, found["losingTotal"], found["losing"], _CATEGORY),
        (texts.AFFECTED, found["affectedTotal"], found["affected"], AFFECTED),
        (texts.OPENING, supposed["opened"]["totalCount"], supposed["opened"]["gaps"], GAPS),
        (texts.CLOSING, supposed["closed"]["totalCount"], supposed["closed"]["gaps"], GAPS),
    )
    for title, total, rows, columns in parts:
        yield heading(title.said_in(language, count=total))
        if rows:
            yield table(columns, rows, language)


def impact(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER")],
    as_of: AsOf = None,
    first: Annotated[int, typer.Option("--first", metavar="NUMBER", min=0)] = 20,
    format_: Annotated[TableOrJson, typer.Option("--format")] = (TableOrJson.TABLE),
    language: LanguageOption = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Show what rests on a standard, and what its withdrawal would leave open."""
    settings = settings_for(context, data_dir, config)
    language = language or texts.language()
    variables = {"number": number, "asOf": day(as_of), "first": first, "language": language.value}
    _show(asyncio.run(_impact(settings, variables)), format_, language)


async def _impact(settings: Settings, variables: Answer) -> Answer:
    """What GraphQL answers; raises BadInput for a standard that the catalogue does not hold."""
    from stdgraph.cli.asking import asking
    from stdgraph.cli.client import IMPACT

    async with asking(settings) as ask:
        answer = await ask(IMPACT, **variables)
        if answer["standard"] is None:
            raise await ask.unknown_standard(variables["number"])
        return answer


def _show(answer: Answer, format_: TableOrJson, language: Language) -> None:
    from stdgraph.cli.output import answers, write_json

    if format_ is TableOrJson.JSON:
        write_json(answer)
    else:
        answers().print(*everything(answer, language), sep="\n")
