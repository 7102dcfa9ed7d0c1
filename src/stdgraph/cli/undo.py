"""``stdgraph undo``: take a load back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli.exit import Exit
from stdgraph.cli.options import Config, DataDir, Debug, Format, FormatOption, settings_for
from stdgraph.domain import calendar

if TYPE_CHECKING:
    from stdgraph.datasets.load_report import LoadReport
    from stdgraph.gap_records.reconciliation import Reconciliation
    from stdgraph.settings import Settings


def undo(
    context: typer.Context,
    load: Annotated[str, typer.Argument(metavar="LOAD")],
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    format_: FormatOption = Format.TABLE,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> int:
    """Take a load back, where nothing later rests on it. Returns the exit code."""
    from stdgraph.cli.load_tables import write_load

    report, settled = asyncio.run(_undo(settings_for(context, data_dir, config), load, dry_run=dry_run))
    write_load(load, report, settled, format_, dry_run=dry_run)
    return Exit.NO if report.refused else Exit.FINE


async def _undo(settings: Settings, load: str, *, dry_run: bool) -> tuple[LoadReport, Reconciliation | None]:
    from stdgraph.cli.client import opened
    from stdgraph.cli.merge import operator
    from stdgraph.cli.output import busy, load_progress
    from stdgraph.datasets.undo import undo_load
    from stdgraph.gap_records.reconciliation import reconcile_records

    async with opened(settings) as graph:
        with busy() as bar:
            report = await undo_load(graph, load, actor=operator().name, progress=load_progress(bar), dry_run=dry_run)
        return report, None if dry_run else await reconcile_records(graph, calendar.today())
