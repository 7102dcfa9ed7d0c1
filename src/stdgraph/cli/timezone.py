"""``stdgraph timezone``: in which time zone the days of the catalogue turn."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import texts
from stdgraph.cli.options import Config, DataDir, Debug, settings_for
from stdgraph.domain import calendar, zone

if TYPE_CHECKING:
    from stdgraph.settings import Settings


def timezone(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="ZONE")] = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Say in which time zone the days of the catalogue turn, or change it."""
    from stdgraph.cli.output import answers

    stored, today = asyncio.run(_timezone(settings_for(context, data_dir, config), name))
    answers().print(texts.TIMEZONE(zone=stored, today=today), markup=False)
    if name is not None:
        answers().print(texts.TIMEZONE_CHANGED(), markup=False)


async def _timezone(settings: Settings, name: str | None) -> tuple[str, date]:
    from stdgraph.cli.client import opened
    from stdgraph.store.catalogue_zone import change

    # whoever changes the zone may have set the new one already
    async with opened(settings.model_copy(update={"timezone": None}), creates=name is not None) as graph:
        if name is not None:
            await change(graph, name)
        return zone.name(), calendar.today()
