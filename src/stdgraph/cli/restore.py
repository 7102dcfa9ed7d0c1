"""``stdgraph restore``: a backup brought into an empty catalogue."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import texts
from stdgraph.cli.options import Config, DataDir, Debug, TableOrJson, settings_for

if TYPE_CHECKING:
    from stdgraph.datasets.backup.manifest import Manifest
    from stdgraph.settings import Settings


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False)],
    format_: Annotated[TableOrJson, typer.Option("--format")] = TableOrJson.TABLE,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Bring an empty catalogue to the state of a backup."""
    from stdgraph.cli.backup import summary
    from stdgraph.cli.output import answers, write_json

    restored = summary(file, asyncio.run(_restore(settings_for(context, data_dir, config), file)))
    if format_ is TableOrJson.JSON:
        write_json(restored)
    else:
        answers().print(texts.RESTORED(**restored), markup=False)


async def _restore(settings: Settings, file: Path) -> Manifest:
    from stdgraph.cli.client import opened
    from stdgraph.cli.output import busy, labelled_progress
    from stdgraph.datasets.backup.restore import restore as bring_back

    async with opened(settings, creates=True, restoring=True) as graph:
        with busy() as bar:
            return await bring_back(graph, file, progress=labelled_progress(bar, texts.RESTORING))
