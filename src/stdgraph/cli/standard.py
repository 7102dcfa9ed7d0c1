"""``stdgraph standard``: everything known of one standard."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import texts
from stdgraph.cli.options import (
    AsOf,
    Config,
    DataDir,
    Debug,
    LanguageOption,
    TableOrJson,
    day,
    settings_for,
)
from stdgraph.domain import calendar

if TYPE_CHECKING:
    from stdgraph.cli.output import Answer
    from stdgraph.settings import Settings


def standard(
    context: typer.Context,
    number: Annotated[list[str], typer.Argument(metavar="NUMBER")],
    as_of: AsOf = None,
    format_: Annotated[TableOrJson, typer.Option("--format")] = TableOrJson.TABLE,
    language: LanguageOption = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Show everything known of a standard: state, days, relations, listings, claims that differ, history."""
    from stdgraph.cli.output import answers, write_json

    settings = settings_for(context, data_dir, config)
    chosen = language or texts.language()
    asked = " ".join(number)
    variables = {"number": asked, "on": day(as_of), "language": chosen.value}
    answer = asyncio.run(_standard(settings, variables))
    if format_ is TableOrJson.JSON:
        write_json(answer)
        return
    from stdgraph.cli.standard_sheet import everything

    answers().print(*everything(answer["standard"], asked, as_of or calendar.today(), chosen), sep="\n")


async def _standard(settings: Settings, variables: Answer) -> Answer:
    """What GraphQL answers; raises BadInput for a standard that the catalogue does not hold."""
    from stdgraph.cli.asking import asking
    from stdgraph.cli.lookup_documents import STANDARD

    async with asking(settings) as ask:
        answer = await ask(STANDARD, **variables)
        if answer["standard"] is None:
            raise await ask.unknown_standard(str(variables["number"]))
        return answer
