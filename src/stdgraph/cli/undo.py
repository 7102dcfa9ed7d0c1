"""``stdgraph undo``: take a change back, or a load."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import lookup_texts, texts
from stdgraph.cli.acting import Token, actor
from stdgraph.cli.changing import DryRun, How, Yes, at_terminal, confirmed
from stdgraph.cli.exit import Exit
from stdgraph.cli.options import Config, DataDir, Debug, Format, FormatOption, LanguageOption, TableOrJson, settings_for
from stdgraph.domain import calendar
from stdgraph.domain.identity import Role
from stdgraph.errors import BadInput, Forbidden

if TYPE_CHECKING:
    from stdgraph.cli.undo_change import Undone
    from stdgraph.datasets.load_report import LoadReport
    from stdgraph.gap_records.reconciliation import Reconciliation
    from stdgraph.settings import Settings
    from stdgraph.store.session import Graph

ENOUGH = 6
"""Digits that suffice to name a load where there is no change of that sequence."""


def undo(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="CHANGE|LOAD")],
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT")] = None,
    change: Annotated[bool, typer.Option("--change")] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    token: Token = None,
    format_: FormatOption = Format.TABLE,
    language: LanguageOption = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> int:
    """Take a change back, or a load, where nothing later rests on it. Returns the exit code."""
    from stdgraph.cli.load_tables import write_load
    from stdgraph.cli.undo_change import show

    settings = settings_for(context, data_dir, config)
    asks = not (yes or dry_run) and at_terminal()
    form = TableOrJson.JSON if format_ is Format.JSON else TableOrJson.TABLE
    how = How(language or texts.language(), form, dry_run, asks)
    done = asyncio.run(_undo(settings, what.strip(), reason, token, how, change=change))
    if not isinstance(done, tuple):
        return show(done, how)
    report, settled = done
    write_load(what, report, settled, format_, dry_run=dry_run, undoes=True)
    return Exit.NO if report.refused else Exit.FINE


async def _undo(
    settings: Settings, what: str, reason: str | None, token: str | None, how: How, *, change: bool
) -> tuple[LoadReport, Reconciliation | None] | Undone | None:
    """What came of it: of a load its report, of a change its outcome; None where the person who was asked said no."""
    from stdgraph.cli.client import opened, warm
    from stdgraph.cli.undo_change import undo_change

    async with opened(settings) as graph:
        if change or await _is_change(graph, what):
            await warm(settings)
            return await undo_change(graph, settings, what, reason, token, how)
        return await _undo_load(graph, settings, what, token, how)


async def _is_change(graph: Graph, what: str) -> bool:
    from stdgraph.cli.undo_change import last_sequence
    from stdgraph.datasets.registry import list_loads

    return names_change(what, [one.id for one in await list_loads(graph)], await last_sequence(graph))


def names_change(what: str, loads: Sequence[str], last: int) -> bool:
    """Whether a text is the sequence of a change. Raises BadInput for one that may also be the beginning of a load's id.

    A few digits are no load, even where there is no such change: a slip must not take a whole load back.
    """
    if not (what.isascii() and what.isdigit()):
        return False
    begun = [load for load in loads if load.startswith(what)]
    if not begun:
        return True
    if what in begun or (len(what) >= ENOUGH and not 0 < int(what) <= last):
        return False
    raise BadInput(lookup_texts.CHANGE_OR_LOAD(text=what, load=begun[0]))


async def _undo_load(
    graph: Graph, settings: Settings, load: str, token: str | None, how: How
) -> tuple[LoadReport, Reconciliation | None] | None:
    from stdgraph.cli.load_tables import write_load
    from stdgraph.cli.output import busy, load_progress
    from stdgraph.datasets.undo import undo_load
    from stdgraph.gap_records.reconciliation import reconcile_records

    who = await actor(graph, settings, token)
    if who.role is not Role.ADMINISTRATOR:
        raise Forbidden(lookup_texts.LOADS_ARE_ADMINISTRATORS(name=who.name))
    if how.asks:
        planned = await undo_load(graph, load, actor=who.name, dry_run=True)
        write_load(load, planned, None, Format.TABLE, dry_run=True, undoes=True)
        if not confirmed(()):
            return None
    with busy() as bar:
        report = await undo_load(graph, load, actor=who.name, progress=load_progress(bar), dry_run=how.dry_run)
    return report, None if how.dry_run else await reconcile_records(graph, calendar.today())
