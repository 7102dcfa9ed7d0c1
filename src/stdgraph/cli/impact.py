"""``stdgraph impact``: what rests on a standard, and what its withdrawal would leave open."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stdgraph.cli.options import AsOf, Config, DataDir, Debug, LanguageOption, TableOrJson, Words, day, settings_for
from stdgraph.errors import BadInput

if TYPE_CHECKING:
    from stdgraph.settings import Settings

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
    from stdgraph.cli.asking import ask, opened, warm
    from stdgraph.cli.documents import IMPACT

    warming = asyncio.create_task(warm(settings))
    async with opened(settings) as graph:
        await warming
        answer = await ask(graph, settings, IMPACT, variables)
    if answer["standard"] is None:
        raise BadInput(f"the catalogue has no standard {variables['number']}")
    return answer


def _show(answer: Answer, format_: TableOrJson, language: Words) -> None:
    from stdgraph.cli.console import answers
    from stdgraph.cli.impact_tables import everything
    from stdgraph.cli.output import write_json

    if format_ is TableOrJson.JSON:
        write_json(answer)
    else:
        answers().print(*everything(answer, language), sep="\n")
