"""``stdgraph seed``: validate a seed, compare it with the catalogue, load it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import texts
from stdgraph.cli.exit import Exit
from stdgraph.cli.options import Config, DataDir, Debug, Format, FormatOption, settings_for
from stdgraph.domain import calendar
from stdgraph.errors import BadInput

if TYPE_CHECKING:
    from stdgraph.datasets.load_report import LoadReport
    from stdgraph.datasets.rows import Seed
    from stdgraph.gap_records.reconciliation import Reconciliation
    from stdgraph.settings import Settings


def seed(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument(metavar="FOLDER")] = None,
    check: Annotated[bool, typer.Option("--check")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    retire: Annotated[bool, typer.Option("--retire")] = False,
    format_: FormatOption = Format.TABLE,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> int:
    """Validate a seed and load it into the catalogue. Returns the exit code."""
    from stdgraph.cli.load_tables import write_load, write_valid
    from stdgraph.datasets.reader import bundled_seed, read_seed

    settings = settings_for(context, data_dir, config)
    if folder is not None and not folder.is_dir():
        raise BadInput(texts.NO_SEED_FOLDER(folder=folder))
    place = folder or bundled_seed()
    read = read_seed(place)
    if check:
        write_valid(place, read, format_)
        return Exit.FINE
    report, settled = asyncio.run(_load(settings, read, place, retire=retire, dry_run=dry_run))
    write_load(str(place), report, settled, format_, dry_run=dry_run)
    return Exit.NO if report.refused else Exit.FINE


async def _load(
    settings: Settings, read: Seed, place: Path, *, retire: bool, dry_run: bool
) -> tuple[LoadReport, Reconciliation | None]:
    from stdgraph.cli.client import opened
    from stdgraph.cli.output import busy, load_progress
    from stdgraph.datasets.loader import load_seed
    from stdgraph.gap_records.reconciliation import reconcile_records

    async with opened(settings, creates=True) as graph:
        with busy() as bar:
            report = await load_seed(
                graph, read, progress=load_progress(bar), retire=retire, dry_run=dry_run, name=place.name
            )
        return report, None if dry_run else await reconcile_records(graph, calendar.today())
