"""``stdgraph seed``: validate a seed and load it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stdgraph.cli.options import Config, DataDir, Debug, Format, FormatOption, Words, settings_for
from stdgraph.domain import calendar

if TYPE_CHECKING:
    from stdgraph.datasets.loader import LoadReport
    from stdgraph.datasets.rows import Seed
    from stdgraph.gap_records.reconciliation import Reconciliation
    from stdgraph.settings import Settings


def seed(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="Folder of a seed; without it the one that comes along.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only validate; nothing is opened or written.")] = False,
    format_: FormatOption = Format.TABLE,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Validate a seed and load it into the catalogue.

    A malformed seed is told with file, row, column and what was expected, and nothing is written.

    Loading twice changes nothing; a corrected row updates in place; what a seed no longer has is named and stays.
    """
    from stdgraph.datasets.reader import bundled_seed, read_seed

    place = folder or bundled_seed()
    read = read_seed(place)
    if check:
        _say_valid(place, read, format_)
        return
    report, settled = asyncio.run(_load(settings_for(context, data_dir, config), read))
    _say_loaded(place, report, settled, format_)


async def _load(settings: Settings, read: Seed) -> tuple[LoadReport, Reconciliation]:
    from stdgraph.cli.client import opened
    from stdgraph.cli.output import busy
    from stdgraph.datasets.loader import load_seed
    from stdgraph.gap_records.reconciliation import reconcile_records

    async with opened(settings) as graph:
        with busy() as bar:
            report = await load_seed(
                graph, read, progress=lambda what, done, total: bar(f"loading: {what}", done, total)
            )
        return report, await reconcile_records(graph, calendar.today())


def _say_valid(place: Path, read: Seed, format_: Format) -> None:
    rows: list[dict[str, Any]] = [
        {"system": part.system.code, "subsystems": len(part.subsystems), "standards": len(part.standards)}
        for part in read.systems
    ]
    _say(f"{place}: valid", {"valid": True, "folder": str(place), "systems": rows}, rows, format_)


def _say_loaded(place: Path, report: LoadReport, settled: Reconciliation, format_: Format) -> None:
    from stdgraph.cli.output import answers
    from stdgraph.cli.settle import lines, told

    rows: list[dict[str, Any]] = [
        {
            "label": label,
            "created": report.created[label],
            "updated": report.updated[label],
            "unchanged": report.unchanged[label],
            "vanished": len(report.vanished.get(label, ())),
        }
        for label in report.created
    ]
    document = {
        "folder": str(place),
        "changed": report.changed,
        "revision": report.revision,
        "labels": rows,
        "vanished": {label: list(keys) for label, keys in report.vanished.items() if keys},
        "settled": told(settled),
    }
    outcome = f"loaded, catalogue revision {report.revision}" if report.changed else "nothing changed"
    _say(f"{place}: {outcome}", document, rows, format_)
    if format_ is Format.TABLE:
        for line in lines(settled):
            answers().print(line, markup=False)


def _say(title: str, document: object, rows: list[dict[str, Any]], format_: Format) -> None:
    from stdgraph.cli.output import answers, heading, plain_columns, table, write_csv, write_json

    if format_ is Format.JSON:
        write_json(document)
        return
    columns = plain_columns(rows)
    if format_ is Format.CSV:
        write_csv(columns, rows)
    else:
        answers().print(heading(title), table(columns, rows, Words.EN), sep="\n")
