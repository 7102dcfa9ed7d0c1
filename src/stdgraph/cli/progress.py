"""``stdgraph progress``: how far the plan has come."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stdgraph.cli.options import (
    AsOf,
    Config,
    DataDir,
    Debug,
    Each,
    Every,
    Format,
    FormatOption,
    From,
    LanguageOption,
    To,
    Words,
    day,
    settings_for,
)
from stdgraph.errors import BadInput

if TYPE_CHECKING:
    from stdgraph.settings import Settings


Answer = dict[str, Any]


def progress(
    context: typer.Context,
    system: Annotated[
        str | None, typer.Argument(metavar="SYSTEM", help="Code of a system; without it all of them.")
    ] = None,
    as_of: AsOf = None,
    tree: Annotated[bool, typer.Option("--tree", help="Every subsystem of the system, rolled up.")] = False,
    history: Annotated[bool, typer.Option("--history", help="The counts at the end of each interval.")] = False,
    from_: From = None,
    to: To = None,
    interval: Each = None,
    durations: Annotated[
        bool, typer.Option("--durations", help="How long stages last, and how many are published a year.")
    ] = False,
    format_: FormatOption = Format.TABLE,
    language: LanguageOption = Words.ZH,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """How far the standards systems have come: planned, being drafted, published, in force."""
    if tree + history + durations > 1:
        raise typer.BadParameter("--tree, --history and --durations: give one of them")
    if tree and system is None:
        raise typer.BadParameter("--tree needs the code of a system")
    if (from_ or to or interval) and not history:
        raise typer.BadParameter("--from, --to and --interval go with --history")
    if history and as_of:
        raise typer.BadParameter("--as-of does not go with --history: say --to")
    settings = settings_for(context, data_dir, config)
    if history or durations:
        from stdgraph.cli import progress_history as progress_time

        asked = progress_time.History(from_, to, interval or Every.MONTH) if history else progress_time.Durations(as_of)
        progress_time.show(asyncio.run(progress_time.ask(settings, system, asked, language)), asked, format_, language)
        return
    variables = {"asOf": day(as_of), "language": language.upper()}
    answer = asyncio.run(_progress(settings, system, variables, tree=tree))
    _show(answer, format_, language, tree=tree)


async def _progress(settings: Settings, system: str | None, variables: Answer, *, tree: bool) -> Answer:
    """What GraphQL answers; raises BadInput for a system that the catalogue does not have."""
    from stdgraph.cli.client import ask, opened, warm
    from stdgraph.cli.documents import SYSTEM, SYSTEMS, TREE

    warming = asyncio.create_task(warm(settings))
    async with opened(settings) as graph:
        await warming
        if system is None:
            return await ask(graph, settings, SYSTEMS, variables)
        answer = await ask(graph, settings, TREE if tree else SYSTEM, {**variables, "code": system})
    if answer["system"] is None:
        raise BadInput(f"the catalogue has no standards system {system}")
    return answer


def _show(answer: Answer, format_: Format, language: Words, *, tree: bool) -> None:
    from stdgraph.cli import progress_tables as tables
    from stdgraph.cli.output import answers, heading, table, write_csv, write_json

    if format_ is Format.JSON:
        write_json(answer)
        return
    system: Answer = answer.get("system") or {}
    systems: list[Answer] = [system] if system else answer["systems"]
    columns, rows = (tables.TREE, system["tree"]) if tree else (tables.SYSTEMS, systems)
    if format_ is Format.CSV:
        write_csv(columns, rows)
    elif tree:
        answers().print(heading(f"{system['code']} {system['title']}"), table(tables.TREE_FOR_PEOPLE, rows, language))
    elif system:
        answers().print(*tables.one_system(system, language), sep="\n")
    else:
        answers().print(table(tables.SYSTEMS_FOR_PEOPLE, rows, language))
