"""``stdgraph doctor``: which settings are in force and where they come from, and whether the service works."""

from __future__ import annotations

import asyncio
import os
import re
import time
import tomllib
from collections.abc import Collection
from typing import Annotated, Any

import typer
from pydantic import SecretStr

from stdgraph.cli.exit import Exit
from stdgraph.cli.options import Config, DataDir, Debug, TableOrJson, given, settings_for
from stdgraph.errors import StdgraphError, Unavailable
from stdgraph.settings import Settings, config_file

HIDDEN = "****"
_USER_IN_ADDRESS = re.compile(r"//[^/@]*@")


def origins(settings: Settings, flags: Collection[str]) -> list[dict[str, str | int | float | None]]:
    """Every setting with its value, secrets hidden, and its origin; ``flags`` are the names that flags gave."""
    file = config_file()
    in_file = tomllib.loads(file.read_text(encoding="utf-8")) if file else {}
    variables = {name.upper() for name in os.environ}

    def origin(name: str) -> str:
        variable = f"STDGRAPH_{name.upper()}"
        if name in flags:
            return "flag"
        if variable in variables:
            return variable
        return str(file) if name in in_file else "default"

    return [
        {"name": name, "value": _shown(getattr(settings, name)), "origin": origin(name)}
        for name in Settings.model_fields
    ]


def _shown(value: object) -> str | int | float | None:
    if value is None or isinstance(value, int | float):
        return value
    return HIDDEN if isinstance(value, SecretStr) else _USER_IN_ADDRESS.sub(f"//{HIDDEN}@", str(value))


Report = dict[str, Any]

SHOWN = 20
"""Differences that are told one by one."""


def doctor(
    context: typer.Context,
    format_: Annotated[TableOrJson, typer.Option("--format", help="table for people, json for programs.")] = (
        TableOrJson.TABLE
    ),
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> int:
    """Show the settings in force and where each comes from, and check engine, schema, catalogue and seed.

    The stage, status and days of every standard are computed anew from its events and compared.

    Secrets are hidden. Where no engine runs one is started for the check.

    Exit 1 when something is wrong, 3 when the graph cannot be reached or started.
    """

    from stdgraph.cli.exit import told

    flags = {"data_dir"} if data_dir or given(context).data_dir else set()
    settings = settings_for(context, data_dir, config)
    report: Report = {"settings": origins(settings, flags), "engine": {}, "catalogue": {}, "problems": []}
    code = Exit.FINE
    try:
        asyncio.run(_examine(settings, report))
    except Unavailable as error:
        report["problems"].append(str(error))
        code = Exit.UNREACHABLE
    report["seed"] = _seed(report)
    _show(report, format_)
    for problem in report["problems"]:
        told(problem)
    return code or (Exit.NO if report["problems"] else Exit.FINE)


async def _examine(settings: Settings, report: Report) -> None:
    """Put what the engine and the catalogue say of themselves into the report; raises Unavailable."""
    from stdgraph.cli.client import opened
    from stdgraph.cli.setup import census
    from stdgraph.commands.replay import differences
    from stdgraph.store.migrations import LATEST, schema_version

    async with opened(settings) as graph:
        begun = time.perf_counter()
        await graph.check()
        trip = (time.perf_counter() - begun) * 1000
        report["engine"] = {**graph.engine.facts(), "round trip": f"{trip:.1f} ms"}
        version = await schema_version(graph)
        report["catalogue"] = {"schema version": version, **await census(graph)}
        if version != LATEST:
            report["problems"].append(f"the catalogue has schema version {version}, expected {LATEST}")
            return
        found = await graph.read(differences)
        report["catalogue"]["differences"] = len(found)
        report["problems"] += map(str, found[:SHOWN])
        if len(found) > SHOWN:
            report["problems"].append(f"{len(found) - SHOWN} more differences between standards and their events")


def _seed(report: Report) -> Report:
    """What is to be said of the seed that comes along."""
    from stdgraph.datasets.reader import bundled_seed, read_seed

    try:
        place = bundled_seed()
        seed = read_seed(place)
    except StdgraphError as error:
        report["problems"].append(f"the seed is not valid: {str(error).partition(chr(10))[0]}")
        return {"valid": False}
    systems = ", ".join(part.system.code for part in seed.systems)
    return {"folder": str(place), "valid": True, "systems": systems}


def _show(report: Report, format_: TableOrJson) -> None:
    from rich.markup import escape
    from rich.table import Table

    from stdgraph.cli.output import answers, plain, write_json

    if format_ is TableOrJson.JSON:
        write_json(report)
        return
    console = answers()
    drawn = Table("setting", "value", "from", title="settings", title_justify="left", title_style="bold")
    for row in report["settings"]:
        drawn.add_row(*(escape(plain(row[name])) for name in ("name", "value", "origin")))
    console.print(drawn)
    for part in ("engine", "catalogue", "seed"):
        drawn = Table(title=part, title_justify="left", title_style="bold", show_header=False)
        for name, value in report[part].items():
            drawn.add_row(name, escape(plain(value)))
        if report[part]:
            console.print(drawn)
    console.print("[bold]nothing is wrong[/]" if not report["problems"] else f"{len(report['problems'])} problem(s)")
