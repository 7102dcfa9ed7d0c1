"""``stdgraph settle``: close the records of gaps that are gone, and open those of gaps that are back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stdgraph.cli import texts
from stdgraph.cli.options import Config, DataDir, Debug, TableOrJson, settings_for
from stdgraph.domain import calendar

if TYPE_CHECKING:
    from stdgraph.gap_records.reconciliation import Reconciliation
    from stdgraph.settings import Settings


def settle(
    context: typer.Context,
    format_: Annotated[TableOrJson, typer.Option("--format")] = TableOrJson.TABLE,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Reconcile the records of tracked gaps with the catalogue as it is today."""
    from stdgraph.cli.output import answers, write_json

    done = asyncio.run(_settle(settings_for(context, data_dir, config)))
    if format_ is TableOrJson.JSON:
        write_json(as_json(done))
        return
    for line in lines(done) or [texts.NOTHING_TO_SETTLE()]:
        answers().print(line, markup=False)


async def _settle(settings: Settings) -> Reconciliation:
    from stdgraph.cli.client import opened
    from stdgraph.gap_records.reconciliation import reconcile_records

    async with opened(settings) as graph:
        return await reconcile_records(graph, calendar.today())


def as_json(done: Reconciliation) -> dict[str, Any]:
    """What was done, for programs."""
    moved = [{"from": old, "to": new} for old, new in done.moved]
    return {"closed": list(done.closed), "reopened": list(done.reopened), "moved": moved}


def lines(done: Reconciliation) -> list[str]:
    """What was done, for people: a line a gap."""
    return [
        *(texts.RECORD_CLOSED(gap=gap) for gap in done.closed),
        *(texts.RECORD_REOPENED(gap=gap) for gap in done.reopened),
        *(texts.RECORD_MOVED(old=old, new=new) for old, new in done.moved),
    ]
