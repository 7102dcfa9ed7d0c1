"""``stdgraph progress``: how far the plan has come."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import completion, texts
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
    day,
    settings_for,
)
from stdgraph.domain.vocabulary import Language

if TYPE_CHECKING:
    from stdgraph.cli.output import Answer
    from stdgraph.settings import Settings


def progress(
    context: typer.Context,
    system: Annotated[str | None, typer.Argument(metavar="SYSTEM", autocompletion=completion.systems)] = None,
    as_of: AsOf = None,
    tree: Annotated[bool, typer.Option("--tree")] = False,
    history: Annotated[bool, typer.Option("--history")] = False,
    from_: From = None,
    to: To = None,
    interval: Each = None,
    durations: Annotated[bool, typer.Option("--durations")] = False,
    format_: FormatOption = Format.TABLE,
    language: LanguageOption = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Show how far the standards systems have come."""
    if tree + history + durations > 1:
        raise typer.BadParameter(texts.ONE_VIEW())
    if tree and system is None:
        raise typer.BadParameter(texts.TREE_NEEDS_SYSTEM())
    if (from_ or to or interval) and not history:
        raise typer.BadParameter(texts.PERIOD_NEEDS_HISTORY())
    if history and as_of:
        raise typer.BadParameter(texts.HISTORY_TAKES_TO())
    settings = settings_for(context, data_dir, config)
    language = language or texts.language()
    if history or durations:
        from stdgraph.cli import progress_tables as progress_time

        asked = progress_time.History(from_, to, interval or Every.MONTH) if history else progress_time.Durations(as_of)
        progress_time.show(asyncio.run(progress_time.ask(settings, system, asked, language)), asked, format_, language)
        return
    variables = {"asOf": day(as_of), "language": language.value}
    answer = asyncio.run(_progress(settings, system, variables, tree=tree))
    _show(answer, format_, language, tree=tree)


async def _progress(settings: Settings, system: str | None, variables: Answer, *, tree: bool) -> Answer:
    """What GraphQL answers; raises BadInput for a system that the catalogue does not have."""
    from stdgraph.cli.client import SYSTEM, SYSTEMS, TREE, ask, asked, unknown, warm

    warming = asyncio.create_task(warm(settings))
    async with asked(settings) as graph:
        await warming
        if system is None:
            return await ask(graph, settings, SYSTEMS, variables)
        answer = await ask(graph, settings, TREE if tree else SYSTEM, {**variables, "code": system})
        if answer["system"] is None:
            raise await unknown(graph, "StandardsSystem", system)
        return answer


def _show(answer: Answer, format_: Format, language: Language, *, tree: bool) -> None:
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
        caveat = system["progress"]["caveat"]
        shown = [heading(f"{system['code']} {system['title']}"), *([caveat] if caveat else [])]
        answers().print(*shown, table(tables.TREE_FOR_PEOPLE, rows, language), sep="\n")
    elif system:
        answers().print(*tables.one_system(system, language), sep="\n")
    else:
        answers().print(table(tables.SYSTEMS_FOR_PEOPLE, rows, language))
        for one in rows:
            if caveat := one["progress"]["caveat"]:
                answers().print(texts.CAVEAT_OF.said_in(language, code=one["code"], caveat=caveat))
