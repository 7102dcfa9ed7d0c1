"""``stdgraph gaps``: what is missing, worst first."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import completion, texts
from stdgraph.cli.gap_tables import GapFormat, form_of
from stdgraph.cli.options import AsOf, Config, DataDir, Debug, LanguageOption, day, settings_for
from stdgraph.domain import calendar
from stdgraph.domain.terms import GAP_KINDS
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput
from stdgraph.gaps.kinds import GapKind

if TYPE_CHECKING:
    from stdgraph.cli.output import Answer, Row
    from stdgraph.cli.report import Report
    from stdgraph.settings import Settings


def gaps(
    context: typer.Context,
    system: Annotated[str | None, typer.Option("--system", metavar="CODE", autocompletion=completion.systems)] = None,
    subsystem: Annotated[
        str | None, typer.Option("--subsystem", metavar="SYSTEM/CODE", autocompletion=completion.subsystems)
    ] = None,
    committee: Annotated[
        str | None, typer.Option("--committee", metavar="CODE", autocompletion=completion.committees)
    ] = None,
    product_category: Annotated[
        str | None, typer.Option("--product-category", metavar="CODE", autocompletion=completion.categories)
    ] = None,
    kind: Annotated[list[GapKind] | None, typer.Option("--kind", metavar="KIND", case_sensitive=False)] = None,
    as_of: AsOf = None,
    first: Annotated[int, typer.Option("--first", metavar="NUMBER", min=1)] = 20,
    report: Annotated[bool, typer.Option("--report")] = False,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE", dir_okay=False)] = None,
    format_: Annotated[
        GapFormat | None,
        typer.Option("--format", show_default=False),
    ] = None,
    language: LanguageOption = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """List what is missing, late or contradictory, worst first, or write the report."""
    scope = {
        "system": system,
        "subsystem": _subsystem(subsystem) if subsystem else None,
        "committee": committee,
        "productCategory": product_category,
    }
    form = form_of(format_, output, report=report)
    settings = settings_for(context, data_dir, config)
    language = language or texts.language()
    variables: Answer = {
        "scope": {name: value for name, value in scope.items() if value is not None},
        "kinds": [str(one) for one in kind] if kind else None,
        "asOf": day(as_of),
        "language": language.value,
    }
    if report:
        from stdgraph.cli.report_formats import deliver

        deliver(asyncio.run(_report(settings, variables)), form, output)
        return
    answer = asyncio.run(_gaps(settings, variables, first))
    _show(answer, form, language)


def _subsystem(text: str) -> dict[str, str]:
    system, slash, code = text.partition("/")
    if not (system and slash and code):
        raise BadInput(texts.EXPECTED_SUBSYSTEM(text=repr(text)))
    return {"system": system, "code": code}


async def _gaps(settings: Settings, variables: Row, first: int) -> Answer:
    """The first gaps of the scope, page by page; raises BadInput for a scope that names something unknown."""
    from stdgraph.cli.client import GAPS, ask, asked, warm

    warming = asyncio.create_task(warm(settings))
    async with asked(settings) as graph:
        await warming
        found: list[Answer] = []
        after: str | None = None
        while True:
            page = min(first - len(found), settings.page_ceiling)
            answer = (await ask(graph, settings, GAPS, {**variables, "first": page, "after": after}))["gaps"]
            found += [edge["node"] for edge in answer["edges"]]
            after = answer["pageInfo"]["endCursor"]
            if len(found) >= first or not answer["pageInfo"]["hasNextPage"]:
                return {"totalCount": answer["totalCount"], "countByKind": answer["countByKind"], "gaps": found}


async def _report(settings: Settings, variables: Row) -> Report:
    """The whole report; raises BadInput for a scope that names something unknown."""
    from stdgraph.cli.client import asked, warm
    from stdgraph.cli.report import report

    warming = asyncio.create_task(warm(settings))
    async with asked(settings) as graph:
        await warming
        return await report(graph, settings, variables, variables["asOf"] or calendar.today().isoformat())


def _show(answer: Answer, format_: GapFormat, language: Language) -> None:
    from stdgraph.cli.gap_tables import CSV, PEOPLE
    from stdgraph.cli.output import answers, heading, table, write_csv, write_json

    if format_ is GapFormat.JSON:
        write_json(answer)
    elif format_ is GapFormat.CSV:
        write_csv(CSV, answer["gaps"])
    else:
        shown, total = len(answer["gaps"]), answer["totalCount"]
        console = answers()
        if not shown:
            console.print(texts.NO_GAPS.said_in(language))
            return
        title = texts.GAPS_FOUND.said_in(language, shown=shown, total=total)
        console.print(heading(title), table(PEOPLE, answer["gaps"], language), sep="\n")
        console.print(
            "  ".join(f"{GAP_KINDS[one['kind']].in_language(language)} {one['count']}" for one in answer["countByKind"])
        )
