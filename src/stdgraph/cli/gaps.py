"""``stdgraph gaps``: what is missing, worst first."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stdgraph.cli.gap_tables import GapFormat, form_of
from stdgraph.cli.options import AsOf, Config, DataDir, Debug, LanguageOption, Words, day, settings_for
from stdgraph.domain import calendar
from stdgraph.errors import BadInput
from stdgraph.gaps.kinds import GapKind

if TYPE_CHECKING:
    from stdgraph.cli.report import Report
    from stdgraph.settings import Settings
    from stdgraph.store.session import Graph


Answer = dict[str, Any]


KINDS = f"Only this kind; may be repeated. One of {', '.join(kind.lower() for kind in GapKind)}."


def gaps(
    context: typer.Context,
    system: Annotated[str | None, typer.Option("--system", metavar="CODE", help="Gaps of this system.")] = None,
    subsystem: Annotated[
        str | None, typer.Option("--subsystem", metavar="SYSTEM/CODE", help="Gaps of this subsystem's whole subtree.")
    ] = None,
    committee: Annotated[
        str | None, typer.Option("--committee", metavar="CODE", help="Gaps whose standards this committee owns.")
    ] = None,
    product_category: Annotated[
        str | None, typer.Option("--product-category", metavar="CODE", help="Gaps that concern this category.")
    ] = None,
    kind: Annotated[
        list[GapKind] | None, typer.Option("--kind", metavar="KIND", case_sensitive=False, help=KINDS)
    ] = None,
    as_of: AsOf = None,
    first: Annotated[int, typer.Option("--first", min=1, help="At most so many, worst first.")] = 20,
    report: Annotated[
        bool, typer.Option("--report", help="All gaps as the gap table of a roadmap, with what committees decided.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", dir_okay=False, help="With --report: write it to this file.")
    ] = None,
    format_: Annotated[
        GapFormat | None,
        typer.Option("--format", help="table, json or csv; with --report markdown, csv or xlsx.", show_default=False),
    ] = None,
    language: LanguageOption = Words.ZH,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """What is missing, late or contradictory, worst first. All scope options that are given hold together."""
    scope = {
        "system": system,
        "subsystem": _subsystem(subsystem) if subsystem else None,
        "committee": committee,
        "productCategory": product_category,
    }
    form = form_of(format_, output, report=report)
    settings = settings_for(context, data_dir, config)
    variables = {
        "scope": {name: value for name, value in scope.items() if value is not None},
        "kinds": [str(one) for one in kind] if kind else None,
        "asOf": day(as_of),
        "language": language.upper(),
    }
    if report:
        on = day(as_of) or calendar.today().isoformat()
        from stdgraph.cli.report_formats import deliver

        deliver(asyncio.run(_report(settings, variables, on)), form, output)
        return
    answer = asyncio.run(_gaps(settings, variables, first))
    _show(answer, form, language)


def _subsystem(text: str) -> dict[str, str]:
    system, slash, code = text.partition("/")
    if not (system and slash and code):
        raise BadInput(f"--subsystem {text!r}: expected SYSTEM/CODE, such as PV2024/AA")
    return {"system": system, "code": code}


async def _gaps(settings: Settings, variables: Mapping[str, Any], first: int) -> Answer:
    """The first gaps of the scope, page by page; raises BadInput for a scope that names something unknown."""
    from stdgraph.cli.client import ask, opened, warm
    from stdgraph.cli.documents import GAPS

    warming = asyncio.create_task(warm(settings))
    async with opened(settings) as graph:
        await warming
        await _must_be_known(graph, settings, variables["scope"])
        found: list[Answer] = []
        after: str | None = None
        while True:
            page = min(first - len(found), settings.page_ceiling)
            answer = (await ask(graph, settings, GAPS, {**variables, "first": page, "after": after}))["gaps"]
            found += [edge["node"] for edge in answer["edges"]]
            after = answer["pageInfo"]["endCursor"]
            if len(found) >= first or not answer["pageInfo"]["hasNextPage"]:
                return {"totalCount": answer["totalCount"], "countByKind": answer["countByKind"], "gaps": found}


async def _report(settings: Settings, variables: Mapping[str, Any], on: str) -> Report:
    """The whole report; raises BadInput for a scope that names something unknown."""
    from stdgraph.cli.client import opened, warm
    from stdgraph.cli.report import report

    warming = asyncio.create_task(warm(settings))
    async with opened(settings) as graph:
        await warming
        await _must_be_known(graph, settings, variables["scope"])
        return await report(graph, settings, variables, on)


async def _must_be_known(graph: Graph, settings: Settings, scope: Mapping[str, Any]) -> None:
    from stdgraph.cli.client import ask
    from stdgraph.cli.documents import KNOWN

    branch = scope.get("subsystem") or {}
    named = {
        "system": ("standards system", scope.get("system") or branch.get("system")),
        "subsystem": ("subsystem", branch.get("code")),
        "committee": ("committee", scope.get("committee")),
        "productCategory": ("product category", scope.get("productCategory")),
    }
    if not scope:
        return
    variables: Answer = {}
    for name, (_, code) in named.items():
        variables |= {name: code or "", f"has{name[0].upper()}{name[1:]}": code is not None}
    known = await ask(graph, settings, KNOWN, variables)
    for name, found in known.items():
        if found is None:
            word, code = named[name]
            raise BadInput(f"the catalogue has no {word} {code}")


def _show(answer: Answer, format_: GapFormat, language: Words) -> None:
    from stdgraph.cli.gap_tables import CSV, PEOPLE
    from stdgraph.cli.output import answers, heading, table, write_csv, write_json

    if format_ is GapFormat.JSON:
        write_json(answer)
    elif format_ is GapFormat.CSV:
        write_csv(CSV, answer["gaps"])
    else:
        shown, total = len(answer["gaps"]), answer["totalCount"]
        title = f"缺口：{total} 项中的前 {shown} 项" if language is Words.ZH else f"gaps: {shown} of {total}"
        console = answers()
        if shown:
            console.print(heading(title), table(PEOPLE, answer["gaps"], language), sep="\n")
            console.print("  ".join(f"{one['kind']} {one['count']}" for one in answer["countByKind"]))
        else:
            console.print("没有缺口" if language is Words.ZH else "no gaps")
