"""``stdgraph coverage``: the matrix of a system, subsystems down and product categories across."""

from __future__ import annotations

import asyncio
from operator import itemgetter
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import completion, texts
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
    from stdgraph.cli.output import Answer, Column
    from stdgraph.settings import Settings


def coverage(
    context: typer.Context,
    system: Annotated[str, typer.Argument(metavar="SYSTEM", autocompletion=completion.systems)],
    depth: Annotated[int, typer.Option("--depth", metavar="NUMBER", min=1, max=100)] = 2,
    everything: Annotated[bool, typer.Option("--all")] = False,
    as_of: AsOf = None,
    format_: FormatOption = Format.TABLE,
    language: LanguageOption = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Show the coverage matrix of a system."""
    from stdgraph.cli.output import answers, write_csv, write_json

    settings = settings_for(context, data_dir, config)
    chosen = language or texts.language()
    variables = {"system": system, "depth": depth, "asOf": day(as_of), "language": chosen.value}
    answer = asyncio.run(_coverage(settings, variables))
    if format_ is Format.JSON:
        write_json(answer)
    elif format_ is Format.CSV:
        write_csv(_columns(), answer["coverage"]["cells"])
    else:
        from stdgraph.cli.coverage_matrix import matrix

        answers().print(*matrix(answer, chosen, everything=everything), sep="\n")


async def _coverage(settings: Settings, variables: Answer) -> Answer:
    """What GraphQL answers; raises UnknownCode for a system that the catalogue does not have."""
    from stdgraph.cli.asking import asking
    from stdgraph.cli.lookup_documents import COVERAGE

    async with asking(settings) as ask:
        answer = await ask(COVERAGE, **variables)
        if answer["coverage"] is None or answer["system"] is None:
            raise await ask.unknown("StandardsSystem", str(variables["system"]))
        return answer


def _columns() -> list[Column]:
    from stdgraph.cli.output import Column
    from stdgraph.cli.sheet import name_of, source_of

    plain = [
        Column(name, name, name, itemgetter(name))
        for name in ("row", "column", "state", "underway", "demanded", "standards")
    ]
    return [
        *plain,
        Column("filledBy", "filledBy", "filledBy", lambda row: [name_of(one) for one in row["filledBy"]]),
        Column("sources", "sources", "sources", lambda row: [source_of(one) for one in row["demandSources"]]),
    ]
